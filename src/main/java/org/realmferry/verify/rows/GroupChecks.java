/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import java.util.HashMap;
import java.util.Map;
import org.realmferry.IdBitmap;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;

/**
 * No two group conversations have the same members: an importer computes a group's key from them, and the key is unique.
 * Of each group's members only two sums are kept, of ids that were mixed well: equal for equal members, else never.
 */
public final class GroupChecks {
    /** The type of a group's recipient. */
    public static final int TYPE = 3;

    private static final long MIX_1 = 0xbf58476d1ce4e5b9L;
    private static final long MIX_2 = 0x94d049bb133111ebL;

    private record Members(long first, long second) {
        Members and(long user) {
            return new Members(first + mix(user, MIX_1, MIX_2), second + mix(user, MIX_2, MIX_1));
        }

        /** The steps of SplitMix64, with constants in either order. */
        private static long mix(long user, long one, long other) {
            long z = user + one;
            z = (z ^ (z >>> 30)) * one;
            z = (z ^ (z >>> 27)) * other;
            return z ^ (z >>> 31);
        }
    }

    private final IdBitmap groups;
    private final String file;
    private final FindingSink sink;
    private final Map<Long, Members> members = new HashMap<>();
    private long user;
    private long recipient;

    public GroupChecks(IdBitmap groups, String file, FindingSink sink) {
        this.groups = groups;
        this.file = file;
        this.sink = sink;
    }

    /** Looks at the subscriptions besides what else is checked there. */
    public void in(TableCheck subscriptions) {
        subscriptions
                .and("user_profile", (value, row) -> user = value.getValueAsLong(-1))
                .and("recipient", (value, row) -> recipient = value.getValueAsLong(-1))
                .row(row -> add());
    }

    private void add() {
        if (groups.contains(recipient)) {
            members.merge(recipient, new Members(0, 0).and(user), (old, one) -> old.and(user));
        }
    }

    /** Tells of groups with the same members. */
    public void check() {
        Map<Members, Long> first = new HashMap<>();
        members.forEach((group, who) -> {
            Long other = first.putIfAbsent(who, group);
            if (other != null) {
                sink.found(
                        FindingKind.IMPORTER,
                        file,
                        ZulipTables.RECIPIENTS,
                        String.valueOf(Math.max(group, other)),
                        "the group conversation has the same members as that of the recipient " + Math.min(group, other)
                                + ", but an importer accepts only one such group");
            }
        });
    }
}
