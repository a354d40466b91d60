/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.realmferry.archive.RowLines;
import org.realmferry.input.Input.MessagesFile;
import org.realmferry.load.check.UniqueRows;

/** Looks through a message file before anything is written: its fields, how many rows it has, and whether some are twice. */
final class MessageFileCheck {
    private final ArchiveColumns columns;
    private final UniqueIndexes indexes;
    private final List<String> unknown = new ArrayList<>();
    private final List<String> clashes = new ArrayList<>();
    private final Map<String, Long> rows = new TreeMap<>();

    MessageFileCheck(ArchiveColumns columns, UniqueIndexes indexes) {
        this.columns = columns;
        this.indexes = indexes;
    }

    /** Columns that either side lacks. */
    List<String> unknown() {
        return unknown;
    }

    /** Rows that the target would refuse. */
    List<String> clashes() {
        return clashes;
    }

    Map<String, Long> rows() {
        return rows;
    }

    /** Reads a file. */
    void read(MessagesFile file) {
        try (RowLines lines = RowLines.openUnsummed(file.path())) {
            while (lines.nextTable()) {
                read(file, lines);
            }
        }
    }

    private void read(MessagesFile file, RowLines lines) {
        String table = lines.table();
        List<UniqueRows> uniques = List.of();
        long count = 0;
        while (lines.nextRow()) {
            if (count++ == 0) {
                Set<String> fields = ArchiveRow.fields(lines.data(), lines.start(), lines.end());
                unknown.addAll(columns.problems(table, fields));
                uniques = indexes.of(table, fields);
            }
            for (UniqueRows unique : uniques) {
                unique.add(lines.data(), lines.start(), lines.end());
            }
        }
        rows.merge(table, count, Long::sum);
        List<UniqueRows> doubtful =
                uniques.stream().filter(UniqueRows::mayClash).toList();
        if (!doubtful.isEmpty()) {
            compare(file, table, doubtful);
        }
    }

    private void compare(MessagesFile file, String table, List<UniqueRows> doubtful) {
        try (RowLines lines = RowLines.openUnsummed(file.path())) {
            while (lines.nextTable()) {
                while (lines.table().equals(table) && lines.nextRow()) {
                    doubtful.forEach(unique -> unique.compare(lines.data(), lines.start(), lines.end()));
                }
            }
        }
        doubtful.forEach(unique ->
                unique.problem().ifPresent(problem -> clashes.add(file.path().getFileName() + ": " + problem)));
    }
}
