/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.disk.AtomicFile;

/** Removes files under way of a process that was killed; never one from a folder where users gave the names. */
final class Leftovers extends SimpleFileVisitor<Path> {
    private static final List<String> SETS =
            Stream.of(FileSet.values()).map(FileSet::folder).toList();
    private static final String USERS = "users";

    private final Path root;
    private final Path plain;

    private Leftovers(Path root, Path plain) {
        this.root = root;
        this.plain = plain;
    }

    /** @param plain where the run has archives that leave only encrypted */
    static void remove(Path root, Path plain) throws IOException {
        Files.walkFileTree(root, new Leftovers(root, plain));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return isOfUsersFiles(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    /** A realm and a user may have the name of a set, too: the depth says where an archive begins. */
    private boolean isOfUsersFiles(Path folder) {
        Path within = (folder.startsWith(plain) ? plain : root).relativize(folder);
        int archive = within.startsWith(USERS) ? 3 : 1;
        return within.getNameCount() == archive + 1
                && SETS.contains(within.getFileName().toString());
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (AtomicFile.isTemporary(file)) {
            Files.delete(file);
        }
        return FileVisitResult.CONTINUE;
    }
}
