/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.realmferry.Words;
import org.realmferry.run.Finding;

/** Findings at the end of a command: as fields of JSON lines, and as lines for people. */
public final class FindingLines {
    private static final int FINDINGS_SHOWN = 10;

    private FindingLines() {}

    public static Map<String, Object> values(Finding finding) {
        return Map.of(
                "kind", finding.kind(),
                "realm", finding.realm(),
                "place", finding.place(),
                "message", finding.message());
    }

    /** The first findings, and how many more there are. */
    public static List<String> shown(List<Finding> all) {
        return shown(all, all.size());
    }

    /** As {@link #shown(List)}, where only the first of them are known. */
    public static List<String> shown(List<Finding> all, long count) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : all.subList(0, Math.min(all.size(), FINDINGS_SHOWN))) {
            String realm = finding.realm().isEmpty() ? "" : finding.realm() + ": ";
            lines.add(Console.printable("finding: " + realm + finding.place() + ": " + finding.message()));
        }
        if (count > FINDINGS_SHOWN) {
            lines.add("... and " + Words.count(count - FINDINGS_SHOWN) + " more");
        }
        if (!all.isEmpty()) {
            lines.add("");
        }
        return lines;
    }
}
