/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.PrivateFiles;

/** The runs below a folder. */
public final class Runs {
    /** Folders may be sorted by year, server or customer; deeper nobody looks. */
    private static final int DEPTH = 4;

    /** The order in which runs are shown. */
    public static final Comparator<RunView> NEWEST_FIRST =
            Comparator.comparing(RunView::started).reversed().thenComparing(RunView::path);

    private Runs() {}

    /**
     * All runs in a folder and below it, the newest first; the folder may be a run itself. Links are not followed. Fails
     * with {@code SOURCE} where this user may not look into the folder.
     *
     * @param denied takes what is below it and closed to this user, each once
     */
    public static List<RunView> below(Path folder, Consumer<Failure> denied) {
        Access.require(folder);
        List<RunView> runs = new ArrayList<>();
        Set<String> told = new HashSet<>();
        Consumer<Failure> once = failure -> {
            if (told.addAll(failure.problems())) {
                denied.accept(failure);
            }
        };
        try {
            Files.walkFileTree(folder, Set.of(), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    if (isHidden(directory) && !directory.equals(folder)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    if (!RunView.isBegun(directory)) {
                        return FileVisitResult.CONTINUE;
                    }
                    Optional<Failure> closed = RunView.closed(directory);
                    if (closed.isPresent()) {
                        once.accept(closed.get());
                    } else {
                        runs.add(RunView.at(directory));
                    }
                    return FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    if (!isHidden(file)) {
                        Access.denial(file).ifPresent(once);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        runs.sort(NEWEST_FIRST);
        return runs;
    }

    private static boolean isHidden(Path directory) {
        return String.valueOf(directory.getFileName()).startsWith(".");
    }

    private static Failure unreadable(Path folder, IOException e) {
        return new Failure(
                ExitStatus.COMMAND_LINE,
                folder + " can't be read: " + PrivateFiles.reason(e),
                "Give a folder that this user can read.",
                e);
    }
}
