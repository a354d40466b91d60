/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.realmferry.Words;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FindingLines;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.merge.MergeSummary;
import org.realmferry.merge.decide.Decision;
import org.realmferry.run.Findings;
import org.realmferry.selection.Mode;

/** What a merge says: its inputs, what came out, and how it was decided where they disagree. */
final class MergeReport {
    private static final int CONFLICTS_SHOWN = 20;
    private static final JsonFactory JSON = new JsonFactory();

    private final Console console;
    private final boolean json;
    private final boolean listed;

    /** @param listed whether each decision is in a file of its own, too */
    MergeReport(Console console, boolean json, boolean listed) {
        this.console = console;
        this.json = json;
        this.listed = listed;
    }

    /** Shows the decisions of a plan: as JSON all, for people the first of those between different states. */
    void conflicts(Path decisions) {
        long shown = 0;
        long more = 0;
        try (BufferedReader lines = Files.newBufferedReader(decisions)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (json) {
                    console.out().println("{\"type\":\"decided\"," + line.substring(1));
                } else if (isConflict(line)) {
                    if (shown < CONFLICTS_SHOWN) {
                        shown++;
                        console.out().println(Console.printable(inWords(line)));
                    } else {
                        more++;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (more > 0) {
            console.out().println("... and " + Words.count(more) + " more; --conflicts FILE lists all with all values");
        }
        if (shown > 0) {
            console.out().println();
        }
    }

    private static boolean isConflict(String line) {
        String rule = text(line, "rule");
        return Decision.valueOf(rule.toUpperCase(Locale.ROOT)).isConflict();
    }

    private static String inWords(String line) {
        String rule = text(line, "rule");
        return "conflict: " + text(line, "table") + " " + text(line, "id") + ": "
                + Decision.valueOf(rule.toUpperCase(Locale.ROOT)).words() + ", of " + text(line, "input");
    }

    /** The first value of a name in a JSON object. */
    private static String text(String line, String name) {
        try (JsonParser parser = JSON.createParser(line)) {
            while (parser.nextToken() != null) {
                if (parser.hasToken(JsonToken.FIELD_NAME)
                        && parser.currentName().equals(name)) {
                    parser.nextToken();
                    return parser.getText();
                }
            }
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of it. */
    void end(MergeSummary summary, Findings findings, Optional<Path> output) {
        if (json) {
            long count = findings.sorted().size();
            summary.inputs().forEach(input -> print("input", MergeRecord.values(input)));
            MergeRecord.decisions(summary).forEach(decision -> print("decision", decision));
            findings.sorted().forEach(finding -> print("finding", FindingLines.values(finding)));
            Map<String, Object> values = new TreeMap<>(MergeRecord.values(summary, count));
            values.put("conflicts", summary.conflicts());
            values.put("planned", output.isEmpty());
            output.ifPresent(path -> values.put("output", path.toString()));
            print("summary", values);
        } else {
            text(summary, findings, output, console.terminal().tableWidth())
                    .forEach(line -> console.out().println(Console.printable(line)));
        }
        console.out().flush();
    }

    private void print(String type, Map<String, Object> values) {
        console.out().println(JsonLine.of(type, values));
    }

    /** What a person reads, in lines of at most so many columns where a table allows it. */
    List<String> text(MergeSummary summary, Findings findings, Optional<Path> output, int width) {
        TextTable inputs = new TextTable("input", "holds", "taken", "source of the time");
        summary.inputs()
                .forEach(input -> inputs.row(input.name(), holds(input), shortTime(input.taken()), input.takenFrom()));
        List<String> lines = new ArrayList<>(inputs.lines(width));
        lines.add("");
        TextTable result =
                new TextTable("realm", "messages", "usermessages", "other rows", "files", "bytes", "seconds");
        result.row(
                summary.realm().label(),
                Words.count(summary.messages()),
                Words.count(summary.userMessages()),
                Words.count(summary.otherRows()),
                Words.count(summary.files()),
                Words.bytes(summary.bytes()),
                Words.seconds(summary.seconds()));
        lines.addAll(result.lines(width));
        lines.add("");
        lines.addAll(decided(summary, width));
        lines.addAll(notes(summary));
        lines.addAll(FindingLines.shown(findings.sorted()));
        lines.addAll(verdict(summary, output));
        return lines;
    }

    private static String holds(MergeSummary.Source input) {
        return input.user().map(user -> "user " + user).orElse(input.mode());
    }

    private static String shortTime(String time) {
        return time.replaceFirst("(\\.[0-9]+)?Z$", "Z");
    }

    private static List<String> decided(MergeSummary summary, int width) {
        TextTable table = new TextTable("decided in", "rows", "rule");
        new TreeMap<>(summary.decisions())
                .forEach((name, rules) ->
                        rules.forEach((rule, count) -> table.row(name, Words.count(count), rule.words())));
        if (summary.decisions().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(table.lines(width));
        lines.add("");
        return lines;
    }

    private List<String> notes(MergeSummary summary) {
        List<String> notes = new ArrayList<>();
        summary.inputs().stream()
                .filter(input -> !input.manifest())
                .map(input -> "Note: " + input.name()
                        + " has no manifest and so no checksums: changed texts and files can't be detected.")
                .forEach(notes::add);
        if (summary.count(Decision.KEPT) > 0) {
            notes.add("Note: " + Words.counted(summary.count(Decision.KEPT), "row")
                    + " missing from the newest complete archive were kept; --deletions drop leaves them out.");
        }
        if (summary.mode() == Mode.CONSENT) {
            notes.add("The archive has mode consent: it holds the private data of users whose private data is in any of"
                    + " the inputs. All other users are placeholders.");
        }
        return notes;
    }

    private List<String> verdict(MergeSummary summary, Optional<Path> output) {
        String conflicts = summary.conflicts() == 0
                ? "No conflicts."
                : Words.counted(summary.conflicts(), "conflict")
                        + ": the archives have different states; decided as"
                        + " above"
                        + (listed ? "." : "; --conflicts FILE lists each with all values.");
        String what = Words.counted(summary.inputs().size(), "archive") + " of Zulip " + summary.zulipVersion();
        return List.of(
                conflicts,
                output.map(path -> what + " merged into "
                                + path.resolve(summary.realm().folder()) + ", in " + Words.duration(summary.seconds())
                                + ".")
                        .orElse(what + " would be merged; nothing was written."));
    }
}
