/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.SnapshotReader;

/** Reads queries by {@code COPY (query) TO STDOUT (FORMAT binary)}. */
final class CopyReader implements SnapshotReader, Watchdog.Watched {
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int FLAGS = 4;

    private final Connection connection;
    private final Watchdog watchdog;
    private final UnaryOperator<SQLException> reason;
    private final BinaryRow row = new BinaryRow();
    private final AtomicLong rows = new AtomicLong();
    private volatile boolean busy;

    /**
     * Reads over a connection, which it closes.
     *
     * @param reason finds out why a connection was lost: of a COPY the driver forgets the server's last words
     */
    CopyReader(Connection connection, Watchdog watchdog, UnaryOperator<SQLException> reason) {
        this.connection = connection;
        this.watchdog = watchdog;
        this.reason = reason;
        watchdog.add(this);
    }

    /** Counts up with each row, of whatever query. */
    @Override
    public long progress() {
        return rows.get();
    }

    @Override
    public boolean isBusy() {
        return busy;
    }

    @Override
    public int backend() {
        return Watchdog.backendOf(connection);
    }

    @Override
    public void giveUp() {
        Closing.abruptly(connection);
    }

    @Override
    public void read(String what, String query, RowHandler handler) {
        busy = true;
        try {
            rows(
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)"),
                    handler);
        } catch (SQLException e) {
            throw SqlFailures.reading(what, reason.apply(e));
        } finally {
            busy = false;
        }
    }

    private void rows(CopyOut copy, RowHandler handler) throws SQLException {
        byte[] data = copy.readFromCopy();
        if (data == null) {
            throw new SQLException("COPY gave no header");
        }
        for (int from = endOfHeader(data); data != null; from = 0, data = copy.readFromCopy()) {
            if (from < data.length && !isTrailer(data, from)) {
                rows.lazySet(rows.get() + 1);
                row.set(data, from);
                handler.row(row);
            }
        }
    }

    /** The header stands before the first row, in the same piece. */
    private static int endOfHeader(byte[] data) throws SQLException {
        int fixed = SIGNATURE.length + FLAGS + Integer.BYTES;
        if (data.length < fixed || !Arrays.equals(data, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            throw new SQLException("COPY's header is an unknown one");
        }
        return fixed + ByteBuffer.wrap(data).getInt(SIGNATURE.length + FLAGS);
    }

    private static boolean isTrailer(byte[] data, int from) {
        return data.length - from == Short.BYTES && ByteBuffer.wrap(data).getShort(from) == -1;
    }

    @Override
    public void close() {
        watchdog.remove(this);
        Closing.quietly(connection);
    }
}
