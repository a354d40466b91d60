/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.ImportSource;
import org.realmferry.archive.RowFileReader;

/** How many rows each file has, by table, and what {@code stats.json} says of it. */
final class Counts {
    static final String STATS = "stats.json";
    static final String RECORDS = "records";

    private final Map<String, Map<String, Long>> byFile = new ConcurrentHashMap<>();

    void put(String file, Map<String, Long> rows) {
        byFile.put(file, Map.copyOf(rows));
    }

    long total(String table) {
        return byFile.values().stream()
                .mapToLong(rows -> rows.getOrDefault(table, 0L))
                .sum();
    }

    /** All rows but the records of files. */
    long total() {
        return byFile.values().stream()
                .flatMap(rows -> rows.entrySet().stream())
                .filter(rows -> !rows.getKey().equals(RECORDS))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Compares with what Zulip's export counted. */
    void compare(RowFileReader stats, Folder folder, Place place) throws IOException {
        stats.beginObject();
        while (stats.nextMember()) {
            String member = stats.member();
            if (stats.parser().hasToken(JsonToken.START_OBJECT)) {
                Map<String, Long> told = new TreeMap<>(ManifestEntry.counts(stats.parser()));
                told.remove(ImportSource.NAME);
                compare(member + ".json", told, folder, place);
            } else if (stats.parser().hasToken(JsonToken.VALUE_NUMBER_INT) && member.endsWith("_records")) {
                records(member.replaceFirst("_records$", ""), stats.parser().getLongValue(), folder, place);
            }
            stats.parser().skipChildren();
        }
    }

    private void records(String set, long told, Folder folder, Place place) {
        Stream.of(FileSet.values())
                .filter(known -> known.folder().equals(set))
                .forEach(known -> compare(known.records(), Map.of(RECORDS, told), folder, place));
    }

    private void compare(String file, Map<String, Long> told, Folder folder, Place place) {
        if (byFile.containsKey(file)) {
            compare(file, told, byFile.getOrDefault(file, Map.of()), STATS, place);
        } else if (!folder.has(file)) {
            place.found(Kind.MISSING_FILE, file, STATS + " lists this file, but it is missing");
        }
    }

    /** Tells of each table whose rows are not as many as somebody says. */
    static void compare(String file, Map<String, Long> told, Map<String, Long> found, String who, Place place) {
        TreeSet<String> tables = new TreeSet<>(told.keySet());
        tables.addAll(found.keySet());
        for (String table : tables) {
            long rows = found.getOrDefault(table, 0L);
            long said = told.getOrDefault(table, 0L);
            if (rows != said) {
                place.found(
                        Kind.WRONG_COUNT, file, table, "", "there are " + rows + " rows, but " + who + " says " + said);
            }
        }
    }
}
