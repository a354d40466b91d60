/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SameFiles;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.Folders;
import org.realmferry.sample.SampleServer;
import org.realmferry.sample.SampleSize;
import org.realmferry.sample.Zulip12;

/**
 * An export of a server of the newest release that is killed, at whatever point, goes on with the same command, and leaves the same bytes as one that
 * wasn't. {@code -Drealmferry.kill.points=50} for more points, {@code -Drealmferry.kill.seed=N} for those of a seed.
 */
@TestInstance(Lifecycle.PER_CLASS)
public class KillIT {
    private static final int POINTS = Integer.getInteger("realmferry.kill.points", 8);
    private static final long SEED = Long.getLong("realmferry.kill.seed", System.currentTimeMillis());
    private static final List<String> REALMS = List.of("acme", "orchard");
    private static final List<String> PACKS =
            List.of("acme.tar.gz", "acme.tar.gz.sha256", "orchard.tar.gz", "orchard.tar.gz.sha256");

    /** What appears in the last phase. */
    private static final List<String> LAST = List.of(
            "orchard/messages-000001.json",
            "orchard/realm.json",
            "orchard/realmferry.json",
            "acme/messages-000001.json",
            "acme/messages-000005.json",
            "acme/realm.json",
            "acme/attachment.json",
            "acme/stats.json",
            "acme/realmferry.json",
            "orchard.tar.gz",
            "acme.tar.gz",
            "acme.tar.gz.sha256",
            "run.json",
            "report.txt",
            "report.html");

    private EmbeddedServer server;
    private Path folder;
    private RunFolder undisturbed;
    private int journalLines;
    private long millis;
    private long millisOfWork;

    /** When to kill. */
    private interface Moment {
        boolean isNow(RunFolder run, long millisSinceStart) throws IOException;
    }

    @BeforeAll
    void exportUndisturbed(@TempDir Path temporary) throws IOException, SQLException, InterruptedException {
        folder = temporary;
        server = EmbeddedServer.start();
        server.createDatabase("zulip");
        try (Connection connection = server.connect("zulip")) {
            Path uploads = Files.createDirectory(folder.resolve("uploads"));
            SampleServer.create(connection, uploads, SampleSize.demo().withMessages(10_000), 20250331);
            Zulip12.upgrade(connection);
        }
        Files.writeString(folder.resolve("salt"), SampleServer.AVATAR_SALT);
        undisturbed = new RunFolder(folder.resolve("undisturbed"));
        long start = System.currentTimeMillis();
        RunningCommand command = start(undisturbed);
        while (command.process().isAlive() && !undisturbed.has("journal.jsonl")) {
            Thread.sleep(1);
        }
        long begun = System.currentTimeMillis();
        Ran ran = command.await();
        assertThat(ran.status()).as(ran.text()).isZero();
        millis = System.currentTimeMillis() - start;
        millisOfWork = System.currentTimeMillis() - begun;
        journalLines = undisturbed.journal().size();
        assertThat(undisturbed.leftovers()).isEmpty();
        assertThat(undisturbed.unitsDone())
                .hasSizeGreaterThan(150)
                .allSatisfy((unit, times) -> assertThat(times).as(unit).isOne());
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Test
    void killedAtAnyPointItGoesOnToTheSameArchives() throws IOException, InterruptedException {
        System.out.println("kills of the seed " + SEED);
        int interrupted = 0;
        for (int point = 0; point < POINTS; point++) {
            RunFolder run = new RunFolder(folder.resolve("run-" + point));
            kill(run, moment(point, new SplittableRandom(SEED + point)));
            interrupted += run.has("journal.jsonl") && !run.isFinished() ? 1 : 0;
            finish(run, "seed " + SEED + ", point " + point);
            Folders.delete(run.root());
        }
        assertThat(interrupted).as("kills that hit a run at work").isGreaterThanOrEqualTo(POINTS / 4);
    }

    @Test
    void killedAgainAndAgainItGetsThere() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(SEED);
        RunFolder run = new RunFolder(folder.resolve("again"));
        for (int i = 1; i <= 4; i++) {
            int lines = 1 + random.nextInt(journalLines * i / 5);
            kill(run, (its, since) -> its.journal().size() >= lines);
        }

        finish(run, "seed " + SEED);
    }

