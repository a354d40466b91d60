/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.Checksum;

/**
 * A file under way: written under a temporary name, synced, renamed, and its folder synced. Closed without {@link
 * #commit}, it leaves
 * nothing behind. No file that is there before is ever written to.
 */
public final class AtomicFile implements AutoCloseable {
    private static final String TEMPORARY = ".tmp-";
    private static final AtomicLong BEGUN = new AtomicLong();
    private static final Pattern TEMPORARY_NAME = Pattern.compile("\\.tmp-[0-9a-f]{8}-[0-9]+");

    private final Path target;
    private final Path temporary;
    private final @Nullable FileChannel channel;
    private final MessageDigest digest = Checksum.begin();
    private long bytes;
    private boolean committed;

    private AtomicFile(Path target, Path temporary, @Nullable FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
    }

    /** Begins a file; its folders are made. The temporary one lies beside it. Fails with {@code TARGET}. */
    public static AtomicFile create(Path target) {
        return create(target, folder(target));
    }

    /**
     * Begins a file whose folder holds files with names from a database or a store, among which no name of ours may be.
     * Fails with {@code TARGET}.
     *
     * @param within where the temporary file lies
     */
    public static AtomicFile create(Path target, Path within) {
        try {
            PrivateFiles.createFolders(folder(target));
            while (true) {
                Path temporary = within.resolve(temporaryName(target));
                try {
                    return new AtomicFile(target, temporary, PrivateFiles.createNew(temporary));
                } catch (FileAlreadyExistsException e) {
                    // What a process that was killed left, or anybody's: the next name may be free.
                }
            }
        } catch (IOException e) {
            throw PrivateFiles.unwritable(target, e);
        }
    }

    /** What is written into a file. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file that a person named: whole, and only its owner can read it, whoever could read the one before. What is no
     * plain file, as {@code /dev/stdout}, is written to and stays. Fails with {@code TARGET}.
     */
    public static void replace(Path target, Content content) {
        try {
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                try (OutputStream out = Files.newOutputStream(target)) {
                    content.writeTo(out);
                }
                return;
            }
            Path real = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
            try (AtomicFile file = create(real)) {
                content.writeTo(file.stream());
                file.commit();
            }
        } catch (IOException e) {
            throw PrivateFiles.unwritable(target, e);
        }
    }

    private static Path folder(Path target) {
        return Objects.requireNonNull(target.getParent());
    }

    /** A file of which only size and checksum are wanted: nothing appears on the disk. */
    public static AtomicFile discarding(Path target) {
        return new AtomicFile(target, target, null);
    }

    /**
     * Makes a hard link, under its name when its content is read and synced; empty where the file system has none for
     * these two. Throws what goes for the source, and fails with {@code TARGET}.
     *
     * @param within where the temporary link lies
     */
    public static Optional<Written> link(Path source, Path target, Path within) throws IOException {
        Path temporary = within.resolve(temporaryName(target));
        try {
            PrivateFiles.createFolders(folder(target));
            PrivateFiles.createFolders(within);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(target, e);
        }
        try {
            Files.createLink(temporary, source);
        } catch (IOException | UnsupportedOperationException e) {
            // Whatever it is, a copy tells it, or needs no link.
            return Optional.empty();
        }
        try {
            Written written = read(temporary);
            place(temporary, target);
            return Optional.of(written);
        } finally {
            remove(temporary);
        }
    }

    private static Written read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                SummedStream in = new SummedStream(Channels.newInputStream(channel))) {
            return in.end();
        }
    }

    private static void place(Path temporary, Path target) {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.READ)) {
            channel.force(true);
            move(temporary, target);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(target, e);
        }
    }

    private static void move(Path temporary, Path target) throws IOException {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.sync(folder(target));
    }

    private static void remove(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(temporary, e);
        }
    }

    /** A name that is short enough whatever the target's length, and no other file's. */
    private static String temporaryName(Path target) {
        return TEMPORARY + HexFormat.of().toHexDigits(target.toString().hashCode()) + "-" + BEGUN.incrementAndGet();
    }

    /** Whether a file is one under way, or what a process that was killed left of it. */
    public static boolean isTemporary(Path file) {
        return TEMPORARY_NAME.matcher(String.valueOf(file.getFileName())).matches();
    }

    public void write(byte[] data, int from, int length) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(data, from, length);
            while (channel != null && buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw PrivateFiles.unwritable(target, e);
        }
        digest.update(data, from, length);
        bytes += length;
    }

    /** A stream into the file; closing it does nothing. */
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] data, int from, int length) {
                AtomicFile.this.write(data, from, length);
            }
        };
    }

    /** As {@link #commit()}, with another time of last change than now. */
    public Written commit(FileTime lastModified) {
        try {
            if (channel != null) {
                Files.setLastModifiedTime(temporary, lastModified);
            }
        } catch (IOException e) {
            throw PrivateFiles.unwritable(target, e);
        }
        return commit();
    }

    /** Makes the file appear under its own name, whole. */
    public Written commit() {
        try {
            if (channel != null) {
                channel.force(true);
                channel.close();
                move(temporary, target);
            }
        } catch (IOException e) {
            throw PrivateFiles.unwritable(target, e);
        }
        committed = true;
        return new Written(bytes, Checksum.end(digest));
    }

    @Override
    public void close() {
        if (committed || channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw PrivateFiles.unwritable(temporary, e);
        } finally {
            remove(temporary);
        }
    }
}
