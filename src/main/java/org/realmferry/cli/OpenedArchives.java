/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.realmferry.pack.ArchiveFolder;

/** Archives that one command reads together, in whatever form; each is opened once, and what was unpacked goes at the end. */
final class OpenedArchives implements AutoCloseable {
    private final ArchiveOptions options;
    private final Map<Path, ArchiveFolder> open = new LinkedHashMap<>();

    OpenedArchives(ArchiveOptions options) {
        this.options = options;
    }

    /** The folder of an archive: of a pack always the same, by whatever path it is named. */
    Path folder(Path archive) {
        return open.computeIfAbsent(MergeOutput.real(archive), options::open).path();
    }

    @Override
    public void close() {
        open.values().forEach(ArchiveFolder::close);
    }
}
