/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.realmferry.source.AdvisoryKey;
import org.realmferry.source.IdRange;

/**
 * Draws many ids of a sequence. Two sessions that do so at once get one id each in turn, hundreds of thousands of ranges;
 * so one waits for the other, by the lock {@link AdvisoryKey#ofDraw} of the session.
 */
final class IdDraw {
    /** A second or two of the server, so that nothing holds vacuum back for longer. */
    private static final long AT_ONCE = 1_000_000;

    /** In the order in which a session draws, ids ascend; those of one island are all as far from their number. */
    private static final String ISLANDS = "SELECT min(id), max(id) FROM"
            + " (SELECT id, id - row_number() OVER () AS island FROM"
            + " (SELECT nextval(?::regclass) AS id FROM generate_series(1, ?::bigint)) drawn) numbered"
            + " GROUP BY island ORDER BY 1";

    private final Connection connection;
    private final String sequence;
    private final long key;
    private final List<IdRange> ranges = new ArrayList<>();

    /** Draws over a connection that is in no transaction. */
    IdDraw(Connection connection, String table, String sequence) {
        this.connection = connection;
        this.sequence = sequence;
        key = AdvisoryKey.ofDraw(table);
    }

    List<IdRange> draw(long count) throws SQLException {
        lock();
        try (PreparedStatement query = connection.prepareStatement(ISLANDS)) {
            for (long left = count; left > 0; left -= AT_ONCE) {
                query.setString(1, sequence);
                query.setLong(2, Math.min(left, AT_ONCE));
                addIslands(query);
            }
            requireAll(count);
            return List.copyOf(ranges);
        } finally {
            unlock();
        }
    }

    /** Others may draw for as long as they need: no limit of time, in this transaction alone. The lock outlives it. */
    private void lock() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = 0");
            statement.execute("SELECT pg_advisory_lock(" + key + ")");
            connection.commit();
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private void unlock() throws SQLException {
        if (!connection.isClosed()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_unlock(" + key + ")");
            }
        }
    }

    private void addIslands(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                add(new IdRange(rows.getLong(1), rows.getLong(2)));
            }
        }
    }

    private void add(IdRange range) {
        int last = ranges.size() - 1;
        if (last >= 0 && ranges.get(last).last() + 1 == range.first()) {
            ranges.set(last, IdRange.over(List.of(ranges.get(last), range)));
        } else {
            ranges.add(range);
        }
    }

    /** A sequence that counts down, starts again or was set back while ids were drawn would give an id to two rows. */
    private void requireAll(long count) throws SQLException {
        long drawn = 0;
        long before = Long.MIN_VALUE;
        for (IdRange range : ranges) {
            if (range.first() <= before) {
                throw new SQLException("it doesn't give ascending ids");
            }
            before = range.last();
            drawn += range.last() - range.first() + 1;
        }
        if (drawn != count) {
            throw new SQLException("it gave " + drawn + " ids in place of " + count);
        }
    }
}
