/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.bundle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Manifest;
import org.realmferry.run.FileDone;
import org.realmferry.run.Journal;

/** Which files of rows of an archive are made: a bundle that was killed goes on behind them. */
final class BundleJournal {
    private final Journal journal;
    private final String archive;
    private final ArchiveLayout layout;
    private final Map<String, FileDone> past = new HashMap<>();

    BundleJournal(Journal journal, String archive, ArchiveLayout layout) {
        this.journal = journal;
        this.archive = archive;
        this.layout = layout;
        journal.past(archive).stream()
                .filter(FileDone::isIn)
                .map(FileDone::read)
                .forEach(file -> file.path().ifPresent(path -> past.put(path, file)));
    }

    /** A file that was made before, and is still there; empty where it was not. */
    Optional<Manifest.Entry> done(String path) {
        return Optional.ofNullable(past.get(path))
                .filter(file -> file.isThere(layout.root().resolve(path)))
                .map(file -> new Manifest.Entry(
                        path,
                        file.written(),
                        file.rows(),
                        file.range()
                                .map(ids -> List.of(ids.first(), ids.last()))
                                .orElse(List.of())));
    }

    /** Notes a file that is there. */
    void did(Manifest.Entry entry) {
        Optional<FileDone.Range> range = entry.messages().isEmpty()
                ? Optional.empty()
                : Optional.of(new FileDone.Range(
                        entry.messages().get(0), entry.messages().get(1)));
        journal.note(archive, new FileDone(Optional.of(entry.path()), entry.written(), entry.rows(), range), Map.of());
    }
}
