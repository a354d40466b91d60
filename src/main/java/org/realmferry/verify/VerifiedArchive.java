/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.Written;
import org.realmferry.run.work.Progress;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;
import org.realmferry.verify.rows.EntryComparison;
import org.realmferry.verify.rows.FileReading;
import org.realmferry.verify.rows.RowCounts;
import org.realmferry.verify.rows.TableIds;
import org.realmferry.verify.rows.VerifiedFolder;

/**
 * What the checks of one archive share.
 *
 * @param manifest empty for an archive of Zulip's own
 */
record VerifiedArchive(
        VerifiedFolder folder,
        Optional<ManifestVerifier> manifest,
        TableIds ids,
        RowCounts counts,
        FindingSink sink,
        Progress.Lane lane,
        VerificationJournal journal) {

    /** Whether it is of Zulip 10 or newer: the manifest says so, or it has files that no older one writes. */
    boolean isCurrent() {
        return manifest.map(file -> file.release().isAtLeast("10"))
                .orElseGet(() -> folder.has(MigrationStatusVerifier.FILE) || folder.has(RowCounts.STATS));
    }

    /** Reads a JSON file that is there. */
    void read(String name, FileReading.Content content) {
        compare(name, FileReading.json(folder.root().resolve(name), name, sink, content));
    }

    private void compare(String name, Optional<Written> written) {
        written.ifPresent(found -> {
            lane.did(found.bytes(), 0);
            expected(name).ifPresent(entry -> EntryComparison.compare(entry, found, sink));
        });
    }

    /** As {@link #read}, of a file of rows; the content puts in how many there are. They count only if all could be read. */
    void read(String name, Map<String, Long> rows, FileReading.Content content) {
        AtomicBoolean complete = new AtomicBoolean();
        compare(name, FileReading.rows(folder.root().resolve(name), name, sink, json -> {
            content.of(json);
            complete.set(true);
        }));
        lane.did(0, rows.values().stream().mapToLong(Long::longValue).sum());
        if (complete.get()) {
            counts.put(name, rows);
            expected(name).ifPresent(entry -> EntryComparison.compare(entry, rows, sink));
        }
    }

    /** Tells of a table that a file has twice, of which an importer takes one. */
    void once(String name, String table, Map<String, Long> rows) {
        if (rows.containsKey(table)) {
            sink.found(FindingKind.MALFORMED, name, table, "", "duplicate table");
        }
    }

    /** Reads a JSON file again, whose bytes were looked at before. */
    void readAgain(String name, FileReading.Content content) {
        FileReading.again(folder.root().resolve(name), name, sink, content);
    }

    Optional<Manifest.Entry> expected(String name) {
        return manifest.flatMap(file -> file.entry(name));
    }
}
