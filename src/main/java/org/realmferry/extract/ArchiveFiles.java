/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.ClosingFiles;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.ImportSource;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.disk.JsonFile;
import org.realmferry.archive.disk.Written;
import org.realmferry.extract.files.FileCopies;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.schema.Migrations;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.OddValues;
import org.realmferry.source.RowEncoder;
import org.realmferry.source.SnapshotReader;

/** The files of an archive that are put together when all of its rows and files have been read. */
final class ArchiveFiles {
    private final ArchiveLayout layout;
    private final ExportPlan plan;

    ArchiveFiles(ArchiveLayout layout, ExportPlan plan) {
        this.layout = layout;
        this.plan = plan;
    }

    /** A file of many tables, in the order of the rules. */
    Manifest.Entry tables(Path path, OutputFile kind, Map<String, TablePart> parts) {
        try (RowFile file = RowFile.create(path)) {
            for (TableRead read : plan.of(kind)) {
                TablePart part = parts.get(read.output());
                if (part == null) {
                    throw new IllegalStateException(read.output() + " was not read");
                }
                file.table(part.output(), part.rows(), part.path());
                part.remove();
            }
            if (kind == OutputFile.REALM && plan.form().importSource()) {
                file.text(ImportSource.NAME, ImportSource.ZULIP);
            }
            return new Manifest.Entry(layout.name(path), file.commit(), file.rows(), List.of());
        }
    }

    /** {@code attachment.json}: those of exported messages, where the file is in the archive too. */
    Manifest.Entry attachments(SnapshotReader reader, RealmIds ids, FileCopies copies, OddValues odd) {
        TableRead read = plan.read(ZulipTables.ATTACHMENTS);
        RowEncoder encoder = new RowEncoder(read.fields()).telling(odd.of(read));
        int id = read.indexOf("id");
        int messages = read.indexOf("messages");
        try (RowFile file = RowFile.create(layout.attachment())) {
            file.beginTable(read.output());
            attachments(reader, ids, read, (row, exported) -> {
                if (copies.has(row.number(id))) {
                    file.beginRow();
                    encoder.encode(row, file.json(), messages, exported);
                    file.endRow();
                }
            });
            file.endTable();
            return new Manifest.Entry(layout.name(layout.attachment()), file.commit(), file.rows(), List.of());
        }
    }

    /** Those that messages name which leave, exported or scheduled ones, each with the exported ones that name it. */
    static void attachments(
            SnapshotReader reader, RealmIds ids, TableRead read, BiConsumer<BinaryRow, long[]> handler) {
        int messages = read.indexOf("messages");
        OptionalInt scheduled = read.find("scheduled_messages");
        reader.read(read.table(), read.select(ids.parameters()), row -> {
            if (ids.leavesWith(row, messages, scheduled)) {
                handler.accept(row, ids.exported(row.ids(messages)));
            }
        });
    }

    /** {@code consented_user_ids.json}, in order. */
    Manifest.Entry consentedUsers(RealmIds ids) {
        return ClosingFiles.consentedUsers(layout, ids.parameters().ids("consenting").stream());
    }

    /** The kinds of file that archives of the release have. */
    List<FileSet> sets() {
        return Stream.of(FileSet.values())
                .filter(set -> switch (set) {
                    case UPLOADS, AVATARS -> true;
                    case EMOJI -> plan.form().emoji();
                    case REALM_ICONS -> plan.form().icons();
                })
                .toList();
    }

    /** What describes the archive: of older releases, counts for people. */
    List<Manifest.Entry> descriptions(Migrations migrations, ZulipRelease release, List<Manifest.Entry> entries) {
        if (!plan.form().described()) {
            return List.of(ClosingFiles.statsForPeople(layout, entries));
        }
        Manifest.Entry status = migrationStatus(migrations, release);
        return List.of(
                status,
                ClosingFiles.stats(
                        layout,
                        Stream.concat(entries.stream(), Stream.of(status)).toList()));
    }

    private Manifest.Entry migrationStatus(Migrations migrations, ZulipRelease release) {
        Written written = JsonFile.write(layout.migrationStatus(), json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("migrations_by_app");
            for (Map.Entry<String, List<String>> app : migrations.status().entrySet()) {
                json.writeArrayFieldStart(app.getKey());
                for (String line : app.getValue()) {
                    json.writeString(line);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeStringField("zulip_version", release.version());
            json.writeEndObject();
        });
        return Manifest.Entry.of(layout.name(layout.migrationStatus()), written);
    }
}
