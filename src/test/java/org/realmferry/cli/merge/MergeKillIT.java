/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.export.KillIT;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;

/**
 * A merge or a bundle that is killed, at whatever point, goes on with the same command, and leaves the same bytes as one that
 * wasn't. {@code -Drealmferry.kill.points} and {@code .seed} as in {@link KillIT}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class MergeKillIT {
    private static final int POINTS = Integer.getInteger("realmferry.kill.points", 4);
    private static final long SEED = Long.getLong("realmferry.kill.seed", System.currentTimeMillis());

    /** What tells of the run itself. */
    private static final Set<String> OF_THE_RUN = Set.of("run.json", "report.txt", "journal.jsonl", "status.json");

    @AutoClose
    private EmbeddedServer server;

    private final Map<String, List<Path>> inputs = new HashMap<>();
    private Path folder;

    @BeforeAll
    void export(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        ExportedServer sample = ExportedServer.ofSample(server, folder, 8_000, 20250331, "acme", "orchard");
        export(sample, "full");
        export(sample, "public", "--mode", "public");
        inputs.put("merge", List.of(folder.resolve("full/acme"), folder.resolve("public/acme")));
        inputs.put("bundle", List.of(folder.resolve("full/acme"), folder.resolve("public/orchard")));
    }

    private void export(ExportedServer sample, String run, String... options) {
        ExportOutcome outcome = sample.export(folder.resolve(run), options);
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
    }

    private List<String> words(String what, Path output) {
        List<String> words = new ArrayList<>(List.of("merge", "--output", output.toString()));
        words.addAll(what.equals("bundle") ? List.of("--bundle") : List.of());
        inputs.getOrDefault(what, List.of()).forEach(input -> words.add(input.toString()));
        return words;
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge", "bundle"})
    void killedAtAnyPointItGoesOnToTheSameBytes(String what) throws IOException, InterruptedException {
        Path undisturbed = folder.resolve(what);
        Files.createDirectories(undisturbed);
        RunningCommand whole = start(what, undisturbed);
        long begun = begun(whole, undisturbed);
        assertThat(whole.await().status()).isZero();
        long millis = System.currentTimeMillis() - begun;
        int interrupted = 0;
        for (int point = 0; point < POINTS; point++) {
            Path run = folder.resolve(what + "-" + point);
            Files.createDirectories(run);
            RunningCommand command = start(what, run);
            begun(command, run);
            Thread.sleep((new SplittableRandom(SEED + point).nextLong(millis) + point * millis / POINTS) / 2);
            command.process().destroyForcibly().waitFor();
            boolean unfinished = !Files.exists(run.resolve("run.json"));
            interrupted += unfinished ? 1 : 0;

            Ran ran = Ran.command(words(what, run));

            assertThat(ran.status())
                    .as("seed %s, point %s: %s", SEED, point, ran.text())
                    .isZero();
            Set<String> differences = SameFiles.differences(undisturbed, run);
            differences.removeAll(OF_THE_RUN);
            assertThat(differences).as("seed %s, point %s", SEED, point).isEmpty();
        }
        assertThat(interrupted)
                .as("kills that hit a %s at work, of the seed %s", what, SEED)
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge", "bundle"})
    void interruptedItSaysHowToGoOn(String what) throws IOException, InterruptedException {
        Path run = Files.createDirectories(folder.resolve(what + " interrupted"));
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
        words.addAll(RunningCommand.java(words(what, run)));
        RunningCommand command = RunningCommand.start(folder, Map.of(), words);
        Path status = run.resolve("status.json");
        while (command.process().isAlive()
                && !(Files.exists(status) && Files.readString(status).contains("acme"))) {
            Thread.sleep(1);
        }
        ChildProcess.run("kill", "-INT", String.valueOf(command.process().pid()));

        Ran ran = command.await();

        assertThat(ran.status()).as(ran.text()).isEqualTo(130);
        String archives = inputs.getOrDefault(what, List.of()).stream()
                .map(Path::toString)
                .collect(Collectors.joining(" "));
        String again = "realmferry merge" + (what.equals("bundle") ? " --bundle " : " ") + archives + " --output '"
                + run + "'";
        assertThat(ran.err())
                .contains("realmferry: interrupted; finished work is kept in " + run, "Resume with: " + again);
        assertThat(Ran.command(List.of("status", run.toString())).out())
                .contains(" failed ", "interrupted; finished work is kept", "resume with: " + again);
        assertThat(Ran.command(words(what, run)).status()).isZero();
        assertThat(Ran.command(List.of("status", run.toString())).out()).contains(" done ", "100%");
    }

    private RunningCommand start(String what, Path output) throws IOException {
        return RunningCommand.start(folder, Map.of(), RunningCommand.java(words(what, output)));
    }

    /** Waits until the run has begun; gives when. */
    private static long begun(RunningCommand command, Path run) throws InterruptedException {
        while (command.process().isAlive() && !Files.exists(run.resolve("journal.jsonl"))) {
            Thread.sleep(1);
        }
        return System.currentTimeMillis();
    }
}
