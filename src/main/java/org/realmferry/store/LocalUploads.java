/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.StoredFile.LocalFile;
import org.realmferry.archive.disk.Folders;
import org.realmferry.archive.disk.PrivateFiles;

/**
 * Zulip's local uploads folder ({@code LOCAL_UPLOADS_DIR}), with {@code files/} and {@code avatars/} in it. Of the
 * symbolic links in it those in place of a set's or a realm's folder are followed, see {@link UploadLinks}.
 */
public final class LocalUploads implements FileStore {
    private static final String ATTACHMENTS = "files/";

    private final Path root;
    private final Pace bytes;
    private final boolean links;
    private final UploadLinks symbolic;

    private LocalUploads(Path root, Pace bytes, boolean links) {
        this.root = root;
        this.bytes = bytes;
        this.links = links;
        symbolic = new UploadLinks(root);
    }

    /** Fails with {@code SOURCE} where there is no such folder or it can't be read. */
    public static LocalUploads at(Path folder) {
        return at(folder, Limits.NONE, false);
    }

    /**
     * As {@link #at(Path)}, and reads no faster than the limits have it.
     *
     * @param links whether hard links may take the place of copies of what Zulip writes once: attachments, but no
     *     pictures
     */
    public static LocalUploads at(Path folder, Limits limits, boolean links) {
        Path root = folder.toAbsolutePath().normalize();
        Access.denial(root).ifPresent(LocalUploads::refuse);
        if (!Files.isDirectory(root)) {
            throw new Failure(
                    ExitStatus.SOURCE,
                    "there is no uploads folder " + folder,
                    "Give Zulip's LOCAL_UPLOADS_DIR as --uploads, by default /home/zulip/uploads.");
        }
        for (Path part : List.of(root, root.resolve("files"), root.resolve("avatars"))) {
            Access.denial(part).ifPresent(LocalUploads::refuse);
        }
        return new LocalUploads(root, new Pace(limits.bytesPerSecond()), links);
    }

    private static void refuse(Failure denial) {
        throw new Failure(
                ExitStatus.SOURCE,
                "the uploads folder can't be read: " + String.join("; ", denial.problems()),
                "Run realmferry as the user zulip or as root.");
    }

    @Override
    public Lookup look(String key) {
        try {
            Path file = root;
            for (String name : key.split("/", -1)) {
                if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                    return new Refused("it is not a plain relative path");
                }
                file = file.resolve(name);
                Optional<String> objection = objection(file);
                if (objection.isPresent()) {
                    return new Refused(objection.get());
                }
            }
            return found(key, file);
        } catch (InvalidPathException e) {
            return new Refused("no file system allows such a name");
        }
    }

    private static Lookup found(String key, Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                return new Refused("it is not a regular file");
            }
            if (!Files.isReadable(file)) {
                return new Refused(Access.words(file));
            }
            return new Found(key, new LocalFile(attributes.size(), attributes.lastModifiedTime()));
        } catch (NoSuchFileException e) {
            return new Missing();
        } catch (AccessDeniedException e) {
            return new Refused(PrivateFiles.reason(e));
        } catch (IOException e) {
            // "Not a directory" has no exception of its own here: a path below a file names nothing.
            return Files.isDirectory(Objects.requireNonNull(file.getParent()), LinkOption.NOFOLLOW_LINKS)
                    ? new Refused("it can't be accessed")
                    : new Missing();
        }
    }

    private Optional<String> objection(Path path) {
        return Files.isSymbolicLink(path) ? symbolic.objection(path) : Optional.empty();
    }

    private boolean isBehindALink(String folder) {
        Path path = root;
        for (String name : folder.split("/", -1)) {
            path = path.resolve(name);
            if (objection(path).isPresent()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Opening open(String key) {
        Lookup lookup = look(key);
        if (lookup instanceof Found found) {
            return open(found);
        }
        return lookup instanceof Refused refused ? refused : new Missing();
    }

    private Opening open(Found found) {
        try {
            Path file = root.resolve(found.key());
            InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
            Optional<Path> linkable =
                    Optional.of(file).filter(regular -> links && found.key().startsWith(ATTACHMENTS));
            return new Open(found.file(), Optional.empty(), linkable, new PacedStream(content, bytes));
        } catch (IOException e) {
            return new Refused(PrivateFiles.reason(e));
        }
    }

    @Override
    public void walk(String folder, Consumer<Found> each) {
        Path top = root.resolve(folder);
        if (!Files.isDirectory(top) || isBehindALink(folder)) {
            return;
        }
        // A link is walked through only where more follows it.
        Path begin = Files.isSymbolicLink(top) ? top.resolve(".") : top;
        try {
            Folders.walk(begin, file -> {
                if (look(root.relativize(file.normalize()).toString()) instanceof Found found) {
                    each.accept(found);
                }
            });
        } catch (IOException e) {
            throw unlistable(top, e);
        }
    }

    private static Failure unlistable(Path directory, IOException e) {
        return new Failure(
                ExitStatus.SOURCE,
                "can't list the folder " + directory + ": " + PrivateFiles.reason(e),
                "Run realmferry as the user zulip or as root.",
                e);
    }

    @Override
    public void requireFiles() {
        if (Stream.of("files", "avatars")
                .noneMatch(set -> Files.exists(root.resolve(set), LinkOption.NOFOLLOW_LINKS))) {
            throw new Failure(
                    ExitStatus.SOURCE,
                    root
                            + " is not an uploads folder of Zulip: it has neither files/ nor avatars/, but the database names"
                            + " files",
                    "Give Zulip's LOCAL_UPLOADS_DIR as --uploads, by default /home/zulip/uploads. If the files are"
                            + " lost, give a folder that contains an empty folder files/: each missing file is then a"
                            + " finding.");
        }
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public String name(String key) {
        return key + " in the uploads folder";
    }

    /** Where a file lies that {@link #look} found. */
    public Path path(Found file) {
        return root.resolve(file.key());
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    @Override
    public List<String> list(String folder) {
        if (isBehindALink(folder)) {
            return List.of(folder);
        }
        List<String> keys = new ArrayList<>();
        Path directory = root.resolve(folder);
        try {
            for (Path entry : Folders.list(directory)) {
                if (!Files.isDirectory(entry)) {
                    keys.add(folder + "/" + entry.getFileName());
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw unlistable(directory, e);
        }
        Collections.sort(keys);
        return keys;
    }
}
