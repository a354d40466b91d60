/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.Locale;
import java.util.Map;
import org.realmferry.Words;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FindingLines;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.extract.files.StoreInventory;
import org.realmferry.extract.files.StoreInventory.Count;
import org.realmferry.extract.files.StoreInventory.Kind;
import org.realmferry.run.Findings;

/** Prints inventories of files: a table for each realm, or JSON lines. */
final class FilesReport {
    private final Console console;

    FilesReport(Console console) {
        this.console = console;
    }

    void print(Iterable<StoreInventory> inventories, Findings findings, boolean json) {
        if (json) {
            json(inventories, findings);
        } else {
            text(inventories, findings);
        }
        console.out().flush();
    }

    private void json(Iterable<StoreInventory> inventories, Findings findings) {
        findings.sorted()
                .forEach(finding -> console.out().println(JsonLine.of("finding", FindingLines.values(finding))));
        long bytes = 0;
        for (StoreInventory inventory : inventories) {
            for (Map.Entry<Kind, Count> kind : inventory.kinds().entrySet()) {
                Count count = kind.getValue();
                bytes += count.bytes();
                console.out()
                        .println(JsonLine.of(
                                "files",
                                Map.of(
                                        "realm", inventory.realm().stringId(),
                                        "kind", kind.getKey().name().toLowerCase(Locale.ROOT),
                                        "named", count.named(),
                                        "there", count.there(),
                                        "bytes", count.bytes())));
            }
        }
        console.out()
                .println(JsonLine.of(
                        "summary",
                        Map.of("bytes", bytes, "findings", findings.sorted().size())));
    }

    private void text(Iterable<StoreInventory> inventories, Findings findings) {
        for (StoreInventory inventory : inventories) {
            TextTable table = new TextTable(inventory.realm().label(), "named by rows", "found", "bytes");
            inventory
                    .kinds()
                    .forEach((kind, count) -> table.row(
                            kind.label(),
                            kind.isNamed() ? Words.count(count.named()) : "",
                            Words.count(count.there()),
                            Words.bytes(count.bytes())));
            table.lines(console.terminal().tableWidth()).forEach(console.out()::println);
            console.out().println();
        }
        FindingLines.shown(findings.sorted()).forEach(console.out()::println);
        int all = findings.sorted().size();
        console.out()
                .println(
                        all == 0
                                ? "No findings. Nothing was downloaded or written."
                                : Words.counted(all, "finding")
                                        + "; --json lists all. Nothing was downloaded or written.");
    }
}