    @Test
    void stoppedWhileFilesGetTheirNumbersItDoesNoneAgain() throws IOException, InterruptedException {
        RunFolder run = new RunFolder(folder.resolve("numbers"));
        kill(run, (its, since) -> its.has("journal.jsonl"));
        Path inTheWay = run.root().resolve("acme/messages-000003.json");
        Files.createDirectories(inTheWay.resolve("any"));
        Ran ran = Ran.command(words(run));
        assertThat(ran.status()).as(ran.text()).isEqualTo(5);
        assertThat(run.root().resolve("acme/messages-000002.json")).exists();
        Folders.delete(inTheWay);

        finish(run, "stopped at the third number");
    }

    @Test
    void killedBeforeItsFirstWordItBegins() throws IOException {
        RunFolder run = new RunFolder(Files.createDirectory(folder.resolve("wordless")));
        Files.createFile(run.root().resolve(".lock"));
        finish(run, "with a lock file only");
        Folders.delete(run.root());

        Files.createDirectory(run.root());
        Files.createFile(run.root().resolve(".lock"));
        Files.writeString(run.root().resolve("journal.jsonl"), "{\"--data");
        finish(run, "with half a line");
    }

    private Moment moment(int point, SplittableRandom random) {
        switch (point % 4) {
            case 0 -> {
                int lines = 1 + random.nextInt(journalLines);
                return (run, since) -> run.journal().size() >= lines;
            }
            case 1 -> {
                String name = LAST.get(random.nextInt(LAST.size()));
                return (run, since) -> run.has(name);
            }
            case 2 -> {
                long work = millis - millisOfWork + random.nextLong(millisOfWork);
                return (run, since) -> since >= work;
            }
            default -> {
                long any = random.nextLong(millis);
                return (run, since) -> since >= any;
            }
        }
    }

    private RunningCommand start(RunFolder run) throws IOException {
        return RunningCommand.start(folder, Map.of(), RunningCommand.java(words(run)));
    }

    private void kill(RunFolder run, Moment moment) throws IOException, InterruptedException {
        long start = System.currentTimeMillis();
        RunningCommand command = start(run);
        while (command.process().isAlive() && !moment.isNow(run, System.currentTimeMillis() - start)) {
            Thread.sleep(0, 200_000);
        }
        command.process().destroyForcibly().waitFor();
    }

    /** Gives the same command again, and looks at what it leaves. */
    private void finish(RunFolder run, String what) throws IOException {
        Ran ran = Ran.command(words(run));
        assertThat(ran.status()).as("%s: %s", what, ran.text()).isZero();
        for (String realm : REALMS) {
            assertThat(SameFiles.differences(
                            undisturbed.root().resolve(realm), run.root().resolve(realm)))
                    .as("%s: files of %s that differ", what, realm)
                    .isEmpty();
        }
        for (String pack : PACKS) {
            assertThat(run.root().resolve(pack))
                    .as(what)
                    .hasSameBinaryContentAs(undisturbed.root().resolve(pack));
        }
        assertThat(run.leftovers()).as(what).isEmpty();
        assertThat(run.unitsDone()).as(what).isEqualTo(undisturbed.unitsDone());
        assertThat(run.journal("dropped")).as(what).isEmpty();
    }

    private List<String> words(RunFolder run) {
        List<String> words = new ArrayList<>(List.of("export", "--database", server.uri("zulip"), "--jobs", "2"));
        words.addAll(List.of("--archive", "tar.gz"));
        words.addAll(List.of("--uploads", folder.resolve("uploads").toString()));
        words.addAll(List.of("--avatar-salt-file", folder.resolve("salt").toString()));
        REALMS.forEach(realm -> words.addAll(List.of("--realm", realm)));
        words.addAll(List.of("--output", run.root().toString()));
        return words;
    }
}
