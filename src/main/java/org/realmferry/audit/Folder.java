/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.realmferry.archive.FileSet;

/** The folder of an archive, as it is on the disk. Symbolic links are never followed. */
record Folder(Path root) {
    private static final Pattern KNOWN = Pattern.compile("(realm|attachment|analytics|stats|migration_status"
            + "|consented_user_ids|realmferry|messages-[0-9]{6,9})\\.json");
    private static final Pattern MESSAGES = Pattern.compile("messages-[0-9]{6,9}\\.json");

    /** What is told of everything in a folder. */
    interface Visitor {
        /** A plain file; the name is relative to the archive, with slashes. */
        void file(String name, Path file);

        /** A link, a device, a pipe. */
        void other(String name);
    }

    /** Names everything in a folder of the archive and below it; nothing where it isn't there. */
    void walk(Path folder, Visitor visitor) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = root.relativize(file).toString();
                    if (attributes.isRegularFile()) {
                        visitor.file(name, file);
                    } else {
                        visitor.other(name);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw Damage.unreadable(folder, e);
        }
    }

    void walk(Visitor visitor) {
        walk(root, visitor);
    }

    /** Reads a file of the archive; empty where it is not there, or is reached by a link. */
    Optional<RowReader> file(String name) {
        Path file = root.resolve(name);
        Path folder = Optional.ofNullable(file.getParent()).orElse(root);
        boolean plain = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && (folder.equals(root) || Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS));
        return plain ? Optional.of(new RowReader(file, name)) : Optional.empty();
    }

    /** Reads a file that no archive lacks. */
    RowReader required(String name) {
        return file(name).orElseThrow(() -> Damage.of(root.toString(), name + " is missing"));
    }

    /** Every file of messages, also behind a gap in the numbers. */
    Iterable<RowReader> messageFiles() {
        TreeSet<String> names = new TreeSet<>();
        try (var content = Files.newDirectoryStream(root)) {
            content.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException e) {
            throw Damage.unreadable(root, e);
        }
        names.removeIf(name -> !MESSAGES.matcher(name).matches());
        return names.stream().map(this::file).flatMap(Optional::stream).toList();
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw Damage.unreadable(file, e);
        }
    }

    /** Whether an archive has a file of that name, or a folder for it. */
    static boolean isKnown(String name) {
        for (FileSet set : FileSet.values()) {
            if (name.startsWith(set.folder() + "/")) {
                return true;
            }
        }
        return KNOWN.matcher(name).matches();
    }
}
