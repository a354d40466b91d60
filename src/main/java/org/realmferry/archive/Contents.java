/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How much an archive holds.
 *
 * @param rows by table; a table that leaves as several lists counts for each by its name
 * @param files by kind, without their records
 */
public record Contents(Map<String, Long> rows, Map<FileSet, Files> files) {
    private static final String RECORDS = "records";

    /** Files of a kind. */
    public record Files(long count, long bytes) {
        /** These and others. */
        public Files and(Files other) {
            return new Files(count + other.count, bytes + other.bytes);
        }
    }

    public Contents {
        rows = Map.copyOf(rows);
        files = Map.copyOf(files);
    }

    /** Of an archive with these files. */
    public static Contents of(Collection<Manifest.Entry> entries) {
        Map<String, Long> rows = new TreeMap<>();
        Map<FileSet, Files> files = new EnumMap<>(FileSet.class);
        for (Manifest.Entry entry : entries) {
            Optional<FileSet> set = FileSet.of(entry.path());
            if (set.isEmpty()) {
                entry.rows().forEach((table, count) -> rows.merge(table, count, Long::sum));
            } else if (!entry.rows().containsKey(RECORDS)) {
                files.merge(set.get(), new Files(1, entry.written().bytes()), Files::and);
            }
        }
        return new Contents(rows, files);
    }

    /** Of an archive with these files, and others of users. */
    public static Contents of(Collection<Manifest.Entry> entries, ManyFiles many) {
        return sum(List.of(of(entries), new Contents(Map.of(), many.contents())));
    }

    /** Of several archives together. */
    public static Contents sum(Collection<Contents> all) {
        Map<String, Long> rows = new TreeMap<>();
        Map<FileSet, Files> files = new EnumMap<>(FileSet.class);
        for (Contents one : all) {
            one.rows.forEach((table, count) -> rows.merge(table, count, Long::sum));
            one.files.forEach((set, count) -> files.merge(set, count, Files::and));
        }
        return new Contents(rows, files);
    }

    /** The rows of all tables. */
    public long allRows() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The rows of a table; 0 where there are none, or no such table. */
    public long rows(String table) {
        return rows.getOrDefault(table, 0L);
    }
}
