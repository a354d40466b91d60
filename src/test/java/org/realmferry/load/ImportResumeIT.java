/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunningCommand;
import org.realmferry.load.FailingTarget.Stopped;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ImportFixture;
import org.realmferry.sample.RealServer;

/** An import that stops, at whatever point, goes on with the same command, and leaves what an undisturbed one does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportResumeIT {
    private static final int KILLS = Integer.getInteger("realmferry.kill.points", 3);
    private static final long SEED = Long.getLong("realmferry.kill.seed", System.currentTimeMillis());

    @AutoClose
    private EmbeddedServer server;

    private Path folder;
    private Map<String, Path> realm = Map.of();
    private ImportedServer undisturbed;
    private Map<String, Long> rows = Map.of();
    private int commits;

    @BeforeAll
    void importUndisturbed(@TempDir Path temporary) throws Exception {
        folder = temporary;
        server = EmbeddedServer.start();
        ImportFixture.of("upgraded/zulip-11-dev-to-12-dev/imported/zulip-full-as-verona")
                .restore(server, "before");
        realm = ImportedServer.realm(
                "learr", RealServer.ofZulip("12-dev").unpackAny("lear-full", folder.resolve("archive")));
        undisturbed = target("undisturbed");
        FailingTarget counting = new FailingTarget((number, commit) -> commit.run());
        undisturbed.importAll(false, realm, counting::around);
        commits = counting.commits();
        rows = counts(undisturbed);
    }

    @Test
    void stoppedBeforeOrBehindAnyCommitItGoesOn() throws Exception {
        List<String> different = new ArrayList<>();
        for (int stop = 1; stop <= commits; stop++) {
            for (boolean before : new boolean[] {true, false}) {
                String name = "stop" + stop + (before ? "before" : "behind");
                ImportedServer target = target(name);
                int at = stop;
                FailingTarget failing = new FailingTarget((number, commit) -> {
                    if (number >= at && before) {
                        throw new Stopped(number);
                    }
                    commit.run();
                    if (number >= at) {
                        throw new Stopped(number);
                    }
                });
                assertThatThrownBy(() -> target.importAll(false, realm, failing::around))
                        .hasStackTraceContaining("stopped at commit");
                target.importAll(false, realm);
                if (!counts(target).equals(rows)) {
                    different.add(name + ": " + differences(target));
                }
                if (stop % 5 == 1) {
                    assertSame(target);
                }
                drop(name);
            }
        }
        assertThat(different).isEmpty();
    }

    @Test
    void aRealmThatWasImportedBeforeGoesLiveToo() throws Exception {
        Path archive = RealServer.ofZulip("12-dev").unpackAny("lear-full", folder.resolve("earlier"));
        Path file = archive.resolve("realm.json");
        // As in the archive of a realm that came from another server itself.
        String text = Files.readString(file).replaceFirst("\"event_type\": 301", "\"event_type\": 204");
        Files.writeString(file, text.replaceFirst("\"event_type\": 301", "\"event_type\": 229"));
        ImportedServer target = target("earlier");

        target.importAll(false, ImportedServer.realm("learr", archive));

        assertThat(target.value("SELECT deactivated FROM zulip.zerver_realm WHERE string_id = 'learr'"))
                .isEqualTo("f");
        assertThat(counts(target)).isEqualTo(rows);
    }

    @Test
    void givenAgainWhenItIsDoneItWritesNothing() throws Exception {
        ImportedServer target = target("again");
        target.importAll(false, realm);

        target.importAll(false, realm);

        assertThat(counts(target)).isEqualTo(rows);
        assertSame(target);
    }

    @Test
    void killedAtAnyTimeItGoesOn() throws Exception {
        System.out.println("kills of the seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            ImportedServer target = target("kill" + kill);
            int wanted = 1 + random.nextInt(7_000);
            RunningCommand command = RunningCommand.start(
                    folder,
                    Map.of(),
                    RunningCommand.java(target.words("learr", Objects.requireNonNull(realm.get("learr")))));
            while (command.process().isAlive() && target.written() < wanted) {
                Thread.sleep(2);
            }
            command.process().destroyForcibly().waitFor();

            Ran ran = Ran.command(target.words("learr", Objects.requireNonNull(realm.get("learr"))));

            assertThat(ran.status())
                    .as("seed %s, kill %s: %s", SEED, kill, ran.text())
                    .isZero();
            assertThat(counts(target)).as("seed %s, kill %s", SEED, kill).isEqualTo(rows);
            // The command knows of no new host of addresses that are made of one.
            assertSame(target, "--ignore", "zerver_userprofile.email");
        }
    }

    private ImportedServer target(String name) throws Exception {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE before");
        }
        return new ImportedServer(server, name, folder.resolve(name));
    }

    private void drop(String name) throws Exception {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
        }
    }

    private void assertSame(ImportedServer target, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("--realm", "learr"));
        words.addAll(List.of(options));
        ChildProcess compared =
                ImportFixture.compare(server, undisturbed.database(), target.database(), words.toArray(String[]::new));
        assertThat(compared.status()).as(compared.text()).isZero();
    }

    /** How many rows each table has. */
    private static Map<String, Long> counts(ImportedServer target) throws Exception {
        Map<String, Long> counts = new TreeMap<>();
        for (List<String> row : target.rows(
                "SELECT c.relname, (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n"
                        + " FROM zulip.' || quote_ident(c.relname), false, true, '')))[1]::text FROM pg_class c"
                        + " JOIN pg_namespace s ON s.oid = c.relnamespace WHERE s.nspname = 'zulip' AND c.relkind = 'r'")) {
            counts.put(row.get(0), Long.valueOf(row.get(1)));
        }
        return counts;
    }

    private Map<String, String> differences(ImportedServer target) throws Exception {
        Map<String, String> differences = new TreeMap<>();
        counts(target).forEach((table, count) -> {
            if (!count.equals(rows.get(table))) {
                differences.put(table, rows.get(table) + " and " + count);
            }
        });
        return differences;
    }
}
