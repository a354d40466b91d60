/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.realmferry.archive.disk.Written;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;
import org.realmferry.extract.messages.ChangedIds;
import org.realmferry.extract.resume.ReusableFiles;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotHorizon;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;

/**
 * The files of messages of one archive that an interrupted comparison found to hold what the server had. A later one
 * needn't compare those again for which a resumed export would not write them again: see docs/consistency.md.
 */
public final class ProvenFiles {
    /**
     * A file that holds what the server has.
     *
     * @param stamp of the file on the disk; another where its content may be another
     * @param first id of its first message
     * @param last id of its last message: all exported ones between are in it
     * @param rows by table
     */
    public record Proven(String stamp, long bytes, long first, long last, Map<String, Long> rows) {
        public Proven {
            rows = Map.copyOf(rows);
        }

        private static Proven of(MessagesDone file) {
            return new Proven(
                    file.written().sha256(),
                    file.written().bytes(),
                    file.span().first(),
                    file.span().last(),
                    file.rows());
        }
    }

    private final ArchiveJournal journal;
    private ChangedIds changes = ChangedIds.unknown();
    private Optional<RealmRows> rows = Optional.empty();

    /**
     * What is known of an archive.
     *
     * @param past the notes about it
     * @param notes takes further ones
     */
    public ProvenFiles(String archive, List<Map<String, String>> past, Consumer<Map<String, String>> notes) {
        journal = ArchiveJournal.of(notes, past, archive);
    }

    /** Finds out, for all archives at once, what changed on the server since they were compared. */
    public static void findChanges(Source source, Collection<ProvenFiles> all) {
        List<ArchiveJournal> journals =
                all.stream().map(archive -> archive.journal).toList();
        try (SnapshotReader reader = source.reader()) {
            ChangedIds changes = Export.changes(reader, source.standpoint(), journals);
            all.forEach(archive -> archive.changes = changes);
        }
    }

    /**
     * Begins to compare with a snapshot: gives the files that needn't be.
     *
     * @param files all files of messages by their stamps
     * @param tool the name and version of this program
     */
    public Map<String, Proven> begin(
            SnapshotReader reader, RealmRows realm, SnapshotHorizon standpoint, Map<String, Path> files, String tool) {
        rows = Optional.of(realm);
        List<MessagesDone> before = List.copyOf(journal.messages().values());
        before.stream()
                .filter(file -> !files.containsKey(file.written().sha256()))
                .forEach(file -> journal.messages().remove(file.span().first()));
        Map<Long, Path> paths = new HashMap<>();
        journal.messages()
                .forEach((first, file) ->
                        paths.put(first, files.get(file.written().sha256())));
        var now = realm.conditions(standpoint, tool);
        var kept = ReusableFiles.of(
                reader, realm.messageFile(), journal, now, changes, first -> Objects.requireNonNull(paths.get(first)));
        Map<String, Proven> proven = new HashMap<>();
        kept.whole().values().forEach(file -> proven.put(file.written().sha256(), Proven.of(file)));
        before.stream()
                .map(file -> file.span().first())
                .filter(first -> !kept.whole().containsKey(first))
                .forEach(journal::dropped);
        journal.begun(now, "");
        return proven;
    }

    /** Notes a file that was compared. */
    public void add(Proven file) {
        IdRange span = new IdRange(file.first(), file.last());
        rows.ifPresent(realm -> journal.did(new MessagesDone(
                span,
                realm.ids().checksum(span),
                new Written(file.bytes(), file.stamp()),
                file.rows(),
                MessagesDone.NOT_COUNTED)));
    }
}
