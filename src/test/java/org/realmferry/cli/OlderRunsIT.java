/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/** Runs on servers of older releases: killed, brought up to date, of approved users, merged, compared with the server. */
@TestInstance(Lifecycle.PER_CLASS)
class OlderRunsIT {
    /** What people did meanwhile, in words that every release's tables know; {@code :some} are messages of a realm. */
    private static final List<String> LIFE = List.of(
            "UPDATE zulip.zerver_message SET content = content || ' (edited)' WHERE id IN (:some) AND id % 3 = 0",
            "UPDATE zulip.zerver_usermessage SET flags = flags # 1 WHERE message_id IN (:some) AND id % 2 = 0",
            "DELETE FROM zulip.zerver_usermessage WHERE message_id IN (:some) AND id % 7 = 0",
            "INSERT INTO zulip.zerver_usermessage (id, flags, message_id, user_profile_id)"
                    + " SELECT (SELECT max(id) FROM zulip.zerver_usermessage) + row_number() OVER (), 1, m.message_id, s.id FROM"
                    + " (SELECT message_id, min(user_profile_id) AS receiver FROM zulip.zerver_usermessage"
                    + " WHERE message_id IN (:some) GROUP BY message_id) m JOIN zulip.zerver_userprofile r ON r.id = m.receiver"
                    + " JOIN zulip.zerver_userprofile s ON s.realm_id = r.realm_id WHERE s.id % 5 = 0 AND NOT EXISTS (SELECT FROM"
                    + " zulip.zerver_usermessage u WHERE u.message_id = m.message_id AND u.user_profile_id = s.id)",
            "UPDATE zulip.zerver_userprofile SET full_name = full_name || ' II' WHERE id % 4 = 0",
            "UPDATE zulip.zerver_stream SET name = name || ' now' WHERE id % 5 = 0");

    @AutoClose
    private EmbeddedServer server;

