/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.realmferry.Checksum;

/** A stream of which size and checksum are taken while it is read. */
public final class SummedStream extends InputStream {
    private final InputStream in;
    private final MessageDigest digest = Checksum.begin();
    private long bytes;

    public SummedStream(InputStream in) {
        this.in = in;
    }

    /** Reads the rest; gives size and checksum of all. */
    public Written end() throws IOException {
        transferTo(OutputStream.nullOutputStream());
        return new Written(bytes, Checksum.end(digest));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int n = in.read(buffer, from, length);
        if (n > 0) {
            digest.update(buffer, from, n);
            bytes += n;
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
