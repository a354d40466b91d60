/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.realmferry.sample.Folders;

/** Copies of archives, side by side in a folder, each for a test to spoil. */
public final class ArchiveCopies {
    private final Path folder;
    private int count;

    public ArchiveCopies(Path folder) {
        this.folder = folder;
    }

    public Path copy(Path archive) throws IOException {
        return Folders.copy(archive, next("copy"));
    }

    /** A copy with one file changed. */
    public Path edited(Path archive, String file, Consumer<Object> change) throws IOException {
        Path copy = copy(archive);
        ArchiveEdits.edit(copy, file, change);
        return copy;
    }

    /** A place beside the copies where nothing is yet. */
    public Path next(String name) {
        return folder.resolve(name + "-" + ++count);
    }
}
