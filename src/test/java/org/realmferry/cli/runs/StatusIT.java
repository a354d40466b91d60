/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;

/** Where runs are, what others see of them, and how old ones go. */
@ExtendWith(SharedSource.class)
class StatusIT {
    private static final int RUNS = 20;
    private static final int CONNECTIONS = 12;

    private final SourceServer source;

    @TempDir
    private Path folder;

    StatusIT(SourceServer source) {
        this.source = source;
    }

    @Test
    void withoutOutputARunGetsADirectoryOfItsOwnInTheHomeOfRuns() throws IOException {
        Ran first = Ran.command(home(), withoutOutput("--realm", "harbor"));
        Ran second = Ran.command(home(), withoutOutput("--realm", "harbor"));

        assertThat(first.status()).as(first.text()).isZero();
        assertThat(second.status()).as(second.text()).isZero();
        List<Path> runs = list(folder.resolve("home"));
        assertThat(runs).hasSize(2).allSatisfy(run -> {
            assertThat(run.getFileName().toString()).startsWith("acme-and-more-");
            assertThat(run.resolve("acme/realmferry.json")).exists();
            assertThat(Files.getPosixFilePermissions(run)).hasSize(3);
        });
        assertThat(first.err() + second.err())
                .contains("The run directory is " + runs.get(0), "The run directory is " + runs.get(1));
    }

    @Test
    void theHomeOfRunsIsInTheUsersHomeAndNeverWhereEverybodyWrites() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        Ran asked = Ran.command(Map.of("HOME", "/tmp"), withoutOutput());
        Ran homeless = Ran.command(Map.of(), withoutOutput());
        Ran status = Ran.command(Map.of("HOME", own.toString()), List.of("status"));

