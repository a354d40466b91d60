/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.life;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.realmferry.run.Findings;
import org.realmferry.run.RunRecord;

/**
 * What a run leaves beside its archives when all is done.
 *
 * @param record what {@code run.json} says
 * @param report the lines of {@code report.txt}
 * @param page writes the report as a page
 * @param kept archives that stay as they are
 */
public record RunResult(
        Findings findings, RunRecord record, List<String> report, Consumer<Path> page, Set<String> kept) {
    public RunResult {
        report = List.copyOf(report);
        kept = Set.copyOf(kept);
    }

    /** The result of a run that has no page, and keeps nothing as it is. */
    public static RunResult of(Findings findings, RunRecord record, List<String> report) {
        return new RunResult(findings, record, report, page -> {}, Set.of());
    }
}
