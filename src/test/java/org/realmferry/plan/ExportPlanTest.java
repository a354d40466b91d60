/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.realmferry.rules.Rules;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

class ExportPlanTest {
    private final ExportPlan plan = ExportPlan.of(Rules.NEWEST, false);

    @Test
    void aForeignKeyLosesItsIdAndAPlainNumberKeepsIt() {
        assertThat(names("zerver_message"))
                .contains("id", "sender", "recipient", "sending_client", "realm")
                .doesNotContain("sender_id", "recipient_id");
        assertThat(names("zerver_recipient")).containsExactlyInAnyOrder("id", "type", "type_id");
        assertThat(names("zerver_userprofile")).contains("last_active_message_id");
        assertThat(names("zerver_realmauditlog")).contains("event_last_message_id", "modified_user", "acting_user");
    }

    @Test
    void renamedFieldsHaveTheirOwnNames() {
        assertThat(names("zerver_usermessage"))
                .containsExactlyInAnyOrder("id", "flags_mask", "message", "user_profile");
        assertThat(names("zerver_onboardingusermessage")).contains("flags_mask").doesNotContain("flags");
        assertThat(names("zerver_realm")).contains("_max_invites").doesNotContain("max_invites");
    }

    @Test
    void aNamedGroupHasTheKeyOfItsGroupTwice() {
        assertThat(names("zerver_namedusergroup"))
                .contains("id", "usergroup_ptr", "realm_for_sharding")
                .doesNotContain("realm", "realm_id", "usergroup_ptr_id");
        assertThat(plan.read("zerver_namedusergroup").key()).isEqualTo("usergroup_ptr_id");
    }

    @Test
    void secretsStayBehind() {
        for (String users : List.of("zerver_userprofile", "zerver_userprofile_mirrordummy")) {
            assertThat(names(users))
                    .contains("groups", "user_permissions")
                    .doesNotContain("password", "api_key", "uuid");
        }
        assertThat(ExportPlan.of(with("zerver_stream", "email_token", "text"), false)
                        .read("zerver_stream")
                        .fields())
                .extracting(Field::name)
                .doesNotContain("email_token");
    }

    @Test
    void systemBotsLeaveWithThreeFields() {
        assertThat(names("zerver_userprofile_crossrealm")).containsExactlyInAnyOrder("email", "id", "recipient_id");
    }

    @Test
    void noFieldIsThereTwice() {
        assertThat(plan.reads())
                .allSatisfy(read -> assertThat(read.fields())
                        .extracting(Field::name)
                        .doesNotHaveDuplicates()
                        .contains("id"));
    }

    @Test
    void aTypeThatIsNotKnownIsReadAsText() {
        assertThat(field("zerver_message", "search_tsvector"))
                .isEqualTo(new Field("search_tsvector", "(t.\"search_tsvector\")::text", "text"));
        assertThat(field("zerver_message", "id")).isEqualTo(new Field("id", "t.\"id\"", "integer"));
    }

    @Test
    void rowsOfMessagesGoWithTheirMessage() {
        assertThat(plan.read("zerver_reaction").messageField()).contains("message");
        assertThat(plan.read("zerver_usermessage").messageField()).contains("message");
        assertThat(plan.read("zerver_attachment").messageField()).contains("messages");
        assertThat(plan.read("zerver_stream").messageField()).isEmpty();
    }

    @Test
    void everyFileHasItsTables() {
        assertThat(plan.of(OutputFile.MESSAGES))
                .extracting(TableRead::output)
                .containsExactly("zerver_message", "zerver_usermessage");
        assertThat(plan.of(OutputFile.ANALYTICS))
                .extracting(TableRead::output)
                .containsExactly("analytics_realmcount", "analytics_usercount", "analytics_streamcount");
        assertThat(plan.of(OutputFile.ATTACHMENT)).extracting(TableRead::output).containsExactly("zerver_attachment");
        assertThat(plan.of(OutputFile.REALM))
                .extracting(TableRead::output)
                .hasSize(plan.reads().size() - 6)
                .doesNotHaveDuplicates()
                .doesNotContain("zerver_attachment_messages", "django_migrations");
    }

    @Test
    void aColumnThatNoRuleDecidesIsLeftOut() {
        assertThat(ExportPlan.of(with("zerver_stream", "colour", "text"), false))
                .isEqualTo(plan);
    }

    @Test
    void whereOthersLeaveNoTraceAReferenceToThemIsNullOrKeepsItsRowBack() {
        ExportPlan omitting = ExportPlan.of(Rules.NEWEST, true);

        assertThat(omitting.read("zerver_stream").fields())
                .filteredOn(field -> field.name().equals("creator"))
                .extracting(Field::sql)
                .containsExactly("CASE WHEN t.\"creator_id\" IN :accounts THEN t.\"creator_id\" END");
        assertThat(omitting.read("zerver_muteduser").where())
                .endsWith(" AND t.\"muted_user_id\" IN :accounts AND t.\"user_profile_id\" IN :accounts");
        assertThat(omitting.read("zerver_scheduledmessage").messageReferences())
                .containsExactly("delivered_message", "reminder_target_message_id");
        assertThat(omitting.read("zerver_stream").messageReferences()).containsExactly("first_message_id");
        assertThat(omitting.read("zerver_realmauditlog").messageReferences()).containsExactly("event_last_message_id");
        assertThat(omitting.read("zerver_userprofile").messageReferences()).containsExactly("last_active_message_id");
        assertThat(plan.read("zerver_scheduledmessage").messageReferences()).isEmpty();
    }

    @Test
    void aReadIsAQueryInOrderOfTheKey() {
        Parameters parameters = new Parameters(2);

        assertThat(plan.read("zerver_realmdomain").select(parameters))
                .matches("SELECT t\\.\"id\", .* FROM zerver_realmdomain t WHERE t\\.realm_id = 2 ORDER BY t\\.id");
        assertThat(plan.read("zerver_realmdomain").count(parameters))
                .isEqualTo("SELECT count(*) FROM zerver_realmdomain t WHERE t.realm_id = 2");
    }

    private List<String> names(String output) {
        return plan.read(output).fields().stream().map(Field::name).toList();
    }

    private Field field(String output, String name) {
        TableRead read = plan.read(output);
        return read.fields().get(read.indexOf(name));
    }

    /** The known schema with one more column. */
    private static Schema with(String table, String column, String type) {
        List<Table> tables = new ArrayList<>();
        for (Table known : Rules.NEWEST.inOrder()) {
            List<Column> columns = new ArrayList<>(known.columns());
            if (known.name().equals(table)) {
                columns.add(new Column(column, type, type, true, false, Optional.empty()));
            }
            tables.add(new Table(known.name(), columns, known.estimatedRows()));
        }
        return Schema.of("zulip", tables);
    }
}
