/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a target; used by one thread at a time. What it reads is what is committed, and its own rows.
 *
 * <p>All methods fail with {@code TARGET}; {@link TargetError#of} gives the kind. A failure that leaves it open whether a
 * transaction was committed has {@code TARGET_UNKNOWN} and may not pass by itself: ask the database for the rows. After a
 * failure within a transaction only {@link #rollback} and {@link #close} go well.
 */
public interface TargetSession extends SnapshotReader {
    /** Starts a transaction; without one, each statement is a transaction of its own. */
    void begin();

    /** Makes all changes since {@link #begin} last. Where it fails, the transaction is over. */
    void commit();

    /** Takes all changes since {@link #begin} back, if there were any. Never fails: a lost connection does the same. */
    void rollback();

    /** Lets deferred constraints, as Zulip's foreign keys, be checked by each statement of this transaction. */
    void constraintsImmediate();

    /**
     * Runs one statement.
     *
     * @param what the table that is written, for the text of a failure
     * @param sql with {@code ?} for each value; a {@code ?} of its own is doubled
     * @param values Long, Integer, String, Boolean, {@code long[]} (a bigint[]), {@code String[]} (a text[]) or null, which
     *     are sent apart from the statement
     * @return how many rows were written, or found by a SELECT
     */
    long execute(String what, String sql, @Nullable Object... values);

    /**
     * Starts a COPY into a table, in text format and UTF-8, within a transaction. Nothing else may be done until its end.
     *
     * @param table by its name, without a schema
     */
    CopyIn copyInto(String table, List<String> columns);

    /**
     * Draws new ids of a table's sequence, outside of any transaction. Other imports wait meanwhile, so that ids that Zulip
     * doesn't draw in between are one range; ids drawn by a call that fails are lost, which leaves gaps.
     *
     * @return ascending and disjoint ranges of {@code count} ids together
     */
    List<IdRange> draw(String table, long count);

    /**
     * Takes a lock of the session, without waiting, as often as it is called. It ends with the session at the latest.
     *
     * @param key of {@link AdvisoryKey}
     * @return false where another session has it
     */
    boolean tryLock(long key);

    /** Gives back what {@link #tryLock} took. */
    void unlock(long key);
}
