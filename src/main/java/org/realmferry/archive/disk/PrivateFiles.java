/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/** Files and folders that only their owner can read, from the moment in which they exist. */
public final class PrivateFiles {
    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PrivateFiles() {}

    public static void createFolders(Path folder) throws IOException {
        // Where it is there already, createDirectories throws and catches an exception.
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> holders = new ArrayList<>();
        for (@Nullable Path each = folder.toAbsolutePath(); each != null && !Files.isDirectory(each); ) {
            each = each.getParent();
            if (each != null) {
                holders.add(each);
            }
        }
        Files.createDirectories(folder, FOLDER);
        for (Path holder : holders) {
            sync(holder);
        }
    }

    /** Makes sure that a folder still has the names that it has now, whatever happens to the machine. */
    public static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Some network file systems have no such call, and do it by themselves.
            if (!reason(e).equals("Invalid argument")) {
                throw e;
            }
        }
    }

    /** Makes a folder that nobody made before. */
    public static Path createFolder(Path folder) throws IOException {
        return Files.createDirectory(folder, FOLDER);
    }

    /** Takes a folder that was there before from all others, where it is this user's. */
    public static void close(Path folder) throws IOException {
        close(folder, "rwx------");
    }

    private static void close(Path path, String permissions) throws IOException {
        if (Files.getOwner(path).getName().equals(System.getProperty("user.name"))) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    /**
     * Opens a new file for writing. An old one of that name is removed, not written into: others may read it, have it open, or
     * know it by another name.
     */
    public static FileChannel create(Path file) throws IOException {
        createFolders(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Files.deleteIfExists(file);
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return FileChannel.open(file, options, FILE);
    }

    /** Opens a new file for writing. Throws where there is one of that name. */
    public static FileChannel createNew(Path file) throws IOException {
        createFolders(Objects.requireNonNull(file.getParent()));
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE);
    }

    /** Opens a file, new or old, and leaves in it what there is: all processes that lock it must have the same one. */
    public static FileChannel open(Path file) throws IOException {
        createFolders(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), FILE);
    }

    /** Opens a file, new or old, to add to its end. */
    public static FileChannel append(Path file) throws IOException {
        createFolders(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), FILE);
        if (Files.isRegularFile(file)) {
            close(file, "rw-------");
        }
        return channel;
    }

    /** Removes a folder with all that is in it, where there is one. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path empty, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(empty);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What a failure is about, where it says so. */
    public static Path subject(IOException e, Path otherwise) {
        return e instanceof FileSystemException failure && failure.getFile() != null
                ? Path.of(failure.getFile())
                : otherwise;
    }

    /** The failure of a file of the run itself that can't be read back. */
    public static Failure unreadable(Path file, IOException e) {
        return new Failure(
                ExitStatus.TARGET,
                "can't read " + file + ": " + reason(e),
                "Run realmferry as the owner of the run directory, and don't change files in it during a run. If"
                        + " the disk is damaged, start over with another --output.",
                e);
    }

    /** The failure of a file that can't be written, with the cure for the usual causes. */
    public static Failure unwritable(Path file, IOException e) {
        String reason = reason(e);
        boolean full = reason.toLowerCase(Locale.ROOT).contains("no space left")
                || reason.toLowerCase(Locale.ROOT).contains("quota");
        Failure failure = new Failure(
                ExitStatus.TARGET,
                "can't write " + file + ": " + reason,
                full
                        ? "Free some space on its file system (--dry-run shows how much an export needs), then give the"
                                + " same command again: it resumes."
                        : "Choose an --output that this user can write to, or run realmferry as its owner.",
                e);
        return full ? failure.thatMayPass() : failure;
    }

    /** The operating system's words for what went wrong, without the path but for what is closed to this user. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied && denied.getFile() != null) {
            return Access.words(Path.of(denied.getFile()));
        }
        if (e instanceof FileSystemException failure) {
            return failure.getReason() != null ? failure.getReason() : kind(failure);
        }
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
    }

    /** Java's class name as words: {@code no such file}, {@code access denied}. */
    private static String kind(FileSystemException e) {
        return e.getClass()
                .getSimpleName()
                .replaceFirst("Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
