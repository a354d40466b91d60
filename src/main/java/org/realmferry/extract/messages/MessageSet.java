/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.source.IdRange;

/**
 * Some messages, of one file or of a few, in order, and the condition that finds them.
 *
 * <p>Where the realm's messages stand close together, that is a range of ids, and the rest is left out here: it costs half
 * of what a list of ids or a filter on users in SQL does. Where other realms' messages lie between, the ids are named.
 */
public final class MessageSet {
    private static final int DENSE = 2;

    private final long[] ids;
    private final BitSet fromFirst = new BitSet();

    MessageSet(long[] ids) {
        this.ids = ids;
        if (dense()) {
            // A stream takes the second compiler a tenth of a second.
            for (long id : ids) {
                fromFirst.set((int) (id - ids[0]));
            }
        }
    }

    private long last() {
        return ids[ids.length - 1];
    }

    /** Two ways to the same rows must agree: a message that only one index finds would be lost unnoticed. */
    void requireAll(long found) {
        if (found != ids.length) {
            throw new Failure(
                    ExitStatus.SOURCE,
                    "of the " + ids.length + " messages from id " + ids[0] + " to " + last() + " only " + found
                            + " were found by id: an index of zerver_message may be damaged",
                    "Check the table on the server, for example with pg_amcheck, and REINDEX it.");
        }
    }

    boolean dense() {
        return isDense(new IdRange(ids[0], last()), ids.length);
    }

    /** Whether a range is read, and not its ids by name. */
    public static boolean isDense(IdRange span, long messages) {
        long range = span.last() - span.first();
        return range >= 0 && range < DENSE * messages;
    }

    /** SHA-256 of the ids of a file's messages, which are among these. */
    String checksum(IdRange span) {
        int from = Arrays.binarySearch(ids, span.first());
        int to = Arrays.binarySearch(ids, span.last()) + 1;
        return RealmIds.checksum(Arrays.copyOfRange(ids, from, to));
    }

    /** Whether a row that {@link #among} found is of one of the messages. */
    boolean contains(long id) {
        return !dense() || fromFirst.get((int) (id - ids[0]));
    }

    /** The condition, on a column with ids of messages. */
    String among(String column) {
        if (dense()) {
            return column + " BETWEEN " + ids[0] + " AND " + last();
        }
        return column + " = ANY (" + array() + ")";
    }

    private String array() {
        return LongStream.of(ids).mapToObj(Long::toString).collect(Collectors.joining(",", "'{", "}'::bigint[]"));
    }

    /** The first message, and the last or all of them. */
    String values() {
        return "(" + ids[0] + "," + (dense() ? last() : array()) + ")";
    }
}
