/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.disk.PrivateFiles;

/** Keeps other processes out of a run directory. It ends with the process, however that ends. */
final class RunLock implements AutoCloseable {
    private static final String NAME = ".lock";

    /**
     * The files that this process has locked. The operating system takes a process's lock away when that closes any of the
     * file's channels: such a file must not be opened again.
     */
    private static final Set<Object> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Object key;
    private final FileChannel channel;

    private RunLock(Path file, Object key, FileChannel channel) {
        this.file = file;
        this.key = key;
        this.channel = channel;
    }

    /** Locks a folder; empty where a process has done so. */
    static synchronized Optional<RunLock> take(Path folder) throws IOException {
        while (true) {
            Opened opened = Opened.in(folder);
            if (opened == null) {
                return Optional.empty();
            }
            FileLock lock = opened.tryLock();
            Optional<RunLock> taken = lock == null ? Optional.empty() : opened.taken();
            if (taken.isEmpty()) {
                opened.channel.close();
            }
            if (lock == null || taken.isPresent()) {
                return taken;
            }
        }
    }

    /**
     * A lock file that is open, and not yet locked.
     *
     * @param key which file it is, whatever has its name later
     */
    record Opened(Path file, Object key, FileChannel channel) {
        /** Opens the one of a folder; null where this process has locked it. */
        static @Nullable Opened in(Path folder) throws IOException {
            Path file = folder.resolve(NAME);
            while (true) {
                Optional<Object> key = RunLock.key(file);
                if (key.filter(LOCKED::contains).isPresent()) {
                    return null;
                }
                FileChannel channel = PrivateFiles.open(file);
                // An open file can't tell which it is; the one that had the name before and after can be no other.
                if (key.isPresent() && key.equals(RunLock.key(file))) {
                    return new Opened(file, key.get(), channel);
                }
                channel.close();
            }
        }

        @Nullable
        FileLock tryLock() throws IOException {
            return RunLock.tryLock(channel);
        }

        /** The lock; empty where a run that ended took this file away, as it would keep nobody out. */
        Optional<RunLock> taken() throws IOException {
            if (!RunLock.key(file).equals(Optional.of(key))) {
                return Optional.empty();
            }
            LOCKED.add(key);
            return Optional.of(new RunLock(file, key, channel));
        }
    }

    /** Which file has a name; empty where none has. */
    private static Optional<Object> key(Path file) throws IOException {
        try {
            return Optional.of(Objects.requireNonNull(
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .fileKey(),
                    "POSIX file systems have keys"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether a process has locked a folder. */
    static synchronized boolean isTaken(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        Optional<Object> key = key(file);
        if (key.isEmpty()) {
            return false;
        }
        if (LOCKED.contains(key.get())) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return tryLock(channel) == null;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    static boolean isLock(Path file) {
        return file.endsWith(NAME);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Unlocks a folder that stays. */
    void end() throws IOException {
        Files.deleteIfExists(file);
        close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        LOCKED.remove(key);
    }
}
