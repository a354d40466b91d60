/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.PackFormat;

/**
 * gzip (RFC 1952) and Zstandard (RFC 8878). Both take pieces that were compressed by themselves, one behind the other,
 * for the whole.
 */
public final class Compression {
    private static final int BUFFER = 1 << 16;

    /** zstd's own default: larger ones take much longer for little. */
    private static final int ZSTD_LEVEL = 3;

    private Compression() {}

    static OutputStream compress(PackFormat format, OutputStream out) throws IOException {
        return switch (format) {
            case TAR_GZ -> new GZIPOutputStream(out, BUFFER);
            case TAR_ZST, TAR_ZST_AGE -> zstd(out);
        };
    }

    /** Zstandard with a checksum of each piece. Fails with {@code CONFIGURATION} where it can't be used here. */
    public static OutputStream zstd(OutputStream out) throws IOException {
        try {
            return new ZstdOutputStreamNoFinalizer(out, RecyclingBufferPool.INSTANCE, ZSTD_LEVEL).setChecksum(true);
        } catch (LinkageError e) {
            throw noZstd(e);
        }
    }

    static InputStream fromZstd(InputStream in) throws IOException {
        try {
            return new ZstdInputStreamNoFinalizer(in, RecyclingBufferPool.INSTANCE);
        } catch (LinkageError e) {
            throw noZstd(e);
        }
    }

    static InputStream fromGzip(InputStream in) throws IOException {
        return GzipCompressorInputStream.builder()
                .setInputStream(in)
                .setDecompressConcatenated(true)
                .get();
    }

    private static Failure noZstd(LinkageError e) {
        return new Failure(
                ExitStatus.CONFIGURATION,
                "zstd is not available: its library can't be loaded from " + System.getProperty("java.io.tmpdir"),
                "If programs can't be run from there, set another folder:"
                        + " JAVA_OPTS=-DZstdTempFolder=DIR. tar.gz needs no library.",
                e);
    }
}
