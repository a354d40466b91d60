/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Manifest;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.run.work.Progress;
import org.realmferry.source.OddValues;
import org.realmferry.source.SnapshotReader;

/** The tables of a realm that are not messages: each is read by itself, and all are put together into a few files. */
final class RealmTables {
    /** What a table counts for, beside messages, in the progress of a realm. */
    static final int WORK_OF_TABLE = 100;

    private final Export export;
    private final String folder;
    private final ArchiveLayout layout;
    private final Progress.Lane progress;
    private final OddValues odd;
    private final Map<String, TablePart> parts = new ConcurrentHashMap<>();
    private final List<Manifest.Entry> files = new CopyOnWriteArrayList<>();

    RealmTables(Export export, String folder, ArchiveLayout layout, Progress.Lane progress, OddValues odd) {
        this.export = export;
        this.folder = folder;
        this.layout = layout;
        this.progress = progress;
        this.odd = odd;
    }

    /** Reads a table. */
    void read(SnapshotReader reader, RealmIds ids, TableRead table) {
        TablePart part = TablePart.write(reader, table, ids, odd, export.run().part(folder, table.output()));
        parts.put(table.output(), part);
        progress.did(WORK_OF_TABLE, part.rows());
        progress.wrote(part.bytes());
    }

    /** Puts the tables together when all are read. */
    void putTogether() {
        ArchiveFiles archive = new ArchiveFiles(layout, export.plan());
        files.add(archive.tables(layout.realm(), OutputFile.REALM, parts));
        if (export.plan().form().analytics()) {
            files.add(archive.tables(layout.analytics(), OutputFile.ANALYTICS, parts));
        }
    }

    /** The files that were put together. */
    List<Manifest.Entry> files() {
        return files;
    }
}
