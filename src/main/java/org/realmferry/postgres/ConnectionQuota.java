/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/**
 * A run's share of the connections that all runs of a database may have together. Each connection is an advisory lock of
 * the session that holds the snapshot, so that a share ends with its run, however that ends, and counts on all machines
 * (PostgreSQL documentation, "Advisory Locks"; they write nothing, and a standby has them, too).
 *
 * @param jobs how many workers are wanted; each has a connection
 * @param most how many connections all runs may have together, at least {@link #LEAST}
 */
public record ConnectionQuota(int jobs, int most) {
    /** Of a run with one job: what is beside its jobs, and one for runs that ask. */
    public static final int LEAST = 4;

    /** The one that holds the snapshot, and one for what comes before the workers, or looks after them. */
    static final int BESIDE_JOBS = 2;

    private static final int CLASS = 0x5265_6c6d;
    private static final int GATE = 0;
    private static final String TAKEN = "SELECT objid::integer FROM pg_locks WHERE locktype = 'advisory'"
            + " AND classid = " + CLASS + " AND objid <> " + GATE + " AND granted"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    /** Takes as much as there is, for at least one job; gives the jobs, none where there is too little. */
    int take(Connection holder) throws SQLException {
        if (!lock(holder, GATE)) {
            return 0;
        }
        try {
            Set<Integer> taken = taken(holder);
            int connections = Math.min(jobs + BESIDE_JOBS, most - 1 - taken.size());
            if (connections <= BESIDE_JOBS) {
                return 0;
            }
            int found = 0;
            for (int number = 1; found < connections; number++) {
                found += !taken.contains(number) && lock(holder, number) ? 1 : 0;
            }
            return connections - BESIDE_JOBS;
        } finally {
            unlockGate(holder);
        }
    }

    private static Set<Integer> taken(Connection holder) throws SQLException {
        Set<Integer> taken = new HashSet<>();
        try (Statement statement = holder.createStatement();
                ResultSet rows = statement.executeQuery(TAKEN)) {
            while (rows.next()) {
                taken.add(rows.getInt(1));
            }
        }
        return taken;
    }

    private static boolean lock(Connection holder, int number) throws SQLException {
        return call(holder, "SELECT pg_try_advisory_lock(?, ?)", number);
    }

    private static void unlockGate(Connection holder) throws SQLException {
        call(holder, "SELECT pg_advisory_unlock(?, ?)", GATE);
    }

    private static boolean call(Connection holder, String sql, int number) throws SQLException {
        try (PreparedStatement statement = holder.prepareStatement(sql)) {
            statement.setInt(1, CLASS);
            statement.setInt(2, number);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
