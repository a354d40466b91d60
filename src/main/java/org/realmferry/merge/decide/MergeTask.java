/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.realmferry.IdBitmap;
import org.realmferry.input.Input;
import org.realmferry.merge.decide.Decisions.Side;
import org.realmferry.rules.language.ReleaseMarkers;
import org.realmferry.selection.Mode;

/**
 * What is merged, and how: what all parts of a merge need to know.
 *
 * @param inputs by the times at which they were taken, the oldest first
 * @param mode of the result
 * @param consenting whose private data the result holds
 * @param newestComplete the newest archive of the realm with everything
 */
public record MergeTask(
        List<Input> inputs,
        Mode mode,
        IdBitmap consenting,
        Prefer prefer,
        Deletions deletions,
        Optional<Input> newestComplete) {
    /** Oldest first; the order in which they were named is no matter. */
    private static final Comparator<Input> BY_TIME =
            Comparator.comparing((Input input) -> input.taken().time()).thenComparing(Input::sha256);

    public static MergeTask of(List<Input> inputs, Prefer prefer, Deletions deletions) {
        IdBitmap consenting = new IdBitmap();
        inputs.forEach(input -> consenting.or(input.consenting()));
        List<Input> ordered = byTime(inputs);
        Optional<Input> complete = ordered.stream().filter(Input::isComplete).reduce((older, newer) -> newer);
        return new MergeTask(ordered, mode(inputs), consenting, prefer, deletions, complete);
    }

    /** The oldest first. */
    public static List<Input> byTime(List<Input> inputs) {
        return inputs.stream().sorted(BY_TIME).toList();
    }

    private static Mode mode(List<Input> inputs) {
        List<Mode> modes = inputs.stream().map(Input::mode).toList();
        return Stream.of(Mode.values()).filter(modes::contains).findFirst().orElseThrow();
    }

    /** Whether a user's private data is in the result. */
    public boolean has(long user) {
        return mode == Mode.FULL || consenting.contains(user);
    }

    /** Whether a row leaves the merge because it is gone from the newest complete archive; notes what was decided. */
    public boolean drops(String table, long id, List<? extends RowCursor> group, Decisions decisions) {
        if (!isGone(group)) {
            return false;
        }
        Side row = decisions.isLogged() ? Side.of(group.get(0)) : new Side("", Side.NONE);
        if (deletions == Deletions.KEEP) {
            decisions.decided(table, id, Decision.KEPT, row, List.of());
            return false;
        }
        String complete = newestComplete().map(Input::name).orElse("");
        decisions.decided(table, id, Decision.DROPPED, new Side(complete, Side.NONE), List.of(row));
        return true;
    }

    /** Whether a row that only some inputs have is gone: the newest complete one, taken after them all, lacks it. */
    boolean isGone(List<? extends RowCursor> rows) {
        if (newestComplete.isEmpty()) {
            return false;
        }
        for (RowCursor row : rows) {
            if (!row.input().isOlderThan(newestComplete.get())) {
                return false;
            }
        }
        return true;
    }

    /** The preferred one is the greatest; 0 where the time, or the order, says nothing. */
    public int compare(Input one, Input other) {
        return switch (prefer) {
            case FIRST -> Integer.compare(other.position(), one.position());
            case LAST -> Integer.compare(one.position(), other.position());
            case NEWEST -> one.taken().time().compareTo(other.taken().time());
        };
    }

    /** Archives of the realm, without those of single users. */
    public List<Input> ofRealm() {
        return inputs.stream().filter(Input::isOfRealm).toList();
    }

    /** The position of an input in the order of times. */
    public int order(Input input) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).position() == input.position()) {
                return i;
            }
        }
        throw new IllegalArgumentException(input.name());
    }

    /** The position of the newest of the inputs that have a row. */
    public int newest(List<? extends RowCursor> rows) {
        int newest = 0;
        for (RowCursor row : rows) {
            newest = Math.max(newest, order(row.input()));
        }
        return newest;
    }

    /** Whether files leave without their rows, too: with full exports before Zulip 5. */
    public boolean holdsAllUploads() {
        return mode == Mode.FULL
                && inputs.stream().noneMatch(input -> input.rows().tables().containsKey(ReleaseMarkers.SORTED_TABLES));
    }
}
