/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.realmferry.Words;
import org.realmferry.run.Finding;

/** What a person should look at, by kind: so much of it that the page stays a page. */
final class FindingTables {
    private static final int OPEN = 20;
    private static final int SHOWN = 200;
    private static final int MOST_CHARACTERS = 500;

    private final RunReport run;
    private final Html html;

    FindingTables(RunReport run, Html html) {
        this.run = run;
        this.html = html;
    }

    void write() {
        html.in("section", () -> {
            html.text("h2", "Findings");
            if (run.findings().isEmpty()) {
                html.text("p", "None: everything was exported.");
            }
            run.findings().stream()
                    .collect(Collectors.groupingBy(Finding::kind, TreeMap::new, Collectors.toList()))
                    .entrySet()
                    .forEach(this::kind);
        });
    }

    private void kind(Map.Entry<String, List<Finding>> kind) {
        List<Finding> all = kind.getValue();
        html.in("h3", () -> {
            html.text("span", kind.getKey());
            html.text("span.number", Words.count(all.size()));
        });
        table(kind.getKey(), all.subList(0, Math.min(OPEN, all.size())));
        if (all.size() > OPEN) {
            List<Finding> more = all.subList(OPEN, Math.min(SHOWN, all.size()));
            html.in("details", () -> {
                html.text("summary", Words.count(more.size()) + " more");
                table(kind.getKey() + ", more", more);
            });
        }
        Tables.more(html, all.size() - SHOWN, "finding", "findings.jsonl");
    }

    private void table(String label, List<Finding> findings) {
        Tables.scrolling(
                html,
                "Findings: " + label,
                () -> html.in("table.findings", () -> {
                    html.in(
                            "thead",
                            () -> html.in("tr", () -> {
                                for (String title : List.of("archive", "place", "what was found, and what was done")) {
                                    html.text("th", List.of("scope", "col"), title);
                                }
                            }));
                    html.in("tbody", () -> findings.forEach(this::row));
                }));
    }

    private void row(Finding finding) {
        html.in("tr", () -> {
            html.name("td", finding.realm().isEmpty() ? "all" : shortened(finding.realm()));
            html.name("td", shortened(finding.place()));
            html.name("td", shortened(finding.message()));
        });
    }

    private static String shortened(String text) {
        int length = text.codePointCount(0, text.length());
        return length <= MOST_CHARACTERS ? text : text.substring(0, text.offsetByCodePoints(0, MOST_CHARACTERS)) + "…";
    }
}
