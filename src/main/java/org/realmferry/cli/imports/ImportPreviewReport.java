/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.realmferry.Words;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FindingLines;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.cli.server.FileStoreOptions;
import org.realmferry.load.Import;
import org.realmferry.run.Findings;

/** What {@code import --dry-run} says when nothing stands in the way: rows by table, files, disk, and how long it may take. */
final class ImportPreviewReport {
    private final Console console;
    private final ImportRequest request;
    private final Map<Import.Wanted, PlannedImport> planned;

    ImportPreviewReport(Console console, ImportRequest request, Map<Import.Wanted, PlannedImport> planned) {
        this.console = console;
        this.request = request;
        this.planned = planned;
    }

    void print(Findings findings) {
        if (request.work().json()) {
            json(findings);
        } else {
            text(findings);
        }
        console.out().flush();
    }

    private void json(Findings findings) {
        findings.sorted()
                .forEach(finding -> console.out().println(JsonLine.of("finding", FindingLines.values(finding))));
        planned.forEach((one, plan) -> console.out()
                .println(JsonLine.of(
                        "estimate",
                        Map.of(
                                "realm", one.choice().subdomain(),
                                "rows", new TreeMap<>(plan.rows()),
                                "files", plan.files(),
                                "file_bytes", plan.fileBytes(),
                                "estimated_database_bytes", plan.databaseBytes()))));
        console.out()
                .println(JsonLine.of(
                        "summary",
                        Map.of(
                                "realms", planned.size(),
                                "file_bytes", sum(PlannedImport::fileBytes),
                                "estimated_database_bytes", sum(PlannedImport::databaseBytes),
                                "estimated_wal_bytes", sum(PlannedImport::databaseBytes),
                                "estimated_seconds", Math.round(seconds()),
                                "free_bytes_of_uploads", free().orElse(-1L),
                                "findings", findings.sorted().size())));
    }

    private void text(Findings findings) {
        TextTable realms = new TextTable(
                "realm", "messages", "usermessages", "other rows", "files", "bytes of files", "database, estimated");
        Map<String, Long> rows = new TreeMap<>();
        planned.forEach((one, plan) -> {
            plan.rows().forEach((table, count) -> rows.merge(table, count, Long::sum));
            realms.row(
                    one.choice().label(),
                    Words.count(plan.messages()),
                    Words.count(plan.userMessages()),
                    Words.count(plan.otherRows()),
                    Words.count(plan.files()),
                    Words.bytes(plan.fileBytes()),
                    Words.bytes(plan.databaseBytes()));
        });
        print(realms);
        TextTable tables = new TextTable("table", "rows");
        rows.forEach((table, count) -> tables.row(table, Words.count(count)));
        print(tables);
        FindingLines.shown(findings.sorted()).forEach(console.out()::println);
        String database = Words.bytes(sum(PlannedImport::databaseBytes));
        console.out()
                .println("Nothing was written. The database would grow by about " + database
                        + ", and its write-ahead log by about as much meanwhile; whether its disk has"
                        + " that room can't be asked of it.");
        console.out()
                .println("Files need " + Words.bytes(sum(PlannedImport::fileBytes))
                        + free().map(bytes -> "; " + Words.bytes(bytes) + " are free where uploads are.")
                                .orElse("."));
        console.out()
                .println("The rows may take " + Words.duration(seconds()) + " with "
                        + Words.counted(request.work().jobs(), "connection")
                        + ": an estimate by the speed of a server with two processors.");
    }

    private void print(TextTable table) {
        table.lines(console.terminal().tableWidth()).forEach(console.out()::println);
        console.out().println();
    }

    private long sum(ToLongFunction<PlannedImport> part) {
        return planned.values().stream().mapToLong(part).sum();
    }

    private double seconds() {
        ToDoubleFunction<PlannedImport> seconds = PlannedImport::seconds;
        return planned.values().stream().mapToDouble(seconds).sum()
                / Math.max(1, request.work().jobs());
    }

    private Optional<Long> free() {
        if (!(request.server().files() instanceof FileStoreOptions.Local local)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.getFileStore(local.uploads()).getUsableSpace());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
