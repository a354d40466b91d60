/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.realmferry.rules.Rules;
import org.realmferry.rules.language.OfUser;

class UserPlanTest {
    private final UserPlan plan = UserPlan.of(Rules.NEWEST);

    @Test
    void theTablesAreZulips() {
        assertThat(plan.tables())
                .extracting(TableRead::output)
                .containsExactlyInAnyOrder(
                        "analytics_usercount",
                        "zerver_alertword",
                        "zerver_customprofilefieldvalue",
                        "zerver_externalauthid",
                        "zerver_muteduser",
                        "zerver_navigationview",
                        "zerver_onboardingstep",
                        "zerver_reaction",
                        "zerver_realmauditlog",
                        "zerver_recipient",
                        "zerver_savedsnippet",
                        "zerver_stream",
                        "zerver_submessage",
                        "zerver_subscription",
                        "zerver_useractivity",
                        "zerver_useractivityinterval",
                        "zerver_userpresence",
                        "zerver_userprofile",
                        "zerver_userstatus",
                        "zerver_usertopic");
    }

    @Test
    void columnsLeaveWithTheirOwnValuesButSecretsStay() {
        TableRead users = read("zerver_userprofile");

        assertThat(users.fields())
                .extracting(Field::name)
                .contains("groups", "user_permissions")
                .doesNotContain("password", "api_key", "uuid");
        assertThat(users.fields().get(users.indexOf("is_active")).sql()).isEqualTo("t.\"is_active\"");
        TableRead log = read("zerver_realmauditlog");
        assertThat(log.fields().get(log.indexOf("acting_user")).sql()).isEqualTo("t.\"acting_user_id\"");
    }

    @Test
    void messagesHaveTheUsersFlagsAndNamesForIds() {
        assertThat(plan.messages().fields()).extracting(Field::name).contains("flags", "flags_mask", "recipient");
        assertThat(plan.names())
                .extracting(OfUser.Name::field)
                .containsExactly("sending_client_name", "recipient_name");
        assertThat(plan.names())
                .allSatisfy(name ->
                        assertThat(plan.messages().indexOf(name.reference())).isNotNegative());
    }

    @Test
    void aQueryIsOfTheUserOnly() {
        List<TableRead> tables = plan.tables().stream()
                .filter(read -> !List.of("zerver_recipient", "zerver_stream").contains(read.output()))
                .toList();

        assertThat(tables)
                .allSatisfy(
                        read -> assertThat(read.select(new Parameters(2, 71))).contains(" = 71"));
    }

    private TableRead read(String output) {
        return plan.tables().stream()
                .filter(read -> read.output().equals(output))
                .findFirst()
                .orElseThrow();
    }
}
