/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.Words;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.compare.ComparisonSummary;
import org.realmferry.run.RunLog;
import org.realmferry.verify.ArchiveSummary;
import org.realmferry.verify.Verification;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.VerifyFinding;

/** What a verification says: findings (all as JSON lines, for people the first of each kind and file), then a table. */
final class VerifyReport {
    private static final int OF_A_KIND_AND_FILE = 5;
    private static final int SHOWN = 200;
    private static final Comparator<VerifyFinding> ORDER = Comparator.comparing(VerifyFinding::archive)
            .thenComparing(VerifyFinding::file)
            .thenComparing(VerifyFinding::kind)
            .thenComparing(VerifyFinding::table)
            .thenComparing((VerifyFinding finding) -> finding.id().length())
            .thenComparing(VerifyFinding::id)
            .thenComparing(VerifyFinding::message);

    /** Findings of which only the first are shown. */
    private record Group(String archive, String file, FindingKind kind) {}

    private final Console console;
    private final boolean json;
    private final RunLog log;
    private final Map<Group, Long> counts = new HashMap<>();
    private final List<VerifyFinding> kept = new ArrayList<>();
    private final Set<FindingKind> kinds = EnumSet.noneOf(FindingKind.class);
    private Optional<ComparisonReport> comparison = Optional.empty();
    private long count;

    VerifyReport(Console console, boolean json, RunLog log) {
        this.console = console;
        this.json = json;
        this.log = log;
    }

    /** A finding, from whatever thread. */
    synchronized void found(VerifyFinding finding) {
        count++;
        kinds.add(finding.kind());
        log.warning("", "finding: " + finding.kind().label() + ": " + line(finding));
        if (json) {
            console.out().println(JsonLine.of("finding", values(finding)));
        } else {
            keep(finding);
        }
    }

    /** There may be more than memory holds, and more than anybody reads. */
    private void keep(VerifyFinding finding) {
        Group group = group(finding);
        if (kept.size() < SHOWN || counts.containsKey(group)) {
            long ofGroup = counts.merge(group, 1L, Long::sum);
            if (ofGroup <= OF_A_KIND_AND_FILE && kept.size() < SHOWN) {
                kept.add(finding);
            }
        }
    }

    private static Group group(VerifyFinding finding) {
        return new Group(finding.archive(), finding.file(), finding.kind());
    }

    /** What came of the comparison with a server. */
    synchronized void compared(String server, List<ComparisonSummary> archives) {
        comparison = Optional.of(new ComparisonReport(server, archives));
    }

    synchronized long count() {
        return count;
    }

    private static Map<String, Object> values(VerifyFinding finding) {
        return Map.of(
                "kind", finding.kind().label(),
                "archive", finding.archive(),
                "file", finding.file(),
                "table", finding.table(),
                "id", finding.id(),
                "message", finding.message(),
                "remedy", finding.kind().remedy());
    }

    /** The end of it: what was looked at, and the verdict. */
    synchronized void end(List<ArchiveSummary> archives, Verification verification, double seconds) {
        archives.forEach(archive -> log.info(
                archive.archive(),
                "the archive was read: " + Words.bytes(archive.bytes()) + ", "
                        + Words.counted(archive.findings(), "finding")));
        if (json) {
            archives.forEach(archive -> console.out().println(JsonLine.of("archive", values(archive))));
            comparison.ifPresent(report -> report.json().forEach(console.out()::println));
            console.out()
                    .println(JsonLine.of(
                            "summary",
                            Map.of(
                                    "archives",
                                    archives.size(),
                                    "bytes",
                                    archives.stream()
                                            .mapToLong(ArchiveSummary::bytes)
                                            .sum(),
                                    "compared",
                                    comparison.isPresent(),
                                    "resumed_files",
                                    verification.resumed()
                                            + comparison
                                                    .map(ComparisonReport::resumed)
                                                    .orElse(0L),
                                    "encrypted_archives",
                                    verification.encrypted(),
                                    "seconds",
                                    Math.round(seconds * 10) / 10.0,
                                    "findings",
                                    count)));
        } else {
            text(archives, verification, seconds).forEach(line -> console.out().println(Console.printable(line)));
        }
        console.out().flush();
    }

