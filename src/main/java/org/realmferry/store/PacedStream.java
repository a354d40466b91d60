/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that is read no faster than its pace. */
final class PacedStream extends FilterInputStream {
    private final Pace bytes;

    PacedStream(InputStream in, Pace bytes) {
        super(in);
        this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
        bytes.take(1);
        return super.read();
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int n = super.read(buffer, from, length);
        bytes.take(Math.max(0, n));
        return n;
    }
}
