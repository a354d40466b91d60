/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.realmferry.IdBitmap;
import org.realmferry.sample.FoundThings;

/** No two group conversations have the same members. */
class GroupChecksTest {
    private static final IdBitmap GROUPS = IdBitmap.bitmapOf(10, 11, 12);

    @Test
    void groupsWithOtherMembersAreFine() throws IOException {
        assertThat(found(members(10, 1, 2, 3), members(11, 1, 2, 4), members(12, 1, 2)))
                .isEmpty();
    }

    @Test
    void theSameMembersInAnyOrderAreTold() throws IOException {
        assertThat(found(members(11, 3, 1, 2), members(10, 1, 2, 3)))
                .containsExactly(
                        "IMPORTER realm.json zerver_recipient 11: the group conversation has the same members as"
                                + " that of the recipient 10, but an importer accepts only one such group");
    }

    @Test
    void eachFurtherGroupIsTold() throws IOException {
        assertThat(found(members(10, 5, 6), members(11, 5, 6), members(12, 6, 5)))
                .hasSize(2);
    }

    @Test
    void idsWithTheSameSumAreOtherMembers() throws IOException {
        assertThat(found(members(10, 1, 4), members(11, 2, 3))).isEmpty();
        assertThat(found(members(10, 0, 5), members(11, 5))).isEmpty();
    }

    @Test
    void channelsMayHaveTheSameSubscribers() throws IOException {
        assertThat(found(members(20, 1, 2), members(21, 1, 2))).isEmpty();
    }

    @Test
    void otherChecksOfTheSameFieldsStillHold() throws IOException {
        FoundThings found = new FoundThings();
        List<Long> seen = new ArrayList<>();
        ReadRows.of(
                "zerver_subscription",
                found,
                name -> TableCheck.ANYTHING,
                table -> {
                    table.field("user_profile", (value, row) -> seen.add(value.getLongValue()));
                    new GroupChecks(GROUPS, ReadRows.FILE, found.sink()).in(table);
                },
                "[" + members(10, 1, 2) + "]");

        assertThat(seen).containsExactly(1L, 2L);
    }

    private static String members(long recipient, long... users) {
        return LongStream.of(users)
                .mapToObj(user -> "{'user_profile':" + user + ",'recipient':" + recipient + "}")
                .collect(Collectors.joining(","));
    }

    private static List<String> found(String... subscriptions) throws IOException {
        FoundThings found = new FoundThings();
        GroupChecks groups = new GroupChecks(GROUPS, ReadRows.FILE, found.sink());
        ReadRows.of(
                "zerver_subscription",
                found,
                name -> TableCheck.ANYTHING,
                groups::in,
                Stream.of(subscriptions).collect(Collectors.joining(",", "[", "]")));
        groups.check();
        return found.lines();
    }
}
