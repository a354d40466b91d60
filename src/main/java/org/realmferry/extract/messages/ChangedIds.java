/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import org.realmferry.IdBitmap;
import org.realmferry.run.work.Workers;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.SnapshotHorizon;
import org.realmferry.source.SnapshotReader;

/**
 * What changed on a server since the first part of a run, for all realms. Rows that are gone have no {@code xmin}: only
 * their number shows it.
 */
public final class ChangedIds {
    private static final long XIDS = 1L << 32;
    private static final String LANE = "changes";

    /**
     * Ids of usermessages that were inserted or updated.
     *
     * @param receiving their messages
     * @param all how many there are, of the whole server; zero where the server doesn't tell
     */
    public record UserMessages(IdBitmap changed, IdBitmap receiving, long all) {}

    private final boolean known;
    private final Announced<IdBitmap> messages = new Announced<>();
    private final Announced<UserMessages> userMessages = new Announced<>();

    private ChangedIds(boolean known) {
        this.known = known;
    }

    /** Where nobody can tell. */
    public static ChangedIds unknown() {
        ChangedIds changes = new ChangedIds(false);
        changes.messages.announce(new IdBitmap());
        changes.userMessages.announce(new UserMessages(new IdBitmap(), new IdBitmap(), 0));
        return changes;
    }

    public boolean isKnown() {
        return known;
    }

    /** As {@link #begin}, to its end. */
    public static ChangedIds between(SnapshotReader reader, SnapshotHorizon earlier, SnapshotHorizon now) {
        if (!now.follows(earlier)) {
            return unknown();
        }
        ChangedIds changes = new ChangedIds(true);
        changes.readUserMessages(reader, earlier);
        changes.readMessages(reader, earlier);
        return changes;
    }

    /** Reads each table once, by a unit of work, of a standpoint that was followed up to now. */
    public static ChangedIds begin(Workers<SnapshotReader> workers, SnapshotHorizon earlier) {
        ChangedIds changes = new ChangedIds(true);
        workers.add(LANE, reader -> changes.readUserMessages(reader, earlier));
        workers.add(LANE, reader -> changes.readMessages(reader, earlier));
        return changes;
    }

    private void readMessages(SnapshotReader reader, SnapshotHorizon earlier) {
        IdBitmap changed = new IdBitmap();
        reader.read(
                ZulipTables.MESSAGES,
                "SELECT t.id FROM zerver_message t" + since(earlier),
                row -> changed.addLong(row.number(0)));
        messages.announce(changed);
    }

    private void readUserMessages(SnapshotReader reader, SnapshotHorizon earlier) {
        IdBitmap changed = new IdBitmap();
        IdBitmap receiving = new IdBitmap();
        String query = "SELECT t.id, t.message_id FROM zerver_usermessage t" + since(earlier);
        long passedBefore = passed(reader);
        reader.read(ZulipTables.USER_MESSAGES, query, row -> {
            changed.addLong(row.number(0));
            receiving.addLong(row.number(1));
        });
        userMessages.announce(new UserMessages(changed, receiving, passed(reader) - passedBefore));
    }

    /**
     * How many visible rows this transaction's passes over the table met (PostgreSQL documentation, "The Cumulative Statistics
     * System", {@code pg_stat_xact_all_tables.seq_tup_read}). It stays at zero where {@code track_counts} is off.
     */
    private static long passed(SnapshotReader reader) {
        long[] rows = new long[1];
        reader.read(
                ZulipTables.USER_MESSAGES,
                "SELECT pg_stat_get_xact_tuples_returned('zerver_usermessage'::regclass)",
                row -> rows[0] = row.number(0));
        return rows[0];
    }

    /** The earlier age is a query of its own, as PostgreSQL works that out once, and an expression for each row. */
    private static String since(SnapshotHorizon earlier) {
        return " WHERE age(t.xmin) <= (SELECT age('" + earlier.xmin() % XIDS + "'::xid))";
    }

    /** Goes on when {@link #messages} are known. */
    public void afterMessages(Runnable next) {
        messages.then(next);
    }

    /** Goes on when {@link #messages} and {@link #userMessages} are known. */
    public void afterAll(Runnable next) {
        messages.then(() -> userMessages.then(next));
    }

    /** The ids of messages that were inserted or updated. */
    public IdBitmap messages() {
        return messages.get();
    }

    public UserMessages userMessages() {
        return userMessages.get();
    }
}