        assertThat(List.of(asked, homeless)).allSatisfy(ran -> {
            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.err()).contains("the folder of runs is unknown", "Set REALMFERRY_HOME");
        });
        boolean temporary = own.startsWith("/tmp");
        assertThat(status.text())
                .contains(temporary ? "the folder of runs is unknown" : "There are no runs in " + own + "/realmferry.");
    }

    @Test
    void theSameCommandWithoutOutputGoesOnWithTheRunThatDied() throws Exception {
        RunningCommand killed = RunningCommand.start(folder, home(), RunningCommand.java(withoutOutput()));
        Path home = folder.resolve("home");
        while (killed.process().isAlive() && journalLines(home) < 6) {
            Thread.sleep(1);
        }
        killed.process().destroyForcibly().waitFor();
        String name = list(home).get(0).getFileName().toString();
        Ran dead = Ran.command(home(), List.of("status"));

        Ran other = Ran.command(home(), withoutOutput("--mode", "public"));
        Ran again = Ran.command(home(), withoutOutput());

        assertThat(dead.out())
                .contains(name, " dead ", "the process died")
                .contains("resume with: realmferry export --database ", " --output " + home.resolve(name));
        assertThat(other.status()).as(other.text()).isZero();
        assertThat(other.err()).contains("The run directory is ");
        assertThat(again.status()).as(again.text()).isZero();
        assertThat(again.err()).contains("Resuming the run in " + home.resolve(name));
        assertThat(list(home)).hasSize(2);
        assertThat(states(home)).containsOnly("done");
    }

    @Test
    void aRunAtWorkIsSeenFromElsewhere() throws Exception {
        try (Connection gate = source.server().connect(SourceServer.DATABASE)) {
            RunningCommand command = startBehind(gate);
            try {
                Path run = list(folder.resolve("home")).get(0);
                while (states(folder.resolve("home")).equals(List.of("running"))
                        && realms(run).isEmpty()) {
                    Thread.sleep(10);
                }
                Map<String, Object> seen = runs(run).get(0);

                assertThat(seen)
                        .containsEntry("state", "running")
                        .containsEntry("run", run.toString())
                        .containsEntry("realms", List.of("acme"))
                        .containsKeys("rows_per_second", "seconds_left", "heartbeat", "started");
                assertThat(Ran.command(home(), List.of("status")).out()).contains(" running ");
                Ran removed = Ran.command(home(), List.of("runs", "remove", "--all"));
                assertThat(removed.out()).contains("kept, in progress: " + run, "0 runs removed");
                assertThat(run).exists();
            } finally {
                command.process().destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void aRunThatFailedSaysWhy() throws IOException {
        Path run = folder.resolve("run");
        assertThat(Ran.command(source.export(run)).status()).isZero();
        Files.createDirectories(run.resolve("acme/realm.json.d"));
        Files.delete(run.resolve("acme/realm.json"));
        Files.createDirectories(run.resolve("acme/realm.json/in/the/way"));

        Ran failed = Ran.command(List.of("refresh", run.toString()));

        assertThat(failed.status()).isEqualTo(5);
        assertThat(runs(run).get(0)).containsEntry("state", "failed").containsEntry("exit_status", 5L);
        assertThat(Ran.command(List.of("status", run.toString())).out())
                .contains(" failed ", "run: can't write " + run.resolve("acme/realm.json"));
    }

    @Test
    void findingsAreAStateOfTheirOwn() throws IOException {
        Path uploads = source.copyUploads(folder.resolve("uploads"));
        Files.delete(Folders.files(uploads.resolve("files")).get(0));
        Path run = folder.resolve("run");
        List<String> words =
                source.export(SourceServer.DATABASE, uploads, run, "--realm", "orchard", "--realm", "harbor");

        assertThat(Ran.command(words).status()).isOne();

        assertThat(runs(run).get(0))
                .containsEntry("state", "done-with-findings")
                .containsEntry("findings", 1L);
        assertThat(Ran.command(List.of("status", folder.toString())).out())
                .contains("done with findings", "run: see " + run.resolve("report.txt"));
    }

    @Test
    void twentyRunsAtOnceDoNotMeet() throws Exception {
        List<RunningCommand> commands = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            commands.add(RunningCommand.start(
                    folder,
                    home(),
                    RunningCommand.java(
                            withoutOutput("--jobs", "2", "--max-connections", String.valueOf(CONNECTIONS)))));
        }
        int most = 0;
        int seen = 0;
        while (commands.stream().anyMatch(command -> command.process().isAlive())) {
            most = Math.max(most, connections());
            seen = Math.max(seen, runs(folder.resolve("home")).size());
            Thread.sleep(20);
        }

        Path reference = folder.resolve("reference");
        assertThat(Ran.command(source.export(reference)).status()).isZero();
        for (RunningCommand command : commands) {
            Ran ran = command.await();
            assertThat(ran.status()).as(ran.text()).isZero();
        }
        List<Path> runs = list(folder.resolve("home"));
        assertThat(runs)
                .hasSize(RUNS)
                .allSatisfy(run -> assertThat(SameFiles.differences(reference.resolve("acme"), run.resolve("acme")))
                        .isEmpty());
        assertThat(states(folder.resolve("home"))).hasSize(RUNS).containsOnly("done");
        assertThat(seen).isEqualTo(RUNS);
        assertThat(most).isBetween(4, CONNECTIONS);
    }

    @Test
    void oldRunsAreRemovedByNumberAndAge() throws IOException, InterruptedException {
        Path home = folder.resolve("home");
        for (int i = 0; i < 3; i++) {
            assertThat(Ran.command(home(), withoutOutput()).status()).isZero();
            Thread.sleep(5);
        }
        List<Path> runs = list(home);
        Files.createDirectories(home.resolve(".removing-x/acme"));
        Files.writeString(home.resolve("letter.txt"), "mine");

        assertThat(remove("--keep-last", "1", "--older-than", "1d").out()).contains("0 runs removed, 0 B.");
        assertThat(remove("--keep-last", "2", "--dry-run").out())
                .contains("would be removed: " + runs.get(0), "1 run would be removed, ");
        assertThat(list(home)).containsAll(runs);
        Ran ran = remove("--keep-last", "2", "--json");

        assertThat(ran.status()).isZero();
        assertThat(ran.out().lines().map(line -> Json.object(Json.parse(line))))
                .satisfiesExactly(
                        run -> assertThat(run)
                                .containsEntry("run", runs.get(0).toString())
                                .containsEntry("removed", true),
                        summary -> assertThat(summary)
                                .containsEntry("type", "summary")
                                .containsEntry("removed", 1L));
        assertThat(list(home)).containsExactly(runs.get(1), runs.get(2), home.resolve("letter.txt"));
    }

    @Test
    void removingSaysWhatIsMissing() {
        Ran ran = Ran.command(
                home(), List.of("runs", "remove", "--keep-last", "few", "--older-than", "long", folder + "/none"));
        Ran nothing = Ran.command(home(), List.of("runs", "remove"));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains(
                        folder + "/none is not a folder",
                        "--keep-last few is not a number",
                        "--older-than long is not a duration");
        assertThat(nothing.err()).contains("no option selects runs to remove");
    }

    @Test
    void tooFewConnectionsForOneRunAreRefused() {
        Ran ran = Ran.command(source.export(folder.resolve("run"), "--max-connections", "3"));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("--max-connections 3 is not a number from 4 to 9999");
    }

    @Test
    void aRunThatWaitedForConnectionsInVainLeavesNothing() throws Exception {
        Path home = folder.resolve("home");
        try (Connection gate = source.server().connect(SourceServer.DATABASE)) {
            RunningCommand first = startBehind(gate, "--jobs", "1", "--max-connections", "4");
            RunningCommand second = RunningCommand.start(
                    folder, home(), RunningCommand.java(withoutOutput("--realm", "nowhere", "--max-connections", "4")));
            while (second.process().isAlive() && runs(home).stream().noneMatch(StatusIT::waitsForOthers)) {
                Thread.sleep(10);
            }
            assertThat(Ran.command(home(), List.of("status")).out()).contains("waiting: other runs use");
            first.process().destroyForcibly().waitFor();
            Ran ran = second.await();

            assertThat(ran.status()).as(ran.text()).isEqualTo(2);
            assertThat(ran.err()).contains("Waiting: other runs", "there is no realm \"nowhere\"");
            assertThat(list(home)).hasSize(1);
        }
    }

    private Ran remove(String... options) {
        return Ran.command(
                home(),
                Stream.concat(Stream.of("runs", "remove"), Stream.of(options)).toList());
    }

    private Map<String, String> home() {
        return Map.of("REALMFERRY_HOME", folder.resolve("home").toString());
    }

    private List<String> withoutOutput(String... more) {
        List<String> words = new ArrayList<>(source.export(Path.of("x"), more));
        int output = words.indexOf("--output");
        words.subList(output, output + 2).clear();
        return words;
    }

    private RunningCommand startBehind(Connection gate, String... options)
            throws IOException, SQLException, InterruptedException {
        gate.setAutoCommit(false);
        try (Statement statement = gate.createStatement()) {
            statement.execute("LOCK TABLE zulip.zerver_alertword IN ACCESS EXCLUSIVE MODE");
        }
        RunningCommand command = RunningCommand.start(folder, home(), RunningCommand.java(withoutOutput(options)));
        while (command.process().isAlive() && journalLines(folder.resolve("home")) < 2) {
            Thread.sleep(1);
        }
        assertThat(command.process().isAlive()).isTrue();
        return command;
    }

    private static List<Path> list(Path home) throws IOException {
        if (!Files.exists(home)) {
            return List.of();
        }
        try (Stream<Path> content = Files.list(home)) {
            return content.sorted().toList();
        }
    }

    private static int journalLines(Path home) throws IOException {
        List<Path> runs = list(home);
        return runs.isEmpty() ? 0 : new RunFolder(runs.get(0)).journal().size();
    }

    /** What {@code status --json} says of each run. */
    private static List<Map<String, Object>> runs(Path below) {
        Ran ran = Ran.command(List.of("status", "--json", below.toString()));
        return ran.out()
                .lines()
                .map(line -> Json.object(Json.parse(line)))
                .filter(line -> "run".equals(line.get("type")))
                .toList();
    }

    private static List<String> states(Path home) {
        return runs(home).stream().map(run -> String.valueOf(run.get("state"))).toList();
    }

    private static boolean waitsForOthers(Map<String, Object> run) {
        return String.valueOf(run.get("note")).startsWith("other runs");
    }

    private static List<?> realms(Path run) {
        return (List<?>) runs(run).get(0).getOrDefault("realms", List.of());
    }

    /** Connections of realmferry to the sample database. */
    private int connections() throws SQLException {
        return Integer.parseInt(source.query(
                        "postgres",
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'realmferry' AND datname = '"
                                + SourceServer.DATABASE + "'")
                .get(0));
    }
}
