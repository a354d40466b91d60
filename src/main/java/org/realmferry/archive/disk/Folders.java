/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is in folders. All that goes wrong on the way is an {@code IOException}: the streams of {@code Files} throw others
 * when a folder can't be read to its end.
 */
public final class Folders {
    /** What is done with a file; it may be removed. */
    @FunctionalInterface
    public interface Each {
        void of(Path file) throws IOException;
    }

    private Folders() {}

    /** Everything that lies directly in a folder, in order of the names. */
    public static List<Path> list(Path folder) throws IOException {
        List<Path> content = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(content::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(content);
        return content;
    }

    /** Names every file below a folder, and whatever else is no folder; nothing where there is no folder. */
    public static void walk(Path folder, Each each) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    each.of(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }
}
