/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

/**
 * From where a snapshot was taken. Two of them tell whether {@code xmin} shows which rows changed in
 * between (PostgreSQL documentation, "System Columns", "Transaction ID Wraparound").
 *
 * @param server what a restore, another server or a failover changes: system identifier, timeline, database; empty where
 *     it can't be told
 * @param xmin the oldest transaction, in 64 bits, whose rows the snapshot may not show
 */
public record SnapshotHorizon(String server, long xmin) {
    /** Transaction ids compare in 31 bits; some are kept clear of the edge. */
    private static final long COMPARABLE = (1L << 31) - (1L << 24);

    /** Whether every row that changed since an earlier standpoint has an {@code xmin} that says so. */
    public boolean follows(SnapshotHorizon earlier) {
        return !server.isEmpty()
                && server.equals(earlier.server)
                && xmin >= earlier.xmin
                && xmin - earlier.xmin < COMPARABLE;
    }
}
