/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.Abortable;

/**
 * What follows the first byte of a file of a known length, from a connection that may break: it goes on where it was,
 * after a pause that grows.
 */
final class ResumedStream extends InputStream {
    private static final int TRIES = 6;
    private static final long FIRST_PAUSE_MILLIS = 100;

    /** Opens the file at a position. */
    interface Rest {
        InputStream from(long position) throws IOException;
    }

    private final long size;
    private final Rest rest;
    private InputStream current;
    private long position = 1;
    private int failures;

    ResumedStream(InputStream first, long size, Rest rest) {
        current = first;
        this.size = size;
        this.rest = rest;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        while (true) {
            try {
                int n = current.read(buffer, from, length);
                if (n < 0 && position < size) {
                    throw new EOFException("the connection ended after " + position + " of " + size + " bytes");
                }
                if (n > 0) {
                    position += n;
                    failures = 0;
                }
                return n;
            } catch (IOException | SdkException e) {
                goOn(e);
            }
        }
    }

    private void goOn(Exception e) throws IOException {
        if (++failures > TRIES) {
            throw new IOException("the connection breaks repeatedly after " + position + " of " + size + " bytes", e);
        }
        drop();
        pause(failures);
        current = rest.from(position);
    }

    /** Longer with each failure. */
    static void pause(int failures) {
        try {
            TimeUnit.MILLISECONDS.sleep(FIRST_PAUSE_MILLIS << failures);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitStatus.INTERRUPTED, "the run was interrupted", "Give the same command again.", e);
        }
    }

    /** Ends the connection, without reading what is still to come. */
    private void drop() {
        if (current instanceof Abortable connection) {
            connection.abort();
        }
    }

    @Override
    public void close() throws IOException {
        if (position < size) {
            drop();
        } else {
            current.close();
        }
    }
}
