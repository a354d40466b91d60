/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import org.realmferry.source.CopyIn;

/** {@code COPY FROM STDIN} in text format, sent in pieces of 64 KiB: each is a message, and a call of the system. */
final class TextCopy implements CopyIn {
    static final int PIECE = 1 << 16;

    private final PostgresTargetSession session;
    private final String table;
    private final org.postgresql.copy.CopyIn copy;
    private final byte[] piece;
    private int filled;
    private boolean over;

    /** Takes a buffer of {@link #PIECE} bytes that nobody else uses meanwhile. */
    TextCopy(PostgresTargetSession session, String table, org.postgresql.copy.CopyIn copy, byte[] piece) {
        this.session = session;
        this.table = table;
        this.copy = copy;
        this.piece = piece;
    }

    @Override
    public void write(byte[] data, int start, int length) {
        if (filled + length > PIECE) {
            flush();
        }
        if (length > PIECE) {
            send(data, start, length);
        } else {
            System.arraycopy(data, start, piece, filled, length);
            filled += length;
        }
    }

    private void flush() {
        if (filled > 0) {
            send(piece, 0, filled);
            filled = 0;
        }
    }

    private void send(byte[] data, int start, int length) {
        session.write(table, () -> {
            copy.writeToCopy(data, start, length);
            return length;
        });
    }

    @Override
    public long end() {
        flush();
        long rows = session.write(table, copy::endCopy);
        over = true;
        return rows;
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            session.cancel(copy);
        }
    }
}
