/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.realmferry.Failure;

/**
 * Notices connections from which nothing comes any more. TCP doesn't: a firewall or a proxy may swallow everything and
 * keep the connection. Where nothing came for a while, the server is asked over a new connection what it is doing: while
 * it computes, all is well; where it waits for us to read, or knows nothing of the query, the connection is given up.
 */
final class Watchdog implements AutoCloseable {
    private static final Duration STALL = Duration.ofSeconds(20);
    private static final long TICK_MILLIS = 2000;

    private static final String COMPUTING = "SELECT FROM pg_stat_activity WHERE pid = ? AND state = 'active'"
            + " AND wait_event IS DISTINCT FROM 'ClientWrite'";

    /** How far a reader was when it was last seen to move. */
    private record Seen(long rows, long nanos) {}

    private final Connections connections;
    private final Map<CopyReader, Seen> readers = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::watch, "watchdog");

    Watchdog(Connections connections) {
        this.connections = connections;
        thread.setDaemon(true);
        thread.start();
    }

    void add(CopyReader reader) {
        readers.put(reader, new Seen(0, System.nanoTime()));
    }

    void remove(CopyReader reader) {
        readers.remove(reader);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(TICK_MILLIS);
                readers.replaceAll(this::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Seen look(CopyReader reader, Seen before) {
        long rows = reader.rows();
        long now = System.nanoTime();
        if (!reader.isBusy() || rows != before.rows()) {
            return new Seen(rows, now);
        }
        if (now - before.nanos() < STALL.toNanos()) {
            return before;
        }
        if (!isComputing(reader.backend())) {
            reader.giveUp();
        }
        return new Seen(rows, now);
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
