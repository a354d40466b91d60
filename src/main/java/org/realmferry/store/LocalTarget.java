/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.realmferry.Checksum;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.SummedStream;
import org.realmferry.archive.disk.Written;

/**
 * Zulip's local uploads folder ({@code LOCAL_UPLOADS_DIR}), to be written: files and folders get the modes that Zulip's
 * own have, and belong to the folder's owner where we are root.
 */
public final class LocalTarget implements FileTarget {
    private static final String TEMPORARY = ".realmferry-";
    private static final String PROBE = TEMPORARY + "probe";

    private final Path root;
    private final Pace bytes;
    private final UploadLinks links;
    private final ServedFiles served;

    private LocalTarget(Path root, Pace bytes, ServedFiles served) {
        this.root = root;
        this.bytes = bytes;
        this.served = served;
        links = new UploadLinks(root);
    }

    /** Fails with {@code TARGET} where there is no such folder. */
    public static LocalTarget at(Path folder, Limits limits) {
        Path root = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            throw new Failure(
                    ExitStatus.TARGET,
                    "there is no uploads folder " + folder,
                    "Name the target's LOCAL_UPLOADS_DIR with --uploads, by default /home/zulip/uploads.");
        }
        return new LocalTarget(root, new Pace(limits.bytesPerSecond()), ServedFiles.like(root));
    }

    private Path base(FileSet set) {
        return root.resolve(set == FileSet.UPLOADS ? "files" : "avatars");
    }

    /** The place of a file. Fails where it would be outside of its folder, or behind a link that isn't followed. */
    private Path place(FileSet set, String path) {
        objection(path).ifPresent(why -> refuse(set, path, why));
        Path file = base(set);
        for (String name : path.split("/", -1)) {
            if (Files.isSymbolicLink(file)) {
                links.objection(file).ifPresent(why -> refuse(set, path, why));
            }
            file = file.resolve(name);
        }
        return file;
    }

    private void refuse(FileSet set, String path, String why) {
        throw new Failure(
                ExitStatus.TARGET,
                "can't write " + name(set, path) + ": " + why,
                "See what is at that path in the uploads folder, then give the same command again: it goes on where it"
                        + " was.");
    }

    @Override
    public Optional<String> objection(String path) {
        return ArchiveLayout.objection(path);
    }

    @Override
    public Written write(FileSet set, String path, Metadata metadata, InputStream content, long size)
            throws IOException {
        Path file = place(set, path);
        Path temporary = temporary(file);
        try {
            Written written = fill(temporary, file, content);
            if (written.bytes() != size) {
                throw new IOException("it has " + Words.counted(written.bytes(), "byte") + " in place of " + size);
            }
            move(temporary, file);
            return written;
        } finally {
            discard(temporary);
        }
    }

    /** Beside the file, and the same at each attempt: what a crash leaves is overwritten by the next one. */
    private static Path temporary(Path file) {
        return file.resolveSibling(TEMPORARY + Long.toHexString(Checksum.first(file.toString())));
    }

    private Written fill(Path temporary, Path file, InputStream content) throws IOException {
        try (FileChannel channel = create(temporary, file);
                SummedStream in = new SummedStream(content)) {
            OutputStream out = Channels.newOutputStream(channel);
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.take(n);
                write(out, buffer, n, file);
            }
            finish(channel, temporary, file);
            return in.end();
        }
    }

    private FileChannel create(Path temporary, Path file) {
        try {
            served.createFolders(Objects.requireNonNull(file.getParent()));
            return PrivateFiles.create(temporary);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static void write(OutputStream out, byte[] buffer, int length, Path file) {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private void finish(FileChannel channel, Path temporary, Path file) {
        try {
            served.settleFile(temporary);
            channel.force(true);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static void move(Path temporary, Path file) {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.sync(Objects.requireNonNull(file.getParent()));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw unwritable(temporary, e);
        }
    }

    private static Failure unwritable(Path file, IOException e) {
        Failure failure = PrivateFiles.unwritable(file, e);
        return failure.mayPass()
                ? failure
                : new Failure(
                        ExitStatus.TARGET,
                        failure.problems(),
                        "Run realmferry as the user zulip or as root, on the Zulip server or where its uploads folder"
                                + " is mounted for writing.",
                        e);
    }

    @Override
    public Optional<Stored> stat(FileSet set, String path) {
        Path file = place(set, path);
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? Optional.of(new Stored(attributes.size())) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    @Override
    public InputStream read(FileSet set, String path) throws IOException {
        return new PacedStream(Files.newInputStream(place(set, path), LinkOption.NOFOLLOW_LINKS), bytes);
    }

    @Override
    public void remove(FileSet set, String path) {
        Path file = place(set, path);
        try {
            Files.deleteIfExists(temporary(file));
            Files.deleteIfExists(file);
            removeEmpty(Objects.requireNonNull(file.getParent()), base(set));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    @Override
    public void removeFolder(FileSet set, String path) {
        Path folder = place(set, path);
        try {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                PrivateFiles.delete(folder);
                removeEmpty(Objects.requireNonNull(folder.getParent()), base(set));
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /** Removes the folders that nothing is left in, up to the one of the set. */
    private static void removeEmpty(Path folder, Path base) throws IOException {
        for (Path each = folder; !each.equals(base); each = Objects.requireNonNull(each.getParent())) {
            try {
                Files.deleteIfExists(each);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    @Override
    public void require(long needed) {
        for (FileSet set : new FileSet[] {FileSet.UPLOADS, FileSet.AVATARS}) {
            Path probe = base(set).resolve(PROBE);
            try {
                served.createFolders(base(set));
                PrivateFiles.create(probe).close();
                served.settleFile(probe);
                Files.delete(probe);
                requireRoom(set, base(set), needed);
            } catch (FileAlreadyExistsException e) {
                throw unwritable(base(set), new IOException("it is no folder", e));
            } catch (IOException e) {
                throw unwritable(base(set), e);
            }
        }
    }

    @Override
    public void inspect(long needed) {
        for (FileSet set : new FileSet[] {FileSet.UPLOADS, FileSet.AVATARS}) {
            Path there = Files.exists(base(set)) ? base(set) : root;
            try {
                if (!Files.isDirectory(there) || !Files.isWritable(there)) {
                    throw unwritable(base(set), new IOException("it is no folder that this user may write to"));
                }
                requireRoom(set, there, needed);
            } catch (IOException e) {
                throw unwritable(base(set), e);
            }
        }
    }

    /** Uploads are the most by far, and the other folder is nearly always on the same disk. */
    private void requireRoom(FileSet set, Path there, long needed) throws IOException {
        long free = Files.getFileStore(there).getUsableSpace();
        if (set == FileSet.UPLOADS && free < needed) {
            throw new Failure(
                    ExitStatus.TARGET,
                    base(set) + " has room for " + Words.bytes(free) + ", and the archive's files need "
                            + Words.bytes(needed),
                    "Make room on its file system, then give the same command again.");
        }
    }

    @Override
    public boolean spreadsUploads() {
        return true;
    }

    @Override
    public String name(FileSet set, String path) {
        return root.relativize(base(set)) + "/" + path + " in the uploads folder";
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
