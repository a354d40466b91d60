/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.AtomicFile;
import org.realmferry.archive.PackFormat;
import org.realmferry.archive.PrivateFiles;
import org.realmferry.archive.TextFile;
import org.realmferry.archive.Written;

/**
 * An archive's pack under way. The tar is cut into pieces of one length, each compressed by itself by whichever worker,
 * and written in order: the bytes are the same whatever the number of workers.
 *
 * <p>Whoever is done early waits for the pieces before, so that only as many are in memory as there are workers. Pieces
 * must be begun in order of their numbers.
 */
public final class PackWriter implements AutoCloseable {
    /** Of the tar, in bytes: small beside the heap, and large enough to compress nearly as well as the whole. */
    private static final int PIECE = 1 << 21;

    private final ArchiveLayout layout;
    private final PackFormat format;
    private final TarImage image;
    private final AtomicFile file;
    private int next;
    private @Nullable RuntimeException failure;

    private PackWriter(ArchiveLayout layout, PackFormat format, TarImage image) {
        this.layout = layout;
        this.format = format;
        this.image = image;
        file = AtomicFile.create(layout.pack(format));
    }

    /**
     * Begins a pack. Fails with {@code TARGET}.
     *
     * @param files the sizes of all files of the archive by their names, with slashes
     */
    public static PackWriter begin(ArchiveLayout layout, PackFormat format, SortedMap<String, Long> files) {
        return new PackWriter(layout, format, new TarImage(layout.root(), files));
    }

    /** How many pieces there are. */
    public int pieces() {
        return Math.toIntExact((image.size() + PIECE - 1) / PIECE);
    }

    /** Adds a piece, the first of which is 0. Fails with {@code TARGET}, as do all that wait then. */
    public void add(int piece) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(PIECE / 4);
            try (OutputStream out = Compression.compress(format, bytes)) {
                image.write((long) piece * PIECE, Math.min(image.size(), (long) (piece + 1) * PIECE), out);
            } catch (IOException e) {
                throw new Failure(
                        ExitStatus.TARGET,
                        "can't pack " + layout.root() + ": " + PrivateFiles.reason(e),
                        "Leave the run's directory alone while it is under way, then give the same command again.",
                        e);
            }
            append(piece, bytes.toByteArray());
        } catch (RuntimeException e) {
            fail(e);
            throw e;
        }
    }

    private synchronized void append(int piece, byte[] bytes) {
        while (next != piece && failure == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure(ExitStatus.INTERRUPTED, "the run was interrupted", "Give the same command again.", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        file.write(bytes, 0, bytes.length);
        next++;
        notifyAll();
    }

    private synchronized void fail(RuntimeException e) {
        if (failure == null) {
            failure = e;
        }
        notifyAll();
    }

    /** Makes the pack appear, and the file with its SHA-256. */
    public synchronized Written commit() {
        if (next != pieces()) {
            throw new IllegalStateException(next + " of " + pieces() + " pieces are there");
        }
        Written written = file.commit();
        writeChecksum(layout, format, written);
        return written;
    }

    /** Writes the file with a pack's SHA-256, for {@code sha256sum -c}. */
    public static void writeChecksum(ArchiveLayout layout, PackFormat format, Written pack) {
        TextFile.write(
                layout.packChecksum(format),
                List.of(checksum(layout.pack(format).getFileName(), pack)));
    }

    private static String checksum(Object name, Written pack) {
        return pack.sha256() + "  " + name;
    }

    /** Leaves nothing of a pack that isn't whole. */
    @Override
    public void close() {
        file.close();
    }
}
