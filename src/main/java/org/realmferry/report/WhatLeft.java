/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.util.stream.Stream;

/** What left: all archives in a table. */
final class WhatLeft {
    private static final int ARCHIVES_SHOWN = 1000;
    private static final int NOTES_SHOWN = 50;

    private final RunReport run;
    private final Html html;

    WhatLeft(RunReport run, Html html) {
        this.run = run;
        this.html = html;
    }

    void write() {
        html.in("section", () -> {
            html.text("h2", "Exported archives");
            Tables.scrolling(html, "Archives", () -> html.in("table", this::archives));
            Tables.more(
                    html,
                    run.summary().realms().size() + run.summary().users().size() - ARCHIVES_SHOWN,
                    "archive",
                    "run.json");
            run.leftOut().stream().limit(NOTES_SHOWN).forEach(note -> html.name("p.note", note));
            Tables.more(html, run.leftOut().size() - NOTES_SHOWN, "such line", "report.txt");
        });
    }

    private void archives() {
        Tables.head(html, "archive", "messages", "usermessages", "other rows", "files", "bytes", "seconds", "findings");
        html.in(
                "tbody",
                () -> Stream.concat(
                                run.summary().realms().stream().map(SummaryCells::of),
                                run.summary().users().stream().map(SummaryCells::of))
                        .limit(ARCHIVES_SHOWN)
                        .forEach(cells -> Tables.row(html, cells)));
    }
}
