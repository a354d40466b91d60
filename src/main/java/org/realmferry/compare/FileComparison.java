/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.realmferry.archive.ImportSource;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.RowFileReader;
import org.realmferry.verify.finding.FindingKind;

/** A file of rows beside what an export would write into it. */
final class FileComparison {
    /** What the server would give for a list of the file. */
    @FunctionalInterface
    interface ServerRows {
        void read(String table, Consumer<JsonBytes> handler);
    }

    private final ComparedFile file;
    private final List<String> tables;
    private final ServerRows server;
    private final Differences differences;
    private final Map<String, TableCount> counts = new LinkedHashMap<>();
    private boolean equal = true;

    /**
     * Compares.
     *
     * @param tables the lists that an export would write
     */
    static FileComparison of(ComparedFile file, List<String> tables, ServerRows server, Differences differences) {
        FileComparison comparison = new FileComparison(file, tables, server, differences);
        comparison.compare();
        return comparison;
    }

    private FileComparison(ComparedFile file, List<String> tables, ServerRows server, Differences differences) {
        this.file = file;
        this.tables = tables;
        this.server = server;
        this.differences = differences;
    }

    private void compare() {
        Optional<IOException> problem = file.read(json -> {
            json.beginObject();
            while (json.nextMember()) {
                if (!json.member().equals(ImportSource.NAME)) {
                    compare(json);
                }
            }
        });
        if (problem.isPresent()) {
            unreadable(problem.get());
            return;
        }
        tables.stream()
                .filter(table -> !counts.containsKey(table))
                .forEach(table -> compare(table, ComparedRows.none()));
    }

    private void compare(RowFileReader json) throws IOException {
        ComparedRows rows = ComparedRows.of(json);
        compare(json.member(), rows);
        if (rows.problem().isPresent()) {
            throw rows.problem().get();
        }
    }

    private void compare(String table, ComparedRows rows) {
        TableComparison comparison = new TableComparison(rows);
        if (tables.contains(table)) {
            server.read(table, comparison::server);
        }
        comparison.end();
        TableCount count = differences.found(file.name(), table, comparison);
        counts.merge(table, count, TableCount::plus);
        equal &= comparison.isEqual();
    }

    private void unreadable(IOException problem) {
        equal = false;
        differences.found(
                FindingKind.UNREADABLE,
                file.name(),
                "the rest of the file was not compared with the server: " + ComparedRows.words(problem));
    }

    /** By table. */
    Map<String, TableCount> counts() {
        return counts;
    }

    /** Whether it holds what the server would give, and nothing else. */
    boolean isEqual() {
        return equal;
    }
}
