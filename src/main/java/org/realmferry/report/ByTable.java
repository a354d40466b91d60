/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.util.Arrays;
import java.util.List;
import org.realmferry.Words;
import org.realmferry.archive.Contents;
import org.realmferry.archive.FileSet;
import org.realmferry.extract.RealmSummary;
import org.realmferry.extract.UserSummary;

/** What left of each realm, by class of data and table; single users together. */
final class ByTable {
    private static final int REALMS_SHOWN = 50;

    private final RunReport run;
    private final Html html;

    ByTable(RunReport run, Html html) {
        this.run = run;
        this.html = html;
    }

    void write() {
        html.in("section", () -> {
            html.text("h2", "Exported rows by class of data and table");
            run.summary().realms().stream().limit(REALMS_SHOWN).forEach(this::realm);
            Tables.more(html, run.summary().realms().size() - REALMS_SHOWN, "realm", "stats.json of each archive");
            if (!run.summary().users().isEmpty()) {
                cards(
                        "All single users together",
                        Contents.sum(run.summary().users().stream()
                                .map(UserSummary::contents)
                                .toList()));
            }
        });
    }

    private void realm(RealmSummary realm) {
        String name = realm.realm().name();
        cards(realm.realm().label() + (name.isEmpty() ? "" : ": " + name), realm.contents());
    }

    private void cards(String title, Contents contents) {
        html.name("h3", title);
        html.in("div.cards", () -> {
            ClassCounts.of(contents).forEach(this::card);
            files(contents);
        });
    }

    private void card(ClassCounts counts) {
        html.in("div.card", () -> {
            html.in("h4", () -> {
                html.text("span", counts.title());
                html.text("span.number", Words.counted(counts.total(), "row"));
            });
            if (!counts.rows().isEmpty()) {
                html.in("table", () -> {
                    Tables.head(html, "table", "rows");
                    html.in(
                            "tbody",
                            () -> counts.rows()
                                    .forEach((table, rows) -> Tables.row(html, List.of(table, Words.count(rows)))));
                });
            }
            if (!counts.empty().isEmpty()) {
                html.text("p.more", "No rows: " + String.join(", ", counts.empty()));
            }
        });
    }

    private void files(Contents contents) {
        long count = contents.files().values().stream()
                .mapToLong(Contents.Files::count)
                .sum();
        html.in("div.card", () -> {
            html.in("h4", () -> {
                html.text("span", "files");
                html.text("span.number", Words.counted(count, "file"));
            });
            if (count > 0) {
                html.in("table", () -> {
                    Tables.head(html, "kind", "files", "bytes");
                    html.in("tbody", () -> Arrays.stream(FileSet.values()).forEach(set -> files(set, contents)));
                });
            }
        });
    }

    private void files(FileSet set, Contents contents) {
        Contents.Files files = contents.files().getOrDefault(set, new Contents.Files(0, 0));
        Tables.row(html, List.of(set.folder(), Words.count(files.count()), Words.bytes(files.bytes())));
    }
}
