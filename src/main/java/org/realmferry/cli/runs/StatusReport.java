/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.realmferry.Words;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.run.ResumeCommand;
import org.realmferry.run.RunStatus;
import org.realmferry.run.RunStatus.State;
import org.realmferry.run.RunView;
import org.realmferry.run.Runs;

/** What {@code realmferry status} says, again and again on the same place of a terminal. */
final class StatusReport {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final long SILENT_SECONDS = 15;
    private static final int REALMS_SHOWN = 3;

    /** The size of a run that doesn't change any more. */
    private record Measured(Instant heartbeat, long bytes) {}

    private final Console console;
    private final Path folder;
    private final boolean json;
    private final Map<Path, Measured> sizes = new HashMap<>();
    private int drawn;

    StatusReport(Console console, Path folder, boolean json) {
        this.console = console;
        this.folder = folder;
        this.json = json;
    }

    /** Prints where the runs stand; false where some are closed to this user. */
    boolean print() {
        List<String> closed = new ArrayList<>();
        List<RunView> runs = Files.isDirectory(folder)
                ? Runs.below(folder, failure -> closed.addAll(failure.problems()))
                : List.of();
        if (json) {
            closed.forEach(problem -> console.out().println(JsonLine.of("closed", Map.of("problem", problem))));
            runs.forEach(run -> console.out().println(JsonLine.of("run", values(run))));
            console.out().println(JsonLine.of("summary", summary(runs)));
        } else {
            draw(lines(runs, closed));
        }
        console.out().flush();
        return closed.isEmpty();
    }

    private void draw(List<String> lines) {
        if (drawn > 0 && console.terminal().present()) {
            console.out().print("\033[" + drawn + "A\033[J");
        }
        lines.forEach(console.out()::println);
        drawn = lines.size();
    }

    private List<String> lines(List<RunView> runs, List<String> closed) {
        List<String> lines = new ArrayList<>(lines(runs));
        if (runs.isEmpty() && !closed.isEmpty()) {
            lines.clear();
        }
        closed.stream().map(Console::printable).forEach(lines::add);
        return lines;
    }

    private List<String> lines(List<RunView> runs) {
        if (runs.isEmpty()) {
            return List.of("There are no runs in " + Console.printable(folder.toString()) + ".");
        }
        TextTable table = new TextTable("run", "state", "done", "rows/s", "left", "realms", "size", "started");
        runs.forEach(run -> table.row(cells(run)));
        List<String> lines = new ArrayList<>(table.lines(console.terminal().tableWidth()));
        List<String> notes = runs.stream().flatMap(this::notes).toList();
        if (!notes.isEmpty()) {
            lines.add("");
            lines.addAll(notes);
        }
        return lines;
    }

    private List<String> cells(RunView run) {
        boolean running = run.isRunning();
        Optional<RunStatus.Pace> pace = run.status().map(RunStatus::pace);
        return List.of(
                name(run),
                run.state().label(),
                run.isDone()
                        ? "100%"
                        : pace.map(p -> (int) (p.fraction() * 100) + "%").orElse("0%"),
                pace.filter(p -> running)
                        .map(p -> Words.count(p.rowsPerSecond()))
                        .orElse(""),
                pace.filter(p -> running && p.secondsLeft() >= 0)
                        .map(p -> Words.duration((double) p.secondsLeft()))
                        .orElse(""),
                run.status().map(StatusReport::subjects).orElse(""),
                Words.bytes(bytes(run)),
                TIME.format(run.started()));
    }

    /** The path below the folder; of the folder itself its name. */
    private String name(RunView run) {
        return run.path().equals(folder)
                ? String.valueOf(folder.getFileName())
                : folder.relativize(run.path()).toString();
    }

    private static String subjects(RunStatus status) {
        int more = status.realms().size() - REALMS_SHOWN;
        String realms = String.join(", ", more > 0 ? status.realms().subList(0, REALMS_SHOWN - 1) : status.realms());
        if (more > 0) {
            realms += " and " + (more + 1) + " more";
        }
        String users = status.users() == 0 ? "" : Words.counted(status.users(), "user");
        return Stream.of(realms, users)
                .filter(part -> !part.isEmpty())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }

    private Stream<String> notes(RunView run) {
        String name = Console.printable(name(run)) + ": ";
        return switch (run.state()) {
            case RUNNING -> waiting(run).map(note -> name + note);
            case DEAD ->
                Stream.of(
                        name + "the process died"
                                + run.status()
                                        .map(s -> "; last heartbeat " + TIME.format(s.heartbeat()))
                                        .orElse(""),
                        "  resume with: " + again(run));
            case FAILED ->
                Stream.of(
                        name
                                + Console.printable(
                                        run.status().map(RunStatus::note).orElse("")),
                        "  resume with: " + again(run));
            case DONE_WITH_FINDINGS -> Stream.of(name + "see " + run.path().resolve("report.txt"));
            case DONE -> Stream.of();
        };
    }

    private static Stream<String> waiting(RunView run) {
        Optional<RunStatus> status = run.status();
        long silent = status.map(s -> s.silence(Instant.now()).toSeconds()).orElse(0L);
        return Stream.of(
                        status.map(RunStatus::note)
                                .filter(note -> !note.isEmpty())
                                .map(note -> "waiting: " + note),
                        Optional.of("no heartbeat for " + Words.duration((double) silent))
                                .filter(note -> silent >= SILENT_SECONDS))
                .flatMap(Optional::stream)
                .map(Console::printable);
    }

    private static String again(RunView run) {
        return Console.printable(
                ResumeCommand.of(RunView.command(run.path()), run.path()).inShell());
    }

    private long bytes(RunView run) {
        Instant heartbeat = run.status().map(RunStatus::heartbeat).orElse(Instant.EPOCH);
        Measured measured = sizes.get(run.path());
        if (measured == null || run.isRunning() || !measured.heartbeat().equals(heartbeat)) {
            measured = new Measured(heartbeat, run.bytes());
            sizes.put(run.path(), measured);
        }
        return measured.bytes();
    }

    private Map<String, Object> values(RunView run) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "run", run.path().toString(),
                "state", run.state().label().replace(' ', '-'),
                "fraction", run.isDone() ? 1.0 : 0.0,
                "bytes", bytes(run),
                "started", run.started().toString()));
        run.status().ifPresent(status -> {
            values.put("realms", status.realms());
            values.put("users", status.users());
            values.put("heartbeat", status.heartbeat().toString());
            values.put("rows", status.pace().rows());
            values.put("note", status.note());
            values.put("findings", status.findings());
            if (!run.isDone()) {
                values.put("fraction", Math.round(status.pace().fraction() * 1000) / 1000.0);
            }
            if (run.isRunning()) {
                values.put("rows_per_second", status.pace().rowsPerSecond());
                values.put("seconds_left", status.pace().secondsLeft());
            } else if (run.state() != State.DEAD) {
                values.put("exit_status", status.exitStatus());
            }
        });
        return values;
    }

    private static Map<String, Object> summary(List<RunView> runs) {
        return Map.of(
                "runs",
                runs.size(),
                "running",
                runs.stream().filter(RunView::isRunning).count());
    }
}
