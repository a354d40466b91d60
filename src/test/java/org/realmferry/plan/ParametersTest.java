/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.realmferry.IdBitmap;
import org.realmferry.selection.ApprovedUsers;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Realm;
import org.realmferry.selection.Scope;
import org.realmferry.selection.Unapproved;

class ParametersTest {
    private final Parameters parameters = new Parameters(42);

    @Test
    void theRealmIsANumber() {
        assertThat(parameters.bind("t.realm_id = :realm AND r.id <> :realm"))
                .isEqualTo("t.realm_id = 42 AND r.id <> 42");
    }

    @Test
    void aSetIsAnArrayOfItsIds() {
        parameters.put("users", IdBitmap.bitmapOf(3, 1, 1L << 40));

        assertThat(parameters.bind("t.a IN :users OR t.b NOT IN :users"))
                .isEqualTo("t.a IN (SELECT unnest('{1,3,1099511627776}'::bigint[]))"
                        + " OR t.b NOT IN (SELECT unnest('{1,3,1099511627776}'::bigint[]))");
    }

    @Test
    void anEmptySetIsAnEmptyArray() {
        parameters.put("users", new IdBitmap());

        assertThat(parameters.bind("t.a IN :users")).isEqualTo("t.a IN (SELECT unnest('{}'::bigint[]))");
    }

    @Test
    void pairsOfIdsAreAnObject() {
        parameters.put("joined", IdBitmap.bitmapOf((7L << 32) | 3, (2_147_483_647L << 32) | 1));

        assertThat(parameters.bind("MAP :joined ->> t.a::text"))
                .isEqualTo("'{\"7\":3,\"2147483647\":1}'::jsonb ->> t.a::text");
    }

    @Test
    void castsAndLongerNamesStayAsTheyAre() {
        parameters.put("realms", IdBitmap.bitmapOf(1));

        assertThat(parameters.bind("t.id::bigint, x::realm, t.realm_id IN :realms, min :realmish"))
                .isEqualTo("t.id::bigint, x::realm, t.realm_id IN (SELECT unnest('{1}'::bigint[])), min :realmish");
    }

    @Test
    void theScopeIsTruthValuesAndASet() {
        Realm realm = new Realm(7, "acme", "Acme", false);
        ApprovedUsers approved = new ApprovedUsers("", Unapproved.OMIT, Set.of(4L));

        assertThat(new Parameters(Scope.full(realm)).bind(":full :public :bySetting :omit x IN :approved"))
                .isEqualTo("TRUE FALSE FALSE FALSE x IN (SELECT unnest('{}'::bigint[]))");
        assertThat(new Parameters(new Scope(realm, Mode.CONSENT, Optional.empty(), false, ConsentRules.strict()))
                        .bind(":full :bySetting"))
                .isEqualTo("FALSE TRUE");
        assertThat(new Parameters(new Scope(realm, Mode.CONSENT, Optional.of(approved), false, ConsentRules.strict()))
                        .bind(":bySetting :omit x IN :approved"))
                .isEqualTo("FALSE TRUE x IN (SELECT unnest('{4}'::bigint[]))");
    }

    @Test
    void aSetThatNobodyReadIsAMistake() {
        assertThatIllegalStateException()
                .isThrownBy(() -> parameters.bind("t.a IN :people"))
                .withMessage("no set of ids :people");
    }
}