    private Path folder;
    private final Map<String, ExportedServer> sources = new HashMap<>();
    private final Map<String, Path> undisturbed = new HashMap<>();
    private Merges merges;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        merges = new Merges(folder);
        server = EmbeddedServer.start();
        add("8.1", List.of("zulip", "lear", "zephyr"));
        add("5.7", List.of("zulip", "lear", "zephyr"));
        add("1.4.3", List.of("acme-robotics.com", "northwind.org", "mit.edu", "zulip.com"));
    }

    private void add(String release, List<String> realms) throws IOException, SQLException {
        ExportedServer source =
                ExportedServer.of(RealServer.ofZulip(release), server, "zulip-" + release, folder, realms);
        sources.put(release, source);
        undisturbed.put(release, export(source, "undisturbed-" + release));
    }

    @ParameterizedTest
    @CsvSource({"8.1, 1", "8.1, 2", "5.7, 3", "5.7, 4", "1.4.3, 5", "1.4.3, 6"})
    void killedItGoesOnToTheSameArchives(String release, long seed) throws IOException, InterruptedException {
        RunFolder run = new RunFolder(folder.resolve("killed-" + release + seed));
        int lines = 1
                + new Random(seed)
                        .nextInt(new RunFolder(undisturbed(release)).journal().size());
        List<String> words = words(source(release), run.root());
        RunningCommand command = RunningCommand.start(folder, Map.of(), RunningCommand.java(words));
        while (command.process().isAlive() && run.journal().size() < lines) {
            Thread.sleep(1);
        }
        command.process().destroyForcibly().waitFor();

        Ran ran = Ran.command(words);

        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        for (String realm : source(release).realms()) {
            SameFiles.assertSame(undisturbed(release).resolve(realm), run.root().resolve(realm));
        }
        assertThat(run.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.1", "5.7", "1.4.3"})
    void refreshedAndResumedItIsTheServerAsItIs(String release) throws IOException, SQLException {
        ExportedServer source = source(release).copy("life-" + release);
        Path run = export(source, "refreshed-" + release);
        Random random = new Random(release.hashCode());
        for (String statement : LIFE) {
            source.execute(statement.replace(
                    ":some",
                    "SELECT id FROM zulip.zerver_message WHERE id % 97 = " + random.nextInt(97) + " OR id % 89 = 1"));
        }

        Ran refresh = Ran.command(List.of("refresh", run.toString()));

        assertThat(refresh.status()).as(refresh.text()).isLessThan(2);
        Path fresh = export(source, "fresh-" + release);
        for (String realm : source.realms()) {
            SameFiles.assertSame(fresh.resolve(realm), run.resolve(realm));
            Ran against = Ran.command(
                    List.of("verify", run.resolve(realm).toString(), "--against", server.uri(source.database())));
            assertThat(against.text()).contains("the server");
            assertThat(against.status()).as(against.text()).isLessThan(2);
        }
        assertThat(SameFiles.differences(
                        fresh.resolve(source.realms().get(0)),
                        undisturbed(release).resolve(source.realms().get(0))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.1", "5.7", "1.4.3"})
    void comparedWithTheServerNothingDiffersButWhatWasChanged(String release) throws IOException, SQLException {
        ExportedServer source = source(release).copy("against-" + release);
        String realm = source.realms().get(0);
        Path archive = undisturbed(release).resolve(realm);
        List<String> words =
                List.of("verify", archive.toString(), "--against", server.uri(source.database()), "--json");
        List<Map<String, Object>> before = findings(Ran.command(words));
        long message = source.number("SELECT max(u.message_id) FROM zulip.zerver_usermessage u"
                + " JOIN zulip.zerver_message m ON m.id = u.message_id WHERE u.user_profile_id IN ("
                + String.join(
                        ",", source.users(realm).stream().map(String::valueOf).toList())
                + ") AND m.sender_id = u.user_profile_id");
        source.execute("UPDATE zulip.zerver_message SET content = 'otherwise' WHERE id = " + message);

        List<Map<String, Object>> after = findings(Ran.command(words));

        after.removeAll(before);
        assertThat(after)
                .singleElement()
                .satisfies(finding -> assertThat(String.valueOf(finding)).contains("zerver_message", "" + message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.1", "5.7", "1.4.3"})
    void aDryRunCountsWhatTheExportHas(String release) throws IOException {
        ExportedServer source = source(release);
        Ran dry = Ran.command(words(source, folder.resolve("dry-" + release), "--dry-run", "--json"));
        Map<String, Object> rows = new HashMap<>();
        for (Map<String, Object> realm : Json.objects(
                Json.object(Json.read(undisturbed(release).resolve("run.json"))).get("realms"))) {
            rows.put(
                    String.valueOf(realm.get("realm")),
                    List.of(
                            Objects.requireNonNull(realm.get("messages")),
                            Objects.requireNonNull(realm.get("usermessages"))));
        }

        assertThat(dry.status()).as(dry.text()).isLessThan(2);
        assertThat(lines(dry, "estimate"))
                .hasSameSizeAs(source.realms())
                .allSatisfy(realm -> assertThat(List.of(
                                Objects.requireNonNull(
                                        Json.object(realm.get("rows")).get("zerver_message")),
                                Objects.requireNonNull(
                                        Json.object(realm.get("rows")).get("zerver_usermessage"))))
                        .isEqualTo(rows.get(String.valueOf(realm.get("realm")))));
        assertThat(folder.resolve("dry-" + release)).doesNotExist();
    }

    /** The law of merging, and that what leaves of some is no more than an audit allows. */
    @ParameterizedTest
    @CsvSource({"8.1, 11", "5.7, 12", "1.4.3, 13"})
    void whatLeavesOfSomeAndOfOthersMergesToWhatLeavesOfAll(String release, long seed)
            throws IOException, SQLException {
        ExportedServer source = source(release);
        Random random = new Random(seed);
        Set<Long> some = new TreeSet<>();
        Set<Long> others = new TreeSet<>();
        Set<Long> all = new TreeSet<>();
        for (String realm : source.realms()) {
            for (long user : source.users(realm)) {
                if (random.nextBoolean()) {
                    some.add(user);
                }
                if (random.nextInt(3) == 0) {
                    others.add(user);
                }
            }
        }
        all.addAll(some);
        all.addAll(others);
        Path one = approved(source, release + "-some", some, "placeholder");
        Path other = approved(source, release + "-others", others, "placeholder");
        Path together = approved(source, release + "-all", all, "placeholder");
        Path omitting = approved(source, release + "-omit", some, "omit");

        for (String realm : source.realms()) {
            Path output = merges.next();
            assertStatusZero(Merges.run(List.of(one.resolve(realm), other.resolve(realm)), output));
            Path merged = output.resolve(realm);
            assertOnlyOthersRowsAreLost(source, together.resolve(realm), merged);
            for (Path archive : List.of(one.resolve(realm), together.resolve(realm), merged)) {
                assertStatusZero(Ran.command(List.of("audit", archive.toString(), "--mode", "consent")));
            }
            String list = folder.resolve(release + "-omit.csv").toString();
            String archive = omitting.resolve(realm).toString();
            assertStatusZero(Ran.command(List.of("audit", archive, "--approvals", list, "--unapproved", "omit")));
            assertThat(VerifiedArchives.verify(omitting.resolve(realm))).allSatisfy(finding -> {
                assertThat(release).isEqualTo("1.4.3");
                assertThat(String.valueOf(finding.get("message"))).startsWith(OlderServersIT.TO_A_SYSTEM_BOT);
            });
        }
    }

    /**
     * A merge is the export of all but for the usermessages of those who left a private channel: that they had received its
     * messages is in no part in which nobody else lets these leave.
     */
    private static void assertOnlyOthersRowsAreLost(ExportedServer source, Path together, Path merged)
            throws IOException, SQLException {
        Set<String> differences = SameFiles.differences(together, merged);
        differences.remove("realmferry.json");
        Set<Map<String, Object>> lost =
                new HashSet<>(ExportedArchive.read(together).rows("zerver_usermessage"));
        ExportedArchive.read(merged).rows("zerver_usermessage").forEach(lost::remove);
        for (Map<String, Object> row : lost) {
            assertThat(source.numbers("SELECT s.id FROM zulip.zerver_subscription s JOIN zulip.zerver_message m USING"
                            + " (recipient_id) WHERE s.active AND m.id = " + row.get("message")
                            + " AND s.user_profile_id = " + row.get("user_profile")))
                    .as("%s", row)
                    .isEmpty();
        }
        if (!lost.isEmpty()) {
            differences.removeIf(name -> name.matches("messages-[0-9]+\\.json|stats\\.(json|txt)"));
        }
        assertThat(differences).as("%s", merged).isEmpty();
    }

    private static void assertStatusZero(Ran ran) {
        assertThat(ran.status()).as(ran.text()).isZero();
    }

    private Path approved(ExportedServer source, String name, Set<Long> users, String unapproved)
            throws IOException, SQLException {
        Path list = source.writeApprovals(folder.resolve(name + ".csv"), users);
        return export(source, name, "--approvals", list.toString(), "--unapproved", unapproved, "--force");
    }

    private Path export(ExportedServer source, String name, String... options) {
        Path run = folder.resolve("run-" + name);
        ExportOutcome outcome = source.export(run, options);
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
        return run;
    }

    private static List<String> words(ExportedServer source, Path output, String... options) {
        List<String> words =
                new ArrayList<>(List.of("export", "--database", source.server().uri(source.database())));
        words.addAll(List.of("--uploads", source.uploads().toString()));
        words.addAll(List.of("--avatar-salt-file", source.salt().toString(), "--output", output.toString()));
        source.realms().forEach(realm -> words.addAll(List.of("--realm", realm)));
        words.addAll(List.of(options));
        return words;
    }

    private static List<Map<String, Object>> findings(Ran ran) {
        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        return lines(ran, "finding");
    }

    private static List<Map<String, Object>> lines(Ran ran, String type) {
        return new ArrayList<>(ran.out()
                .lines()
                .map(line -> Json.object(Json.parse(line)))
                .filter(line -> type.equals(line.get("type")))
                .toList());
    }

    private ExportedServer source(String release) {
        return Objects.requireNonNull(sources.get(release));
    }

    private Path undisturbed(String release) {
        return Objects.requireNonNull(undisturbed.get(release));
    }
}
