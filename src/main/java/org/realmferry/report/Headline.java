/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.realmferry.Words;
import org.realmferry.archive.Contents;
import org.realmferry.extract.Export;
import org.realmferry.run.Attempt;
import org.realmferry.schema.ZulipTables;

/** What came of a run, in a few numbers, and where it comes from. */
final class Headline {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int ATTEMPTS_SHOWN = 20;

    private final RunReport run;
    private final Html html;

    Headline(RunReport run, Html html) {
        this.run = run;
        this.html = html;
    }

    void write() {
        html.in("header", () -> {
            String title = RunPage.title(run);
            html.name("h1", title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1));
            int findings = run.findings().size();
            html.text(
                    findings == 0 ? "p.state.good" : "p.state.warn",
                    findings == 0 ? "Done, no findings" : "Done, with " + Words.counted(findings, "finding"));
            html.in("dl.tiles", this::tiles);
            html.in("dl.facts", this::facts);
            if (run.course().attempts().size() > 1) {
                attempts();
            }
        });
    }

    private void tiles() {
        Export.Summary summary = run.summary();
        Contents contents = run.contents();
        if (!summary.realms().isEmpty()) {
            tile("realms", Words.count(summary.realms().size()));
            tile(
                    "accounts",
                    Words.count(summary.realms().stream()
                            .mapToLong(realm -> realm.contents().rows(ZulipTables.USERS))
                            .sum()));
        }
        if (!summary.users().isEmpty()) {
            tile("single users", Words.count(summary.users().size()));
        }
        tile("messages", Words.count(contents.rows(ZulipTables.MESSAGES)));
        tile(
                "files",
                Words.count(contents.files().values().stream()
                        .mapToLong(Contents.Files::count)
                        .sum()));
        tile("in total", Words.bytes(run.bytes()));
        tile("time", Tables.duration(run.course().seconds()));
        tile("findings", Words.count(run.findings().size()));
    }

    private void tile(String name, String value) {
        html.in("div", () -> {
            html.text("dt", name);
            html.text("dd", value);
        });
    }

    private void facts() {
        RunReport.Origin origin = run.origin();
        fact("Server", "Zulip " + origin.zulipVersion());
        fact("Database", origin.database());
        fact("Snapshot", origin.snapshot());
        fact("Private data", origin.mode());
        fact("Folder", run.root().toAbsolutePath().normalize().toString());
        fact("Program", origin.tool());
        fact("Began", time(run.course().began()));
        fact("Finished", time(run.course().finished()));
        run.summary().realms().stream()
                .flatMap(realm -> realm.scope().approved().stream())
                .findFirst()
                .ifPresent(list -> fact(
                        "Approvals",
                        "a list with the SHA-256 " + list.sha256() + "; unapproved users: "
                                + list.unapproved().label()));
    }

    private void fact(String name, String value) {
        html.in("div", () -> {
            html.text("dt", name);
            html.name("dd", value);
        });
    }

    /** Of a run that was interrupted or brought up to date. */
    private void attempts() {
        List<Attempt> all = run.course().attempts();
        html.in("details.attempts", () -> {
            html.text(
                    "summary",
                    "The run took " + Words.counted(all.size(), "attempt") + "; " + kept()
                            + " Times on this page are those of the last attempt.");
            html.in(
                    "ol",
                    List.of("start", String.valueOf(Math.max(1, all.size() - ATTEMPTS_SHOWN + 1))),
                    () -> all.subList(Math.max(0, all.size() - ATTEMPTS_SHOWN), all.size())
                            .forEach(attempt -> html.name("li", sentence(attempt))));
        });
    }

    private String kept() {
        long kept = run.course().progress().keptRows();
        return kept == 0
                ? "no rows of messages were kept from earlier ones."
                : Words.counted(kept, "row") + " of messages were kept from earlier ones.";
    }

    private String sentence(Attempt attempt) {
        String began = "began " + time(attempt.began());
        String ended = time(attempt.ended().orElse(run.course().finished()));
        return began
                + switch (attempt.end()) {
                    case INTERRUPTED ->
                        ", was interrupted; last activity " + ended
                                + attempt.fault().map(why -> ": " + why).orElse("");
                    case FINISHED -> ", finished " + ended + "; then the run was refreshed";
                    case UNDER_WAY -> ", finished " + ended;
                };
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
