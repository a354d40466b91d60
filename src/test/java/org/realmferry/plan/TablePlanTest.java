/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.realmferry.rules.language.ColumnRule;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/** The query of a table: its rule put together with the columns of a database. */
class TablePlanTest {
    private static final Table TABLE = new Table(
            "zerver_reaction",
            List.of(
                    column("id", "integer", true, Optional.empty()),
                    column("user_profile_id", "integer", false, Optional.of("zerver_userprofile")),
                    column("message_id", "integer", false, Optional.of("zerver_message")),
                    column("emoji_name", "text", false, Optional.empty()),
                    column("emoji_code", "text", false, Optional.empty()),
                    column("made_by_a_plugin", "text", false, Optional.empty())),
            500);

    @Test
    void foreignKeysHaveDjangosNames() {
        assertThat(names(rule())).containsExactly("id", "user_profile", "message", "emoji_name", "emoji_code");
    }

    @Test
    void aColumnThatNoRuleDecidesStays() {
        assertThat(names(rule())).doesNotContain("made_by_a_plugin");
        assertThat(names(rule().rename("made_by_a_plugin", "plugin"))).contains("plugin");
    }

    @Test
    void aColumnMayStayBehind() {
        assertThat(names(rule().without("it is private", "emoji_name"))).doesNotContain("emoji_name");
    }

    @Test
    void aColumnMayLeaveUnderAnotherName() {
        assertThat(names(rule().rename("emoji_code", "code"))).contains("code").doesNotContain("emoji_code");
    }

    @Test
    void anotherValueMayLeave() {
        TableRead read = read(rule().value("emoji_name", "'hidden'", "it is private"), false);

        assertThat(sql(read, "emoji_name")).contains("'hidden'");
        assertThat(sql(read, "emoji_code")).contains("t.\"emoji_code\"");
    }

    @Test
    void aFieldThatIsNoColumnStandsFirst() {
        TableRead read = read(rule().add("groups", "bigint[]", "ARRAY[1]"), false);

        assertThat(read.fields().get(0).name()).isEqualTo("groups");
        assertThat(sql(read, "groups")).isEqualTo("ARRAY[1]");
    }

    @Test
    void rowsAreThoseOfTheCondition() {
        TableRead read = read(rule().where("t.user_profile_id IN :users"), false);

        assertThat(read.where()).isEqualTo("t.user_profile_id IN :users");
        assertThat(read.key()).isEqualTo("id");
        assertThat(read.table()).isEqualTo("zerver_reaction");
        assertThat(read.estimatedRows()).isEqualTo(500);
    }

    @Test
    void whereOthersAreLeftOutAReferenceLeadsToWhatLeaves() {
        TableRead read = read(rule().where("TRUE"), true);

        assertThat(read.where()).startsWith("(TRUE) AND ").contains("user_profile_id");
        assertThat(read(rule().where("TRUE"), false).where()).isEqualTo("TRUE");
    }

    @Test
    void anOutputOfSomeFieldsHasNoOthers() {
        TableRule rule = rule().where("TRUE")
                .as("zerver_reaction_names", "FALSE", new ColumnRule.Added("id", "integer", "t.id"));
        Leaves leaves = (Leaves) rule.fate();
        TableRead read = plan(rule, true)
                .read(leaves, leaves.outputs().get(leaves.outputs().size() - 1));

        assertThat(read.fields()).extracting(Field::name).containsExactly("id");
        assertThat(read.where()).isEqualTo("FALSE");
    }

    private static TableRule rule() {
        return TableRule.in(OutputFile.REALM, "zerver_reaction").where("TRUE");
    }

    private static List<String> names(TableRule rule) {
        return read(rule, false).fields().stream().map(Field::name).toList();
    }

    private static String sql(TableRead read, String field) {
        return read.fields().stream()
                .filter(one -> one.name().equals(field))
                .map(Field::sql)
                .findFirst()
                .orElseThrow();
    }

    private static TableRead read(TableRule rule, boolean omits) {
        Leaves leaves = (Leaves) rule.fate();
        return plan(rule, omits).read(leaves, leaves.outputs().get(0));
    }

    private static TablePlan plan(TableRule rule, boolean omits) {
        return new TablePlan(rule, TABLE, new Schema("zulip", Map.of(TABLE.name(), TABLE)), omits);
    }

    private static Column column(String name, String type, boolean key, Optional<String> references) {
        return new Column(name, type, type, false, key, references);
    }
}
