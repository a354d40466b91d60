/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import org.realmferry.archive.disk.Folders;
import org.realmferry.archive.disk.PrivateFiles;

/** Removes a run with its archives. */
public final class RunRemoval {
    private static final String REMOVING = ".removing-";

    private RunRemoval() {}

    /**
     * Removes a run; what an earlier removal had no time for goes, too. False where a process works on it. Fails with {@code
     * TARGET}.
     */
    public static boolean remove(Path root) {
        Path folder = Objects.requireNonNull(root.toAbsolutePath().normalize().getParent());
        try {
            Optional<RunLock> lock = RunLock.take(root);
            if (lock.isEmpty()) {
                return false;
            }
            try {
                // Under another name no half of it is taken for a run.
                Path half = folder.resolve(REMOVING + root.getFileName());
                delete(half);
                Files.move(root, half, StandardCopyOption.ATOMIC_MOVE);
                Folders.list(folder).stream()
                        .filter(file -> file.getFileName().toString().startsWith(REMOVING))
                        .forEach(RunRemoval::delete);
            } finally {
                lock.get().close();
            }
            return true;
        } catch (IOException e) {
            throw PrivateFiles.unwritable(root, e);
        }
    }

    private static void delete(Path path) {
        try {
            PrivateFiles.delete(path);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(PrivateFiles.subject(e, path), e);
        }
    }
}