    private static Map<String, Object> values(ArchiveSummary archive) {
        return Map.of(
                "archive", archive.archive(),
                "manifest", archive.manifest(),
                "messages", archive.messages(),
                "usermessages", archive.userMessages(),
                "other_rows", archive.otherRows(),
                "files", archive.files(),
                "bytes", archive.bytes(),
                "seconds", Math.round(archive.seconds() * 10) / 10.0,
                "findings", archive.findings());
    }

    private List<String> text(List<ArchiveSummary> archives, Verification verification, double seconds) {
        List<String> lines = new ArrayList<>();
        kept.stream().sorted(ORDER).flatMap(this::shown).forEach(lines::add);
        if (!lines.isEmpty()) {
            lines.add("");
        }
        TextTable table = new TextTable(
                "archive", "messages", "usermessages", "other rows", "files", "bytes", "seconds", "findings");
        archives.forEach(archive -> table.row(cells(archive)));
        lines.addAll(table.lines(console.terminal().tableWidth()));
        lines.add("");
        archives.stream()
                .filter(archive -> !archive.manifest())
                .map(archive -> "Note: " + archive.archive() + " has no manifest and so no checksums: changed"
                        + " texts and files can't be detected.")
                .forEach(lines::add);
        long resumed = verification.resumed();
        if (resumed > 0) {
            lines.add("Note: " + Words.counted(resumed, "file") + " from before the interruption "
                    + (resumed == 1 ? "was" : "were") + " not read again.");
        }
        comparison.ifPresent(
                report -> lines.addAll(report.text(console.terminal().tableWidth())));
        lines.addAll(verdict(archives, seconds));
        return lines;
    }

    private static String line(VerifyFinding finding) {
        String rows = (finding.table() + " " + finding.id()).strip();
        return Stream.of(finding.archive(), finding.file(), rows)
                        .filter(part -> !part.isEmpty())
                        .reduce("", (before, part) -> before + part + ": ")
                + finding.message();
    }

    private Stream<String> shown(VerifyFinding finding) {
        String line = line(finding);
        Group group = group(finding);
        long more = counts.getOrDefault(group, 0L) - OF_A_KIND_AND_FILE;
        boolean last = kept.stream()
                .filter(other -> group.equals(group(other)))
                .max(ORDER)
                .filter(finding::equals)
                .isPresent();
        return last && more > 0
                ? Stream.of(
                        line,
                        "... and " + Words.count(more) + " more of kind "
                                + group.kind().label() + " in " + group.file())
                : Stream.of(line);
    }

    private static List<String> cells(ArchiveSummary archive) {
        return List.of(
                archive.archive(),
                Words.count(archive.messages()),
                Words.count(archive.userMessages()),
                Words.count(archive.otherRows()),
                Words.count(archive.files()),
                Words.bytes(archive.bytes()),
                Words.seconds(archive.seconds()),
                Words.count(archive.findings()));
    }

    private List<String> verdict(List<ArchiveSummary> archives, double seconds) {
        String checked = Words.counted(archives.size(), "archive") + " verified"
                + comparison
                        .map(report -> " and compared with " + report.server())
                        .orElse("")
                + " in " + Words.duration(seconds) + ": ";
        if (count == 0) {
            return List.of(checked + "no problems found.");
        }
        List<String> lines = new ArrayList<>();
        lines.add(checked + Words.counted(count, "finding") + (count > kept.size() ? " (--json lists all)." : "."));
        lines.add("What to do:");
        kinds.stream()
                .collect(Collectors.groupingBy(
                        FindingKind::remedy,
                        LinkedHashMap::new,
                        Collectors.mapping(FindingKind::label, Collectors.joining(", "))))
                .forEach((remedy, labels) -> lines.add("  " + labels + ": " + remedy));
        return lines;
    }
}
