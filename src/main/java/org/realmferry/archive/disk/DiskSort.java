/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Things in an order of which there may be more than memory holds: some thousands are in memory, the others in sorted
 * pieces on the disk. Where there are few, nothing is written. Fails with {@code TARGET}.
 */
public final class DiskSort<T> implements AutoCloseable {
    /** Of things that take some hundred bytes each, a few megabytes. */
    private static final int IN_MEMORY = 8192;

    private static final int BUFFER = 1 << 14;

    /** How a thing is written and read back. */
    public interface Format<T> {
        void write(T thing, DataOutputStream out) throws IOException;

        T read(DataInputStream in) throws IOException;
    }

    private final Path scratch;
    private final Format<T> format;
    private final Comparator<? super T> order;
    private final List<Path> pieces = new ArrayList<>();
    private List<T> buffered = new ArrayList<>();
    private long count;

    /**
     * Begins with none.
     *
     * @param scratch where pieces are, as the beginning of their names
     * @param order which keeps equal ones as they were added
     */
    public DiskSort(Path scratch, Format<T> format, Comparator<? super T> order) {
        this.scratch = scratch;
        this.format = format;
        this.order = order;
    }

    public synchronized void add(T thing) {
        buffered.add(thing);
        count++;
        if (buffered.size() == IN_MEMORY) {
            writePiece();
        }
    }

    public synchronized long count() {
        return count;
    }

    /** How many are in memory. */
    synchronized int inMemory() {
        return buffered.size();
    }

    private void writePiece() {
        buffered.sort(order);
        Path piece = scratch.resolveSibling(scratch.getFileName() + "-" + pieces.size());
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(Channels.newOutputStream(PrivateFiles.create(piece)), BUFFER))) {
            for (T thing : buffered) {
                format.write(thing, out);
            }
        } catch (IOException e) {
            throw PrivateFiles.unwritable(piece, e);
        }
        pieces.add(piece);
        buffered = new ArrayList<>();
    }

    /** All that were added, in order; they may be read as often as one likes, when nothing is added any more. */
    public synchronized Cursor<T> open() {
        buffered.sort(order);
        List<Source<T>> sources = new ArrayList<>();
        for (Path piece : pieces) {
            sources.add(new PieceSource<>(piece, sources.size(), format));
        }
        sources.add(new MemorySource<>(buffered, sources.size()));
        return new Merge<>(sources, order);
    }

    /** Removes what is on the disk. */
    @Override
    public synchronized void close() {
        for (Path piece : pieces) {
            try {
                Files.deleteIfExists(piece);
            } catch (IOException e) {
                throw PrivateFiles.unwritable(piece, e);
            }
        }
        pieces.clear();
        buffered = new ArrayList<>();
    }

    /** A part that is in order by itself, with its first thing that was not taken yet. */
    private abstract static class Source<T> {
        final int number;

        @Nullable
        T head;

        Source(int number) {
            this.number = number;
        }

        /** Null at the end. */
        abstract @Nullable T read();

        abstract void close();
    }

    private static final class MemorySource<T> extends Source<T> {
        private final List<T> things;
        private int next;

        MemorySource(List<T> things, int number) {
            super(number);
            this.things = things;
        }

        @Override
        @Nullable
        T read() {
            return next < things.size() ? things.get(next++) : null;
        }

        @Override
        void close() {
            next = things.size();
        }
    }

    private static final class PieceSource<T> extends Source<T> {
        private final Path piece;
        private final Format<T> format;
        private final DataInputStream in;

        PieceSource(Path piece, int number, Format<T> format) {
            super(number);
            this.piece = piece;
            this.format = format;
            try {
                in = new DataInputStream(new BufferedInputStream(Files.newInputStream(piece), BUFFER));
            } catch (IOException e) {
                throw PrivateFiles.unreadable(piece, e);
            }
        }

        @Override
        @Nullable
        T read() {
            try {
                in.mark(1);
                if (in.read() < 0) {
                    return null;
                }
                in.reset();
                return format.read(in);
            } catch (EOFException e) {
                throw PrivateFiles.unreadable(piece, new IOException("it ends too early", e));
            } catch (IOException e) {
                throw PrivateFiles.unreadable(piece, e);
            }
        }

        @Override
        void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw PrivateFiles.unreadable(piece, e);
            }
        }
    }

    private static final class Merge<T> implements Cursor<T> {
        private final List<Source<T>> all;
        private final PriorityQueue<Source<T>> heads;

        Merge(List<Source<T>> sources, Comparator<? super T> order) {
            all = sources;
            heads = new PriorityQueue<>(Comparator.comparing((Source<T> source) -> head(source), order)
                    .thenComparing(source -> source.number));
            sources.forEach(this::advance);
        }

        private static <T> T head(Source<T> source) {
            T head = source.head;
            if (head == null) {
                throw new IllegalStateException("only those that have one are compared");
            }
            return head;
        }

        private void advance(Source<T> source) {
            T next = source.read();
            source.head = next;
            if (next != null) {
                heads.add(source);
            }
        }

        @Override
        public synchronized @Nullable T next() {
            Source<T> first = heads.poll();
            if (first == null) {
                return null;
            }
            T thing = head(first);
            advance(first);
            return thing;
        }

        @Override
        public synchronized void close() {
            heads.clear();
            all.forEach(Source::close);
        }
    }
}
