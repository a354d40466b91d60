/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.realmferry.load.LoadPlan.Time;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/** Which columns get which fields. */
class LoadPlanTest {
    private static final Set<String> USER_MESSAGE = Set.of("id", "user_profile", "message", "flags_mask");

    private static Column column(String name) {
        return new Column(name, "bigint", "bigint", false, name.equals("id"), Optional.empty());
    }

    private static Column reference(String name, String table) {
        return new Column(name, "bigint", "bigint", false, false, Optional.of(table));
    }

    private static Column nullable(String name) {
        return new Column(name, "text", "text", true, false, Optional.empty());
    }

    private static Table userMessages(Column... more) {
        Column[] all = Arrays.copyOf(
                new Column[] {
                    column("id"),
                    reference("user_profile_id", "zerver_userprofile"),
                    reference("message_id", "zerver_message"),
                    column("flags")
                },
                4 + more.length);
        System.arraycopy(more, 0, all, 4, more.length);
        return new Table("zerver_usermessage", List.of(all), 0);
    }

    private static LoadPlan plan(Set<String> defaults, Table... tables) {
        return new LoadPlan(Schema.of("zulip", List.of(tables)), defaults, false);
    }

    private static Set<String> with(Set<String> fields, String more) {
        Set<String> all = new HashSet<>(fields);
        all.add(more);
        return all;
    }

    @Test
    void columnsHaveTheirFieldsByDjangosNamesOrTheRules() {
        LoadPlan plan = plan(Set.of("zerver_usermessage.id"), userMessages());
        assertThat(plan.knows("zerver_usermessage")).isTrue();
        assertThat(plan.table("zerver_usermessage")).isEqualTo("zerver_usermessage");
        assertThat(plan.problems("zerver_usermessage", USER_MESSAGE)).isEmpty();
    }

    @Test
    void aFieldWithoutAColumnIsAProblem() {
        LoadPlan plan = plan(Set.of("zerver_usermessage.id"), userMessages());
        assertThat(plan.problems("zerver_usermessage", with(USER_MESSAGE, "mood")))
                .containsExactly("the server has no column for zerver_usermessage.mood");
    }

    @Test
    void aColumnWithoutAFieldIsAProblemUnlessItMayBeNullOrTheDatabaseFillsIt() {
        assertThat(plan(Set.of("zerver_usermessage.id"), userMessages(column("mood")))
                        .problems("zerver_usermessage", USER_MESSAGE))
                .containsExactly("the archive has no zerver_usermessage.mood, which the server's release needs");
        assertThat(plan(Set.of("zerver_usermessage.id"), userMessages(nullable("mood")))
                        .problems("zerver_usermessage", USER_MESSAGE))
                .isEmpty();
        assertThat(plan(Set.of("zerver_usermessage.id", "zerver_usermessage.mood"), userMessages(column("mood")))
                        .problems("zerver_usermessage", USER_MESSAGE))
                .isEmpty();
    }

    @Test
    void onlyHeldColumnsThatTheServerHasAreHeld() {
        Table realm = new Table("zerver_realm", List.of(column("id"), column("deactivated")), 0);
        assertThat(plan(Set.of(), realm).held("zerver_realm")).containsExactly("deactivated");
    }

    @Test
    void tablesThatNameMessagesComeAfterThem() {
        LoadPlan plan = plan(Set.of(), new Table("zerver_realm", List.of(column("id")), 0), userMessages());
        assertThat(plan.time("zerver_realm")).isEqualTo(Time.SKELETON);
        assertThat(plan.time("zerver_usermessage")).isEqualTo(Time.REST);
    }

    @Test
    void nobodyKnowsAListOfNoRule() {
        assertThat(plan(Set.of(), userMessages()).knows("zerver_nothing")).isFalse();
    }
}
