/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.PrivateFiles;

/** Keeps other processes out of a run directory. It ends with the process, however that ends. */
final class RunLock implements AutoCloseable {
    private static final String NAME = ".lock";

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Locks a folder; empty where a process has done so. */
    static Optional<RunLock> take(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        FileChannel channel = PrivateFiles.open(file);
        // A run that ended in between took its lock file away: this lock would keep nobody out.
        if (tryLock(channel) == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new RunLock(file, channel));
    }

    /** Whether a process has locked a folder. */
    static boolean isTaken(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return tryLock(channel) == null;
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
    }
}
