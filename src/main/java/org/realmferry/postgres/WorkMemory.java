/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

/**
 * How much of a server's memory the queries of a run may take for sorting and hashing, one step of a query on each
 * connection. What doesn't fit goes to the server's disk.
 *
 * @param bytes of all connections together
 * @param connections among which it is divided
 */
public record WorkMemory(long bytes, int connections) {
    /** PostgreSQL takes no less for a connection. */
    public static final long LEAST = 64L << 10;

    private static final long USUAL = 1L << 30;

    /** To count a million usermessages by message takes as much. */
    private static final long MOST_OF_A_CONNECTION = 128L << 20;

    /** A hash table may grow to a multiple of {@code work_mem}: two, unless the server is told otherwise. */
    private static final int HASH = 2;

    /** What a run may take where nobody says otherwise. */
    public static WorkMemory usual(int connections) {
        return new WorkMemory(USUAL, connections);
    }

    /** The same among another number of connections. */
    WorkMemory among(int queries) {
        return new WorkMemory(bytes, queries);
    }

    /** The value of {@code work_mem} for each connection. */
    String setting() {
        long share = Math.min(MOST_OF_A_CONNECTION, bytes / connections / HASH);
        return Math.max(LEAST, share) / 1024 + "kB";
    }
}
