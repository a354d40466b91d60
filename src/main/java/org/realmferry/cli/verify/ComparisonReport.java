/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.realmferry.Words;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.compare.ComparisonSummary;
import org.realmferry.compare.TableCount;

/**
 * What a verification says of a comparison with a server: for people the tables that differ, for programs all.
 *
 * @param server the name of the database
 */
record ComparisonReport(String server, List<ComparisonSummary> archives) {
    /** A line for each table of each archive. */
    List<String> json() {
        List<String> lines = new ArrayList<>();
        for (ComparisonSummary archive : archives) {
            archive.tables().forEach(table -> lines.add(JsonLine.of("table", values(archive, table))));
        }
        return lines;
    }

    private static Map<String, Object> values(ComparisonSummary archive, TableCount table) {
        return Map.of(
                "archive", archive.archive(),
                "table", table.table(),
                "rows", table.rows(),
                "server_rows", table.serverRows(),
                "missing", table.missing(),
                "added", table.added(),
                "different", table.different());
    }

    List<String> text(int width) {
        List<String> lines = new ArrayList<>();
        TextTable table = new TextTable("archive", "table", "rows", "on the server", "missing", "added", "different");
        for (ComparisonSummary archive : archives) {
            archive.tables().stream()
                    .filter(count -> !count.isEqual())
                    .forEach(count -> table.row(cells(archive.archive(), count)));
        }
        if (archives.stream().flatMap(ComparisonReport::tables).allMatch(TableCount::isEqual)) {
            long rows = archives.stream()
                    .flatMap(ComparisonReport::tables)
                    .mapToLong(TableCount::rows)
                    .sum();
            lines.add(Words.counted(rows, "row") + " compared: the server has exactly these rows.");
        } else {
            lines.add("Tables that differ on the server:");
            lines.addAll(table.lines(width));
            lines.add("");
        }
        if (resumed() > 0) {
            lines.add("Note: " + Words.counted(resumed(), "file") + " had been compared before the interruption;"
                    + " nothing in " + (resumed() == 1 ? "it" : "them") + " has changed on the server since then.");
        }
        return lines;
    }

    private static Stream<TableCount> tables(ComparisonSummary archive) {
        return archive.tables().stream();
    }

    private static List<String> cells(String archive, TableCount count) {
        return List.of(
                archive,
                count.table(),
                Words.count(count.rows()),
                Words.count(count.serverRows()),
                Words.count(count.missing()),
                Words.count(count.added()),
                Words.count(count.different()));
    }

    /** Files that an interrupted comparison had found equal, and that still are. */
    long resumed() {
        return archives.stream().mapToLong(ComparisonSummary::resumedFiles).sum();
    }
}
