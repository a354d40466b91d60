/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import org.realmferry.run.work.Workers;

/** One connection that sees the run's snapshot; used by one thread at a time. */
public interface SnapshotReader extends Workers.Resource {
    /** Takes one row; the row is valid only during the call. */
    @FunctionalInterface
    interface RowHandler {
        void row(BinaryRow row);
    }

    /**
     * Streams the rows of a query by COPY in PostgreSQL's binary format.
     *
     * @param what the table that is read, for the text of a failure
     * @param query a SELECT
     */
    void read(String what, String query, RowHandler handler);

    /** A query as the database gets it. */
    default String inDatabase(String query) {
        return query;
    }
}
