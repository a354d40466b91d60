/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.input.Release;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.source.Target;

/** Whether an archive and a server have the same columns: those decide, whatever release either is of. */
final class ArchiveColumns {
    private static final int SHOWN = 20;

    private final LoadPlan plan;
    private final Target target;

    ArchiveColumns(LoadPlan plan, Target target) {
        this.plan = plan;
        this.target = target;
    }

    /** What either side lacks, of the tables of the small files. */
    List<String> problems(LoadedArchive archive) {
        List<String> problems = new ArrayList<>();
        archive.input().rows().tables().forEach((output, section) -> {
            if (section.rows() > 0) {
                problems.addAll(problems(output, archive.facts().fields(output)));
            }
        });
        return problems;
    }

    /** What either side lacks of the rows of a list. */
    List<String> problems(String output, Set<String> fields) {
        if (output.endsWith("_crossrealm")) {
            return List.of();
        }
        return plan.knows(output)
                ? plan.problems(output, fields)
                : List.of("the server has no table for the archive's rows of " + output);
    }

    /** All in one, with both releases; empty where there is none. */
    Optional<Failure> failure(Import.Wanted one, List<String> problems) {
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        String release = Release.read(one.location())
                .map(Release::version)
                .filter(version -> !version.isEmpty())
                .map(version -> "Zulip " + version)
                .orElse("an unknown release of Zulip");
        List<String> lines = new ArrayList<>();
        lines.add(one.location().name() + " is of " + release + ", and the server of Zulip "
                + ZulipRelease.of(target.migrations()).version() + ": they differ in "
                + problems.stream().distinct().count() + " places");
        problems.stream().distinct().sorted().limit(SHOWN).forEach(lines::add);
        return Optional.of(new Failure(
                ExitStatus.CONFIGURATION, lines, "Upgrade the older of the two servers, and export again.", null));
    }
}
