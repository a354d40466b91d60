/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.util.List;
import org.realmferry.Words;

/** Tables whose first column names what a row is about, and whose others are numbers. */
final class Tables {
    private static final int MINUTE = 60;

    private Tables() {}

    static void head(Html html, String... titles) {
        html.in(
                "thead",
                () -> html.in("tr", () -> {
                    for (int i = 0; i < titles.length; i++) {
                        html.text(i == 0 ? "th" : "th.number", List.of("scope", "col"), titles[i]);
                    }
                }));
    }

    static void row(Html html, List<String> cells) {
        html.in("tr", () -> {
            html.name("th", List.of("scope", "row"), cells.get(0));
            cells.stream().skip(1).forEach(cell -> html.text("td.number", cell));
        });
    }

    /** {@code 8.2 s} or {@code 1:02:03}. */
    static String duration(double seconds) {
        return seconds < MINUTE ? Words.seconds(seconds) + " s" : Words.duration(seconds);
    }

    /** Says how many more there are, if there are any. */
    static void more(Html html, long count, String what, String where) {
        if (count > 0) {
            html.name("p.more", "... and " + Words.counted(count, what) + " more: see " + where + ".");
        }
    }

    /** A table that may be wider than a small screen: it scrolls by itself, with the keyboard too. */
    static void scrolling(Html html, String label, Runnable table) {
        html.in("div.scroll", List.of("role", "region", "tabindex", "0", "aria-label", label), table);
    }
}
