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
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.PrivateFiles;

/**
 * The directory of a run: an archive for each realm, and the run's own files. Only its owner can read it. While it is
 * open, it is locked; the lock ends with the process.
 */
public final class RunDirectory implements AutoCloseable {
    private final Path root;
    private final FileChannel lockFile;

    private RunDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * A run begins in a folder that is empty or doesn't exist. Fails with {@code COMMAND_LINE}, or with {@code LOCKED}
     * where another run is under way there.
     */
    public static void requireNew(Path root) {
        if (root.toString().isEmpty()) {
            throw notNew("--output is empty");
        }
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(root)) {
            throw notNew("--output " + root + " is no folder");
        }
        requireUnlocked(root);
        try (Stream<Path> content = Files.list(root)) {
            content.findFirst().ifPresent(any -> {
                throw notNew("--output " + root + " is not empty: it has " + any.getFileName());
            });
        } catch (IOException e) {
            throw notNew("--output " + root + " can't be read: " + PrivateFiles.reason(e));
        }
    }

    private static Failure notNew(String problem) {
        return new Failure(
                ExitStatus.COMMAND_LINE, problem, "Choose a new --output; an unfinished run in it can be removed.");
    }

    private static void requireUnlocked(Path root) {
        Path lock = root.resolve(".lock");
        if (!Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (tryLock(channel) == null) {
                throw locked(root);
            }
        } catch (IOException e) {
            throw notNew("--output " + root + " has a lock that can't be looked at: " + PrivateFiles.reason(e));
        }
    }

    private static Failure locked(Path root) {
        return new Failure(
                ExitStatus.LOCKED,
                "another run is writing to " + root,
                "Wait for it to end, or choose another --output.");
    }

    /** Makes and locks the directory. Fails with {@code TARGET} or {@code LOCKED}. */
    public static RunDirectory create(Path root) {
        Path lock = root.resolve(".lock");
        try {
            PrivateFiles.createFolders(root);
            PrivateFiles.close(root);
            FileChannel channel = PrivateFiles.create(lock);
            if (tryLock(channel) == null) {
                channel.close();
                throw locked(root);
            }
            return new RunDirectory(root, channel);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(root, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    public Path root() {
        return root;
    }

    public ArchiveLayout archive(String realmFolder) {
        return new ArchiveLayout(root.resolve(realmFolder));
    }

    /** A piece of a file that is put together later. */
    public Path part(String realmFolder, String name) {
        return root.resolve(".parts").resolve(realmFolder).resolve(name);
    }

    public Path findings() {
        return root.resolve("findings.jsonl");
    }

    /** What a person reads of the run. */
    public Path report() {
        return root.resolve("report.txt");
    }

    public Path run() {
        return root.resolve("run.json");
    }

    /** Removes what only the run itself needed. */
    public void removeParts() {
        Path parts = root.resolve(".parts");
        if (!Files.exists(parts)) {
            return;
        }
        try (Stream<Path> all = Files.walk(parts)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw PrivateFiles.unwritable(parts, e);
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
            Files.deleteIfExists(root.resolve(".lock"));
        } catch (IOException e) {
            throw PrivateFiles.unwritable(root.resolve(".lock"), e);
        }
    }
}
