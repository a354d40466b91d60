/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.io.input.BoundedInputStream;

/** The tar that is in a pack, however it was compressed; no more than an export's can be, and to its very end. */
public final class UnpackedStream extends FilterInputStream {
    private static final int BUFFER = 1 << 16;
    static final byte[] GZIP = {0x1f, (byte) 0x8b};
    static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    /** JSON gets some twenty times smaller. */
    private static final long MOST_TIMES_LARGER = 200;

    private static final long ALWAYS_ALLOWED = 100L << 20;

    /** Two blocks of zeros: what each tar ends with, and nothing that is cut off. */
    private static final int END = 1024;

    private final BoundedInputStream packed;
    private long bytes;
    private long zerosAtEnd;
    private boolean anySize;

    private UnpackedStream(InputStream unpacked, BoundedInputStream packed) {
        super(unpacked);
        this.packed = packed;
    }

    /** As {@link #of}, however much larger than its file the tar is: for who keeps nothing of it. */
    public static UnpackedStream ofAnySize(InputStream file) throws IOException {
        UnpackedStream stream = of(file);
        stream.anySize = true;
        return stream;
    }

    /** Looks how a stream is compressed. */
    public static UnpackedStream of(InputStream file) throws IOException {
        BoundedInputStream packed =
                BoundedInputStream.builder().setInputStream(file).get();
        BufferedInputStream in = new BufferedInputStream(packed, BUFFER);
        in.mark(ZSTD.length);
        byte[] begin = in.readNBytes(ZSTD.length);
        in.reset();
        if (startsWith(begin, GZIP)) {
            return new UnpackedStream(Compression.fromGzip(in), packed);
        }
        return new UnpackedStream(startsWith(begin, ZSTD) ? Compression.fromZstd(in) : in, packed);
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int n = in.read(into, from, length);
        if (n > 0) {
            bytes += n;
            count(into, from, n);
            if (!anySize && bytes > ALWAYS_ALLOWED + MOST_TIMES_LARGER * packed.getCount()) {
                throw new IOException(
                        "it unpacks to over " + MOST_TIMES_LARGER + " times its size, which no export does");
            }
        }
        return n;
    }

    private void count(byte[] read, int from, int length) {
        int zeros = 0;
        while (zeros < length && read[from + length - 1 - zeros] == 0) {
            zeros++;
        }
        zerosAtEnd = zeros == length ? zerosAtEnd + length : zeros;
    }

    @Override
    public long skip(long length) throws IOException {
        return readNBytes((int) Math.min(length, BUFFER)).length;
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads what is left. Fails where that isn't the end of a tar. */
    public void requireEnd() throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (read(buffer, 0, buffer.length) >= 0) {
            // Checksums at the end are checked by reading.
        }
        if (zerosAtEnd < END) {
            throw new IOException("it is truncated");
        }
    }
}
