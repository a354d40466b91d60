/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.bundle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Damage;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.JsonValue;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.Written;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.CheckedFile;
import org.realmferry.input.FileCopy;
import org.realmferry.input.Input;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.fields.FieldMappers;
import org.realmferry.renumber.text.Texts;
import org.realmferry.rules.References;
import org.realmferry.schema.ZulipTables;

/** The files of one kind of an archive, at paths of the realm's new id, with their records. */
final class BundledFiles {
    private static final Map<String, String> IDS =
            Map.of("realm_id", ZulipTables.REALMS, "user_profile_id", ZulipTables.USERS, "author", ZulipTables.USERS);
    private static final List<String> PATHS = List.of("path", "s3_path");

    private final Input input;
    private final NewIds ids;
    private final Texts texts;
    private final FileSet set;
    private final ArchiveLayout target;
    private final List<Map<String, @Nullable Object>> records = new ArrayList<>();
    private final Map<String, String> paths = new TreeMap<>();
    private final Map<String, Written> copies = new ConcurrentSkipListMap<>();

    private BundledFiles(Input input, NewIds ids, FileSet set, ArchiveLayout target) {
        this.input = input;
        this.ids = ids;
        this.set = set;
        this.target = target;
        texts = new Texts(ids);
    }

    /** Reads the records. Fails with {@code DAMAGED_ARCHIVE}, also where a path would lead outside. */
    static BundledFiles read(ArchiveLocation location, Input input, NewIds ids, FileSet set, ArchiveLayout target) {
        BundledFiles files = new BundledFiles(input, ids, set, target);
        CheckedFile.read(location.layout().records(set), location.expected(set.records()), json -> {
            json.beginList("a list of records");
            while (json.nextRow("a list of records")) {
                files.add(JsonValue.exactObject(json.parser()));
            }
        });
        files.records.sort((one, other) -> FileRecord.byCodePoint(path(one), path(other)));
        return files;
    }

    private static String path(Map<String, @Nullable Object> record) {
        return String.valueOf(record.get("path"));
    }

    private void add(Map<String, @Nullable Object> record) {
        Map<String, @Nullable Object> mapped = new LinkedHashMap<>(record);
        mapped.replaceAll((field, value) -> value == null ? null : other(field, value));
        for (String path : List.of(path(record), path(mapped))) {
            ArchiveLayout.objection(path).ifPresent(why -> {
                throw Damage.of(input.archive().records(set), "the path " + path + " is refused: " + why);
            });
        }
        records.add(mapped);
        paths.put(path(record), path(mapped));
    }

    /** Exports from S3 have numbers as texts, some of them. */
    private Object other(String field, Object value) {
        if (PATHS.contains(field) && value instanceof String path) {
            return texts.path(path);
        }
        String table = IDS.get(field);
        if (table == null) {
            return value;
        }
        return value instanceof BigDecimal number
                ? BigDecimal.valueOf(ids.of(References.ids(table)).reference(number.longValue()))
                : value instanceof String id && Texts.isId(id) ? texts.reference(table, id) : value;
    }

    /** The work of copying, in pieces. */
    List<Runnable> copies(int filesOfUnit) {
        List<Map.Entry<String, String>> all = List.copyOf(paths.entrySet());
        List<Runnable> units = new ArrayList<>();
        for (int from = 0; from < all.size(); from += filesOfUnit) {
            List<Map.Entry<String, String>> unit = all.subList(from, Math.min(all.size(), from + filesOfUnit));
            units.add(() -> unit.forEach(path -> copies.put(
                    path.getValue(), FileCopy.of(input, set, path.getKey(), target.create(set, path.getValue())))));
        }
        return units;
    }

    int size() {
        return paths.size();
    }

    /** Writes {@code records.json}; gives its entry and those of the files. */
    List<Manifest.Entry> write() {
        Written written = target.writeRecords(set, json -> {
            json.writeStartArray();
            for (Map<String, @Nullable Object> record : records) {
                FieldMappers.write(json, record);
            }
            json.writeEndArray();
        });
        List<Manifest.Entry> entries = new ArrayList<>();
        copies.forEach((path, copy) -> entries.add(Manifest.Entry.of(set.folder() + "/" + path, copy)));
        entries.add(new Manifest.Entry(set.records(), written, Map.of("records", (long) records.size()), List.of()));
        entries.sort(Comparator.comparing(Manifest.Entry::path));
        return entries;
    }
}
