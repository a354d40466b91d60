/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.util.Map;
import java.util.stream.Collectors;
import org.realmferry.Words;
import org.realmferry.rules.DataClass;

/** Which tables never leave a server, whatever is exported, and why. */
final class WhatStays {
    private final Html html;

    WhatStays(Html html) {
        this.html = html;
    }

    void write() {
        html.in("section", () -> {
            html.text("h2", "What is never exported");
            html.text(
                    "p",
                    "Tables that are left out, by class of data. realmferry rules lists them all, with their columns.");
            html.in("dl.stays", () -> {
                for (DataClass data : DataClass.values()) {
                    line(data.title(), ClassCounts.staying(data));
                }
            });
        });
    }

    private void line(String title, Map<String, Long> reasons) {
        html.in("div", () -> {
            html.text("dt", title);
            html.text(
                    "dd",
                    reasons.isEmpty()
                            ? "all tables are exported"
                            : reasons.entrySet().stream()
                                    .map(why -> why.getKey() + " (" + Words.counted(why.getValue(), "table") + ")")
                                    .collect(Collectors.joining("; ")));
        });
    }
}
