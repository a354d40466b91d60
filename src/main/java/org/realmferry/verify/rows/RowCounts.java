/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.ImportSource;
import org.realmferry.archive.JsonValue;
import org.realmferry.archive.RowFileReader;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;

/** How many rows each file has, by table, and what {@code stats.json} says of it. */
public final class RowCounts {
    public static final String STATS = "stats.json";
    public static final String RECORDS = "records";

    private final Map<String, Map<String, Long>> byFile = new ConcurrentHashMap<>();

    public void put(String file, Map<String, Long> rows) {
        byFile.put(file, Map.copyOf(rows));
    }

    public long total(String table) {
        return byFile.values().stream()
                .mapToLong(rows -> rows.getOrDefault(table, 0L))
                .sum();
    }

    /** All rows but the records of files. */
    public long total() {
        return byFile.values().stream()
                .flatMap(rows -> rows.entrySet().stream())
                .filter(rows -> !rows.getKey().equals(RECORDS))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Compares with what Zulip's export counted. */
    public void compare(RowFileReader stats, VerifiedFolder folder, FindingSink sink) throws IOException {
        stats.beginObject();
        while (stats.nextMember()) {
            String member = stats.member();
            if (stats.parser().hasToken(JsonToken.START_OBJECT)) {
                Map<String, Long> told = new TreeMap<>();
                JsonValue.object(stats.parser()).forEach((table, rows) -> {
                    if (rows instanceof Long count && !table.equals(ImportSource.NAME)) {
                        told.put(table, count);
                    }
                });
                compare(member + ".json", told, folder, sink);
            } else if (stats.parser().hasToken(JsonToken.VALUE_NUMBER_INT) && member.endsWith("_records")) {
                records(member.replaceFirst("_records$", ""), stats.parser().getLongValue(), folder, sink);
            }
            stats.parser().skipChildren();
        }
    }

    private void records(String set, long told, VerifiedFolder folder, FindingSink sink) {
        Stream.of(FileSet.values())
                .filter(known -> known.folder().equals(set))
                .forEach(known -> compare(known.records(), Map.of(RECORDS, told), folder, sink));
    }

    private void compare(String file, Map<String, Long> told, VerifiedFolder folder, FindingSink sink) {
        if (byFile.containsKey(file)) {
            compare(file, told, byFile.getOrDefault(file, Map.of()), STATS, sink);
        } else if (!folder.has(file)) {
            sink.found(FindingKind.MISSING_FILE, file, STATS + " lists this file, but it is missing");
        }
    }

    /** Tells of each table whose rows are not as many as somebody says. */
    static void compare(String file, Map<String, Long> told, Map<String, Long> found, String who, FindingSink sink) {
        TreeSet<String> tables = new TreeSet<>(told.keySet());
        tables.addAll(found.keySet());
        for (String table : tables) {
            long rows = found.getOrDefault(table, 0L);
            long said = told.getOrDefault(table, 0L);
            if (rows != said) {
                sink.found(
                        FindingKind.WRONG_COUNT,
                        file,
                        table,
                        "",
                        "there are " + rows + " rows, but " + who + " says " + said);
            }
        }
    }
}
