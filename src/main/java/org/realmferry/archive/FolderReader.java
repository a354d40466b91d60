/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** An archive's folder as it is on the disk, whoever wrote it. Symbolic links are never followed. */
public record FolderReader(Path root) {
    /** What is told of everything in a folder; names are relative to the archive, with slashes. */
    public interface Visitor {
        /** A plain file. */
        void file(String name, long bytes);

        /** A link, a device, a pipe. */
        void other(String name);
    }

    /** What is done about something that can't be read. */
    @FunctionalInterface
    public interface Unreadable {
        void of(String name, IOException e) throws IOException;
    }

    /** Names everything in a folder of the archive and below it; nothing where it isn't there. */
    public void walk(Path folder, Visitor visitor, Unreadable unreadable) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    visitor.file(name(file), attributes.size());
                } else {
                    visitor.other(name(file));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                unreadable.of(name(file), e);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private String name(Path file) {
        return root.relativize(file).toString();
    }

    /** The size of a plain file that no link leads to; empty where there is none. */
    public Optional<Long> size(String name) {
        Path file = root.resolve(name);
        for (Path folder = file.getParent(); folder != null && !folder.equals(root); folder = folder.getParent()) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
        }
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? Optional.of(attributes.size()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
