/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.FreshlyMade;
import org.realmferry.cli.GatedExport;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;
import org.realmferry.cli.ServerLife;
import org.realmferry.extract.ArchiveContents;
import org.realmferry.extract.ArchiveReferences;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.SampleServer;
import org.realmferry.sample.SampleSize;

/**
 * Whatever happens on a server while a run is interrupted: in the end the archives show it as a fresh export does.
 * {@code -Drealmferry.life.seeds=100} for more than the usual seeds.
 */
@TestInstance(Lifecycle.PER_CLASS)
class LifeBetweenIT {
    private static final int SEEDS = Integer.getInteger("realmferry.life.seeds", 9);
    private static final int EVENTS = 3;
    private static final Map<String, Long> REALMS = new TreeMap<>(Map.of("acme", 2L, "orchard", 3L));

    /** Read for no more than {@code realm.json}: whoever locks it keeps a run from its end, and from nothing else. */
    private static final String GATE = "LOCK TABLE zulip.zerver_alertword IN ACCESS EXCLUSIVE MODE";

    private EmbeddedServer server;
    private Path folder;
    private long kept;
    private long madeAgain;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        server.createDatabase("zulip");
        try (Connection connection = server.connect("zulip")) {
            Path uploads = Files.createDirectory(folder.resolve("uploads"));
            SampleServer.create(connection, uploads, SampleSize.tiny().withMessages(7500), 20250331);
        }
        Files.writeString(folder.resolve("salt"), SampleServer.AVATAR_SALT);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatHappenedInBetweenIsInTheArchives(long seed) throws IOException, SQLException, InterruptedException {
        String database = "life" + seed;
        execute("postgres", "CREATE DATABASE " + database + " TEMPLATE zulip");
        Random random = new Random(seed);
        RunFolder run = new RunFolder(folder.resolve("run-" + seed));
        List<String> options = options(database, seed);
        List<String> events = new ArrayList<>();
        try (Connection connection = server.connect(database);
                Connection pending = server.connect(database)) {
            pending.setAutoCommit(false);
            ServerLife late = new ServerLife(pending, seed + 1000);
            if (seed % 2 == 1) {
                late.begin(random.nextBoolean() ? "messages sent" : "flags", 2);
            }
            interrupt(database, run, options, 1 + random.nextInt(5));
            pending.commit();
            ServerLife life = new ServerLife(connection, seed);
            for (String event : events(seed)) {
                String realm = random.nextInt(3) > 0 ? "acme" : "orchard";
                life.happen(event, REALMS.getOrDefault(realm, 0L));
                events.add(event + " in " + realm);
                if (random.nextInt(5) == 0) {
                    interrupt(database, run, options, 0);
                    events.add("a kill");
                }
            }
            writeNewUploads(connection);
        }

        assertFreshlyMade(run, database, options, "seed " + seed + ": " + events);
        kept += kept(run);
        madeAgain += run.journal("dropped").size();
        execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
        if (seed == SEEDS - 1) {
            System.out.println("files of messages kept: " + kept + ", made again: " + madeAgain);
            assertThat(kept).isPositive();
            assertThat(madeAgain).isPositive();
        }
    }

    @Test
    void oneFlagMakesOneFileAgain() throws IOException, SQLException, InterruptedException {
        execute("postgres", "CREATE DATABASE flag TEMPLATE zulip");
        RunFolder run = new RunFolder(folder.resolve("flag"));
        List<String> options = options("flag", 0);
        interrupt("flag", run, options, 7);
        int done = run.journal("messages").size();
        execute(
                "flag",
                "UPDATE zulip.zerver_usermessage SET flags = flags # 1 WHERE id = (SELECT min(u.id)"
                        + " FROM zulip.zerver_usermessage u JOIN zulip.zerver_message m ON m.id = u.message_id"
                        + " WHERE m.realm_id = 2 AND u.user_profile_id IN (SELECT id FROM zulip.zerver_userprofile"
                        + " WHERE realm_id = 2 AND NOT is_mirror_dummy))");

        assertFreshlyMade(run, "flag", options, "a flag");
        assertThat(run.journal("dropped")).hasSize(1);
        assertThat(kept(run)).isEqualTo(done - 1).isGreaterThanOrEqualTo(6);
    }

    @Test
    void ofAnotherDatabaseOfTheNameEverythingIsReadAgain() throws IOException, SQLException, InterruptedException {
        execute("postgres", "CREATE DATABASE restored TEMPLATE zulip", "CREATE DATABASE backup TEMPLATE zulip");
        execute(
                "backup",
                "UPDATE zulip.zerver_usermessage SET flags = flags # 1",
                "UPDATE zulip.zerver_message SET content = 'from the backup' WHERE id % 100 = 0");
        RunFolder run = new RunFolder(folder.resolve("restored"));
        List<String> options = options("restored", 0);
        interrupt("restored", run, options, 5);
        int done = run.journal("messages").size();
        execute("postgres", "DROP DATABASE restored WITH (FORCE)", "CREATE DATABASE restored TEMPLATE backup");

        assertFreshlyMade(run, "restored", options, "a restored database");
        assertThat(run.journal("dropped")).hasSize(done);
    }

