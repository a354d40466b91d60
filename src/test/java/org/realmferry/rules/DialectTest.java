/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.rules.language.SchemaState.has;
import static org.realmferry.rules.language.SchemaState.lacks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {
    private final Dialect newest = new Dialect(Rules.NEWEST);
    private final Dialect old = new Dialect(Rules.of("1.4"));

    @Test
    void aPartHoldsWhereTheDatabaseIsInItsState() {
        String text = "SELECT 1" + has("zerver_alertword").then(" + 2", " + 3")
                + lacks("zerver_realm.domain").then(" + 4");

        assertThat(newest.sql(text)).isEqualTo("SELECT 1 + 2 + 4");
        assertThat(old.sql(text)).isEqualTo("SELECT 1 + 3");
    }

    @Test
    void aPartMayStandInsideOfAnother() {
        String inner = has("zerver_realm.domain").then("'{1}'");

        assertThat(old.sql(lacks("zerver_alertword").then("a " + inner + " b"))).isEqualTo("a '{1}' b");
        assertThat(newest.sql(lacks("zerver_alertword").then("a " + inner + " b")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM zerver_userprofile u JOIN zerver_realm r ON r.id = u.realm_id",
                "SELECT '{{1,2},{3,4}}'::bigint[]"
            })
    void whatTheNewestReleaseHasIsReadAsItIs(String text) {
        assertThat(newest.sql(text.replace("{{", "{ {"))).isEqualTo(text.replace("{{", "{ {"));
    }

    @Test
    void aColumnThatADatabaseLacksHasAStandIn() {
        assertThat(old.sql("SELECT string_id FROM zerver_realm WHERE id = 1"))
                .isEqualTo("SELECT string_id FROM (SELECT x.*, x.domain AS string_id FROM zerver_realm x) zerver_realm"
                        + " WHERE id = 1");
        assertThat(old.sql("SELECT 1 FROM zerver_client c\nJOIN zerver_realm r ON TRUE"))
                .isEqualTo("SELECT 1 FROM zerver_client c\nJOIN"
                        + " (SELECT x.*, x.domain AS string_id FROM zerver_realm x) r ON TRUE");
    }

    @Test
    void aTableThatADatabaseLacksIsEmpty() {
        assertThat(old.sql("SELECT a.id FROM zerver_alertword a"))
                .startsWith("SELECT a.id FROM (SELECT NULL::bigint AS \"id\", ")
                .endsWith(" WHERE FALSE) a");
    }

    @Test
    void aTableWhoseNameBeginsLikeAnotherIsLeftAlone() {
        assertThat(old.sql("SELECT 1 FROM zerver_userprofile_groups g"))
                .isEqualTo("SELECT 1 FROM zerver_userprofile_groups g");
    }
}
