/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.realmferry.input.SyntheticIds;
import org.realmferry.merge.decide.Decision;
import org.realmferry.merge.decide.Decisions;
import org.realmferry.merge.decide.Decisions.Side;
import org.realmferry.merge.decide.MergeTask;
import org.realmferry.schema.ZulipTables;

/** Finds users who have a message twice, as the row went and came back with another id, and decides which row stays. */
final class TwinUserMessages {
    /** A row of which only one may be, and the newest input that has it. */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, and never compared
    private record Twin(long id, int newest, byte[] row) {}

    private final MergeTask merging;
    private final Map<Long, List<Twin>> found = new TreeMap<>();
    private long[] keys = new long[1 << 14];
    private int count;

    TwinUserMessages(MergeTask merging) {
        this.merging = merging;
    }

    /** Notes whose row of which message there is. */
    void note(long key) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, count * 2);
        }
        keys[count++] = key;
    }

    /** What was noted more than once. */
    Set<Long> twice() {
        Arrays.sort(keys, 0, count);
        Set<Long> twice = new HashSet<>();
        for (int i = 1; i < count; i++) {
            if (keys[i] == keys[i - 1]) {
                twice.add(keys[i]);
            }
        }
        return twice;
    }

    /** @param newest the position of the newest input that has the row */
    void add(long key, long id, int newest, byte[] row) {
        found.computeIfAbsent(key, k -> new ArrayList<>()).add(new Twin(id, newest, row));
    }

    /** The ids of all rows that were added but those that stay. */
    Set<Long> superfluous(Decisions decisions) {
        Set<Long> ids = new HashSet<>();
        found.values().forEach(twins -> decide(twins, ids, decisions));
        return ids;
    }

    private void decide(List<Twin> twins, Set<Long> into, Decisions decisions) {
        Twin winner = twins.stream()
                .max((one, other) -> {
                    int real = Boolean.compare(!SyntheticIds.is(one.id()), !SyntheticIds.is(other.id()));
                    int preferred = merging.compare(
                            merging.inputs().get(one.newest()), merging.inputs().get(other.newest()));
                    return real != 0 ? real : preferred != 0 ? preferred : Long.compare(one.id(), other.id());
                })
                .orElseThrow();
        for (Twin twin : twins) {
            if (twin.id() != winner.id()) {
                into.add(twin.id());
                if (!SyntheticIds.is(twin.id())) {
                    decisions.decided(
                            ZulipTables.USER_MESSAGES, twin.id(), Decision.UNIQUE, side(winner), List.of(side(twin)));
                }
            }
        }
    }

    private Side side(Twin twin) {
        return new Side(merging.inputs().get(twin.newest()).name(), twin.row());
    }
}