    private static List<String> events(long seed) {
        List<String> all = ServerLife.shuffled(seed / 10);
        List<String> some = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            some.add(all.get((int) ((seed % 10 * EVENTS + i) % all.size())));
        }
        return some;
    }

    /** The realms in one of three ways to export them. */
    private List<String> options(String database, long seed) throws IOException, SQLException {
        List<String> words = new ArrayList<>();
        REALMS.keySet().forEach(realm -> words.addAll(List.of("--realm", realm)));
        if (seed % 3 == 1) {
            words.addAll(List.of("--mode", "consent"));
        } else if (seed % 3 == 2) {
            Path list = folder.resolve("approvals-" + seed + ".csv");
            ExportedServer source = new ExportedServer(
                    server, database, folder.resolve("uploads"), folder.resolve("salt"), List.copyOf(REALMS.keySet()));
            Set<Long> approved = new TreeSet<>();
            for (String realm : REALMS.keySet()) {
                source.users(realm).stream().filter(id -> (id + seed) % 3 > 0).forEach(approved::add);
            }
            source.writeApprovals(list, approved);
            words.addAll(List.of("--approvals", list.toString(), "--unapproved", "omit"));
        }
        return words;
    }

    private List<String> words(String database, Path output, List<String> options) {
        List<String> words = new ArrayList<>(List.of("export", "--database", server.uri(database)));
        words.addAll(List.of("--uploads", folder.resolve("uploads").toString()));
        words.addAll(List.of("--avatar-salt-file", folder.resolve("salt").toString()));
        words.addAll(List.of("--output", output.toString()));
        words.addAll(options);
        return words;
    }

    /** Lets the command run, never to its end, until so many further files of messages are done, and kills it. */
    private void interrupt(String database, RunFolder run, List<String> options, int files)
            throws IOException, SQLException, InterruptedException {
        List<String> words = words(database, run.root(), options);
        words.addAll(List.of("--jobs", "3"));
        try (Connection connection = server.connect(database)) {
            new GatedExport(folder, run, GATE).kill(connection, words, REALMS.size(), files);
        }
    }

    /** Resumes, exports from the start, and compares. */
    private void assertFreshlyMade(RunFolder run, String database, List<String> options, String what)
            throws IOException {
        Ran resumed = Ran.command(words(database, run.root(), options));
        Path fresh = folder.resolve("fresh-" + database);
        Ran fromStart = Ran.command(words(database, fresh, options));

        assertThat(fromStart.status()).as("%s: %s", what, fromStart.text()).isLessThan(2);
        assertThat(resumed.status()).as("%s: %s", what, resumed.text()).isEqualTo(fromStart.status());
        assertThat(run.leftovers()).as(what).isEmpty();
        assertThat(run.root().resolve("findings.jsonl"))
                .as(what)
                .hasSameTextualContentAs(fresh.resolve("findings.jsonl"));
        for (String realm : REALMS.keySet()) {
            assertSame(run.root().resolve(realm), fresh.resolve(realm), what);
        }
    }

    private static void assertSame(Path resumed, Path fresh, String what) throws IOException {
        FreshlyMade.assertSame(resumed, fresh, what);
        ExportedArchive archive = ExportedArchive.read(resumed);
        assertThat(ArchiveContents.problemsOfResumed(archive)).as(what).isEmpty();
        assertThat(ArchiveReferences.check(archive).problems())
                .as(what)
                .isEqualTo(ArchiveReferences.check(fresh).problems());
    }

    /** Files of messages that the last part took over. */
    private static long kept(RunFolder run) throws IOException {
        List<Map<String, Object>> journal = run.journal();
        Set<String> files = new TreeSet<>();
        for (Map<String, Object> line : journal.subList(0, journal.lastIndexOf(last(run.journal("begun"))))) {
            String file = line.get("archive") + " " + line.get("first");
            if (Objects.equals(line.get("type"), "messages")) {
                files.add(file);
            } else if (Objects.equals(line.get("type"), "dropped")) {
                files.remove(file);
            }
        }
        return files.size();
    }

    private static Map<String, Object> last(List<Map<String, Object>> lines) {
        return lines.get(lines.size() - 1);
    }

    private void writeNewUploads(Connection connection) throws IOException, SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT path_id FROM zulip.zerver_attachment WHERE file_name = 'new.txt'")) {
            while (rows.next()) {
                Path file = folder.resolve("uploads/files").resolve(rows.getString(1));
                Files.createDirectories(file.getParent());
                Files.writeString(file, "new");
            }
        }
    }

    private void execute(String database, String... statements) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
