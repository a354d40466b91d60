/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;
import org.realmferry.archive.FileSet;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.load.Import;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.run.work.Progress;
import org.realmferry.verify.Verification;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.VerifyFinding;

/**
 * Whether archives are whole, by the same checks as {@code realmferry verify}. What would lose or spoil rows refuses the
 * import; a file of a user that is missing, and what only Zulip's own importer stumbles over, is a finding of the import.
 */
final class ArchiveChecks {
    private static final int SHOWN = 20;

    /** What no import is spoilt by. */
    private static final Set<FindingKind> HARMLESS = EnumSet.of(
            FindingKind.STRAY_FILE,
            FindingKind.WRONG_ORDER,
            FindingKind.RECORDS,
            FindingKind.WRONG_SIZE,
            FindingKind.SECRET,
            FindingKind.IMPORTER);

    /** Files that no import reads. */
    private static final Set<String> UNREAD = Set.of("stats.json", "consented_user_ids.json");

    private final Console console;
    private final boolean dryRun;
    private final boolean json;
    private final int jobs;
    private final Findings findings;

    ArchiveChecks(Console console, ImportRequest.Work work, Findings findings) {
        this.console = console;
        dryRun = work.dryRun();
        json = work.json();
        jobs = work.jobs();
        this.findings = findings;
    }

    /** Verifies an archive. Fails with {@code DAMAGED_ARCHIVE}; what an import can go on with becomes a finding. */
    void require(Import.Wanted one) {
        Verification verification = Verification.of(one.location().layout().root(), Optional.empty());
        List<VerifyFinding> found = new ArrayList<>();
        Progress progress = new Progress(verification.names());
        try (ProgressDisplay display = ProgressDisplay.start(console, json, progress)) {
            verification.run(
                    jobs,
                    finding -> {
                        synchronized (found) {
                            found.add(finding);
                        }
                    },
                    progress,
                    Optional.empty(),
                    notes -> display.end());
        }
        List<VerifyFinding> bad =
                found.stream().filter(finding -> !isHarmless(finding)).toList();
        if (!bad.isEmpty()) {
            throw damaged(one, bad);
        }
        found.stream()
                .filter(finding -> !isToldAgain(finding))
                .forEach(finding -> findings.add(
                        new Finding(finding.kind().label(), one.choice().folder(), place(finding), finding.message())));
    }

    /** Who copies a file that is missing tells of it, too. */
    private boolean isToldAgain(VerifyFinding finding) {
        return !dryRun
                && (finding.kind() == FindingKind.MISSING_FILE
                        || (finding.kind() == FindingKind.RECORDS
                                && finding.message().startsWith("its file is missing: ")));
    }

    /** A file of a set that is missing is one that its row is imported without. */
    static boolean isHarmless(VerifyFinding finding) {
        boolean missing = finding.kind() == FindingKind.MISSING_FILE
                && FileSet.of(finding.file())
                        .filter(set -> !finding.file().equals(set.records()))
                        .isPresent();
        return missing || HARMLESS.contains(finding.kind()) || UNREAD.contains(finding.file());
    }

    private static Failure damaged(Import.Wanted one, List<VerifyFinding> bad) {
        List<String> lines = new ArrayList<>();
        lines.add(one.location().name() + " is damaged: " + Words.counted(bad.size(), "finding"));
        bad.stream()
                .limit(SHOWN)
                .forEach(finding -> lines.add(place(finding) + ": " + Words.printable(finding.message())));
        if (bad.size() > SHOWN) {
            lines.add("and " + (bad.size() - SHOWN) + " more; realmferry verify lists them all");
        }
        String remedies =
                bad.stream().map(finding -> finding.kind().remedy()).distinct().collect(Collectors.joining("\n"));
        return new Failure(ExitStatus.DAMAGED_ARCHIVE, lines, remedies, null);
    }

    private static String place(VerifyFinding finding) {
        String table = finding.table().isEmpty() ? "" : " " + finding.table();
        return finding.file() + table + (finding.id().isEmpty() ? "" : " " + finding.id());
    }
}
