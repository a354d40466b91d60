/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/** A new folder that only its owner can read, and that is gone when it is closed or the process is interrupted. */
public final class TemporaryFolder implements AutoCloseable {
    /** How long a user of the folder has to end when the process does. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** What is still writing may put files into a folder that is being removed. */
    private static final int ATTEMPTS = 20;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Path path;
    private final String purpose;
    private final Optional<Thread> user;
    private final Thread atExit = new Thread(this::interrupted);
    private final CountDownLatch removed = new CountDownLatch(1);
    private volatile boolean closed;

    private TemporaryFolder(Path path, String purpose, Optional<Thread> user) {
        this.path = path;
        this.purpose = purpose;
        this.user = user;
    }

    /**
     * Makes one in a folder. Fails with {@code TARGET}.
     *
     * @param purpose what can't be done without it: {@code unpack acme.tar.gz}
     */
    public static TemporaryFolder create(Path parent, String purpose) {
        return create(parent, purpose, Optional.empty());
    }

    /** As {@link #create}, for work of this thread that makes files in it by their paths: it is interrupted first. */
    public static TemporaryFolder forWork(Path parent, String purpose) {
        return create(parent, purpose, Optional.of(Thread.currentThread()));
    }

    private static TemporaryFolder create(Path parent, String purpose, Optional<Thread> user) {
        try {
            Path path = Files.createTempDirectory(parent, "realmferry-");
            TemporaryFolder folder = new TemporaryFolder(path, purpose, user);
            Runtime.getRuntime().addShutdownHook(folder.atExit);
            return folder;
        } catch (IOException e) {
            throw unwritable(parent, purpose, e);
        }
    }

    /** The system's folder for such. */
    public static Path usualPlace() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static Failure unwritable(Path parent, String purpose, IOException e) {
        return new Failure(
                ExitStatus.TARGET,
                "can't " + purpose + " in " + parent + ": " + PrivateFiles.reason(e),
                "Give a folder with enough space that this user can write to: --temp DIR.",
                e);
    }

    /** Whether the process is ending, and the folder goes. */
    public boolean isInterrupted() {
        return closed;
    }

    /** Runs while the process ends: lets work in the folder end first, if it does so soon. */
    private void interrupted() {
        closed = true;
        if (user.isEmpty() || !endsSoon(user.get())) {
            remove();
        }
    }

    private boolean endsSoon(Thread work) {
        work.interrupt();
        try {
            return removed.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /** Makes a folder with those above it, where it isn't there. */
    public synchronized void makeFolder(String name) throws IOException {
        requireOpen();
        PrivateFiles.createFolders(path.resolve(name));
    }

    /** Begins a file that isn't there yet. */
    public synchronized FileChannel create(String name) throws IOException {
        requireOpen();
        Path file = path.resolve(name);
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** The failure of a file in it that can't be written. */
    public Failure unwritable(IOException e) {
        return unwritable(Objects.requireNonNull(path.getParent()), purpose, e);
    }

    private void requireOpen() {
        if (closed) {
            throw new Failure(ExitStatus.INTERRUPTED, "interrupted while unpacking", "Give the same command again.");
        }
    }

    /** Removes it. Fails with {@code TARGET} where something private is left. */
    private synchronized void remove() {
        closed = true;
        for (int attempt = 1; Files.exists(path, LinkOption.NOFOLLOW_LINKS); attempt++) {
            try {
                PrivateFiles.delete(path);
            } catch (IOException e) {
                pauseUnlessLast(attempt, e);
            } catch (UncheckedIOException e) {
                pauseUnlessLast(attempt, Objects.requireNonNull(e.getCause()));
            }
        }
    }

    private void pauseUnlessLast(int attempt, IOException e) {
        if (attempt == ATTEMPTS) {
            throw new Failure(
                    ExitStatus.TARGET,
                    "can't remove the temporary folder " + path + ", which contains private data: "
                            + PrivateFiles.reason(e),
                    "Remove it: rm -r " + path,
                    e);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    @Override
    public void close() {
        remove();
        removed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending.
        }
    }
}
