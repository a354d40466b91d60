/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGConnection;
import org.realmferry.Failure;

/**
 * Notices connections from which nothing comes any more. TCP doesn't: a firewall or a proxy may swallow everything and
 * keep the connection. Where nothing came for a while, the server is asked over a new connection what it is doing: while
 * it computes, all is well; where it waits for us to read or to write, or knows nothing of the query, the connection is given
 * up.
 */
final class Watchdog implements AutoCloseable {
    private static final Duration STALL = Duration.ofSeconds(20);
    private static final long TICK_MILLIS = 2000;

    private static final String COMPUTING = "SELECT FROM pg_stat_activity WHERE pid = ? AND state = 'active'"
            + " AND coalesce(wait_event, '') NOT IN ('ClientWrite', 'ClientRead')";

    /** Something that waits for the server now and then. */
    interface Watched {
        /** Whether it is waiting. */
        boolean isBusy();

        /** A number that changes whenever something comes from the server. */
        long progress();

        /** The process of the server. */
        int backend();

        /** Ends the connection while it is being used, without telling the server. */
        void giveUp();
    }

    /** How far something was when it was last seen to move. */
    private record Seen(long progress, long nanos) {}

    private final Connections connections;
    private final Map<Watched, Seen> watched = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::watch, "watchdog");

    Watchdog(Connections connections) {
        this.connections = connections;
        thread.setDaemon(true);
        thread.start();
    }

    static int backendOf(Connection connection) {
        try {
            return connection.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw new IllegalStateException("the driver is PostgreSQL's own", e);
        }
    }

    void add(Watched connection) {
        watched.put(connection, new Seen(0, System.nanoTime()));
    }

    void remove(Watched connection) {
        watched.remove(connection);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(TICK_MILLIS);
                watched.replaceAll(this::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Seen look(Watched connection, Seen before) {
        long progress = connection.progress();
        long now = System.nanoTime();
        if (!connection.isBusy() || progress != before.progress()) {
            return new Seen(progress, now);
        }
        if (now - before.nanos() < STALL.toNanos()) {
            return before;
        }
        if (!isComputing(connection.backend())) {
            connection.giveUp();
        }
        return new Seen(progress, now);
    }

    private boolean isComputing(int backend) {
        try (Connection connection = connections.open();
                PreparedStatement query = connection.prepareStatement(COMPUTING)) {
            query.setInt(1, backend);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        } catch (SQLException | Failure e) {
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
