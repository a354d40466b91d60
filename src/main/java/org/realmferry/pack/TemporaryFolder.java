/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.PrivateFiles;

/** A new folder that only its owner can read, and that is gone when it is closed or the process is interrupted. */
final class TemporaryFolder implements AutoCloseable {
    private final Path path;
    private final Thread atExit = new Thread(this::remove);
    private boolean closed;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /** Makes one in a folder. Fails with {@code TARGET}. */
    static TemporaryFolder create(Path parent) {
        try {
            TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory(parent, "realmferry-"));
            Runtime.getRuntime().addShutdownHook(folder.atExit);
            return folder;
        } catch (IOException e) {
            throw unwritable(parent, e);
        }
    }

    private static Failure unwritable(Path folder, IOException e) {
        return new Failure(
                ExitStatus.TARGET,
                "can't unpack into " + folder + ": " + PrivateFiles.reason(e),
                "Name a folder with enough room that this user can write to: --temp DIR.",
                e);
    }

    Path path() {
        return path;
    }

    /** Makes a folder with those above it, where it isn't there. */
    synchronized void makeFolder(String name) throws IOException {
        requireOpen();
        PrivateFiles.createFolders(path.resolve(name));
    }

    /** Begins a file that isn't there yet. */
    synchronized FileChannel create(String name) throws IOException {
        requireOpen();
        Path file = path.resolve(name);
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** The failure of a file in it that can't be written. */
    Failure unwritable(IOException e) {
        return unwritable(path, e);
    }

    private void requireOpen() {
        if (closed) {
            throw new Failure(ExitStatus.INTERRUPTED, "interrupted while unpacking", "Give the same command again.");
        }
    }

    /** Removes it. Fails with {@code TARGET} where something private is left. */
    private synchronized void remove() {
        closed = true;
        try {
            PrivateFiles.delete(path);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending.
        }
    }
}
