/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

/**
 * A COPY into a table that is under way: lines of PostgreSQL's text format, in UTF-8.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, "Text Format"</a>
 */
public interface CopyIn extends AutoCloseable {
    /** Sends bytes, which are copied or gone when it returns; pieces needn't end where lines do. */
    void write(byte[] data, int start, int length);

    /**
     * Ends the COPY.
     *
     * @return how many rows were written
     */
    long end();

    /** Cancels the COPY where it wasn't ended, which makes the transaction fail. */
    @Override
    void close();
}
