/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.realmferry.archive.disk.JsonFile;
import org.realmferry.archive.disk.TextFile;
import org.realmferry.archive.disk.Written;

/** The small files that an archive is closed with, whoever filled it. */
public final class ClosingFiles {
    private ClosingFiles() {}

    /** {@code consented_user_ids.json}, in the order of the ids. */
    public static Manifest.Entry consentedUsers(ArchiveLayout layout, LongStream ids) {
        Written written = JsonFile.write(layout.consentedUsers(), json -> {
            json.writeStartArray();
            for (long id : (Iterable<Long>) ids::iterator) {
                json.writeNumber(id);
            }
            json.writeEndArray();
        });
        return Manifest.Entry.of(layout.name(layout.consentedUsers()), written);
    }

    /** {@code stats.json}: rows of each table for each file of rows, and how many files of each kind. */
    public static Manifest.Entry stats(ArchiveLayout layout, List<Manifest.Entry> entries) {
        boolean hasSource = ImportSource.isIn(layout.realm());
        Written written = JsonFile.write(layout.stats(), json -> {
            json.writeStartObject();
            for (Manifest.Entry entry : entries) {
                if (!entry.rows().isEmpty() && !entry.path().contains("/")) {
                    tableCounts(json, entry, hasSource && entry.path().equals(layout.name(layout.realm())));
                }
            }
            for (FileSet set : FileSet.values()) {
                for (Manifest.Entry entry : entries) {
                    if (entry.path().equals(set.records())) {
                        json.writeNumberField(
                                set.name().toLowerCase(Locale.ROOT) + "_records",
                                entry.rows().getOrDefault("records", 0L));
                    }
                }
            }
            json.writeEndObject();
        });
        return Manifest.Entry.of(layout.name(layout.stats()), written);
    }

    /** {@code stats.txt}, which Zulip before 10 has instead: the same for people, file by file. */
    public static Manifest.Entry statsForPeople(ArchiveLayout layout, List<Manifest.Entry> entries) {
        List<String> lines = new ArrayList<>();
        entries.stream()
                .filter(entry -> !entry.rows().isEmpty())
                .sorted(Comparator.comparing(Manifest.Entry::path))
                .forEach(entry -> {
                    lines.add(entry.path());
                    new TreeMap<>(entry.rows())
                            .forEach((table, rows) -> lines.add(String.format(Locale.ROOT, "%5d %s", rows, table)));
                    lines.add("");
                });
        return Manifest.Entry.of(layout.name(layout.statsForPeople()), TextFile.write(layout.statsForPeople(), lines));
    }

    /** Zulip counts the letters of the text as if they were rows. */
    private static void tableCounts(JsonGenerator json, Manifest.Entry entry, boolean hasSource) throws IOException {
        json.writeObjectFieldStart(entry.path().replaceFirst("\\.json$", ""));
        for (Map.Entry<String, Long> rows : new TreeMap<>(entry.rows()).entrySet()) {
            json.writeNumberField(rows.getKey(), rows.getValue());
        }
        if (hasSource) {
            json.writeNumberField(ImportSource.NAME, ImportSource.ZULIP.length());
        }
        json.writeEndObject();
    }

    /** {@code realmferry.json}: written last. */
    public static Manifest.Entry manifest(ArchiveLayout layout, Manifest manifest) {
        Written written = JsonFile.write(layout.manifest(), manifest::writeTo);
        return Manifest.Entry.of(layout.name(layout.manifest()), written);
    }
}
