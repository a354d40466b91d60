/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.realmferry.Failure;
import org.realmferry.pack.ArchiveFolder;

/** Archives that one command reads together, in whatever form; each is opened once, and what was unpacked goes at the end. */
public final class OpenedArchives implements AutoCloseable {
    private final ArchiveOptions options;
    private final Map<Path, ArchiveFolder> open = new LinkedHashMap<>();

    public OpenedArchives(ArchiveOptions options) {
        this.options = options;
    }

    /** The folder of an archive: of a pack always the same, by whatever path it is named. */
    public Path folder(Path archive) {
        return open.computeIfAbsent(real(archive), options::open).path();
    }

    /** A path without links, as far as it is there. */
    public static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path there = absolute;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return there.toRealPath().resolve(there.relativize(absolute)).normalize();
        } catch (IOException e) {
            return absolute;
        }
    }

    /** Does something with them; what fails names packs, not the folders into which they were unpacked. */
    public <T> T reading(Supplier<T> work) {
        try {
            return work.get();
        } catch (Failure e) {
            Failure failure = e;
            for (ArchiveFolder folder : open.values()) {
                failure = folder.inItsWords(failure);
            }
            throw failure;
        }
    }

    @Override
    public void close() {
        open.values().forEach(ArchiveFolder::close);
    }
}
