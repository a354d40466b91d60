/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;

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

    private final PackTarget target;
    private final TarImage image;
    private final AtomicFile file;
    private final OutputStream out;
    private int next;
    private @Nullable Throwable failure;

    private PackWriter(PackTarget target, TarImage image) {
        this.target = target;
        this.image = image;
        file = AtomicFile.create(target.file());
        try {
            out = target.recipients().isPresent() ? target.recipients().get().encrypt(file.stream()) : file.stream();
        } catch (IOException e) {
            throw new UncheckedIOException("a stream into a file that throws no such thing", e);
        }
    }

    /**
     * Begins the pack of a folder. Fails with {@code TARGET}.
     *
     * @param files the sizes of all files of the archive by their names, with slashes
     */
    public static PackWriter begin(Path folder, PackTarget target, SortedMap<String, Long> files) {
        return new PackWriter(target, new TarImage(folder, files));
    }

    /** How many pieces there are. */
    public int pieces() {
        return Math.toIntExact((image.size() + PIECE - 1) / PIECE);
    }

    /** Adds a piece, the first of which is 0. Fails with {@code TARGET}, as do all that wait then. */
    public void add(int piece) {
        add(piece, () -> compressed(piece));
    }

    /** Adds what a piece becomes, in its turn. Whatever keeps it from being made, no other waits for it. */
    void add(int piece, Supplier<byte[]> content) {
        try {
            append(piece, content.get());
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
    }

    private byte[] compressed(int piece) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(PIECE / 4);
        try (OutputStream compressed = Compression.compress(target.format(), bytes)) {
            image.write((long) piece * PIECE, Math.min(image.size(), (long) (piece + 1) * PIECE), compressed);
        } catch (IOException e) {
            throw new Failure(
                    ExitStatus.TARGET,
                    "can't write " + target.file() + ": " + PrivateFiles.reason(e),
                    "Don't change files in the run directory during a run; then give the same command again.",
                    e);
        }
        return bytes.toByteArray();
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
        throwFailure();
        write(bytes);
        next++;
        notifyAll();
    }

    /** Throws what it was, not something that wraps it: memory that is used up has words of its own. */
    private void throwFailure() {
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }

    private void write(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a stream into a file that throws no such thing", e);
        }
    }

    private synchronized void fail(Throwable e) {
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
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a stream into a file that throws no such thing", e);
        }
        Written written = file.commit();
        target.writeChecksum(written);
        return written;
    }

    /** Leaves nothing of a pack that isn't whole. */
    @Override
    public void close() {
        file.close();
    }
}
