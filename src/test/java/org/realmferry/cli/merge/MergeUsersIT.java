/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/** Archives of single users, merged onto a public one of their realm. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class MergeUsersIT {
    /** Of a file that only private messages name, an archive of its owner doesn't say these. */
    private static final Set<String> UNTOLD =
            Set.of("id", "create_time", "content_type", "is_realm_public", "is_web_public");

    @AutoClose
    private EmbeddedServer server;

    private ExportedServer real;
    private ExportedServer acme;
    private Path folder;
    private Merges merges;
    private int runs;

    @BeforeAll
    void start(@TempDir Path temporary, SourceServer sample) throws IOException, SQLException {
        folder = temporary;
        merges = new Merges(folder);
        server = EmbeddedServer.start();
        real = ExportedServer.ofZulip11(server, folder, "lear");
        acme = ExportedServer.ofSample(sample, "acme");
    }

    @ParameterizedTest
    @CsvSource({"lear", "acme"})
    void allMembersOntoThePublicExportHoldAllThatAnyOfTheirArchivesHas(String realm) throws IOException, SQLException {
        ExportedServer source = realm.equals("lear") ? real : acme;
        Set<Long> everybody = source.users(realm);
        List<String> users = everybody.stream()
                .flatMap(id -> Stream.of("--user", realm + ":" + id))
                .toList();
        Path open = export(source, Stream.concat(Stream.of("--mode", "public"), users.stream()));
        Path list = source.writeApprovals(folder.resolve(realm + ".csv"), everybody);
        Path consent = export(source, Stream.of("--approvals", list.toString(), "--unapproved", "placeholder"));

        Path merged = merges.merge(realm, List.of(open));

        ExportedArchive expected = ExportedArchive.read(consent.resolve(realm));
        ExportedArchive found = ExportedArchive.read(merged);
        Map<Long, Set<Long>> told = told(open, realm);
        // Zulip's single-user exports have messages of private channels only for who wrote or reacted to them.
        assertThat(lacking(expected, found, "zerver_message", Set.of(), row -> told.containsKey(id(row, "id"))))
                .isEmpty();
        assertThat(lacking(
                        expected,
                        found,
                        "zerver_usermessage",
                        Set.of("id"),
                        row -> told.getOrDefault(id(row, "message"), Set.of()).contains(id(row, "user_profile"))))
                .isEmpty();
        assertThat(expected.rows("zerver_message").stream()
                        .filter(row -> !told.containsKey(id(row, "id")))
                        .map(row -> id(row, "recipient")))
                .as("messages that nobody's own archive has are of private channels")
                .allMatch(privateChannels(expected)::contains);
        assertThat(lacking(
                        expected,
                        found,
                        "zerver_attachment",
                        UNTOLD,
                        row -> ExportedArchive.numbers(row.get("scheduled_messages"))
                                        .isEmpty()
                                && told.keySet().containsAll(ExportedArchive.numbers(row.get("messages")))))
                .isEmpty();
        for (String table : List.of(
                "zerver_subscription",
                "zerver_recipient",
                "zerver_huddle",
                "zerver_reaction",
                "zerver_userprofile",
                "zerver_alertword",
                "zerver_usertopic",
                "zerver_useractivity",
                "zerver_realmauditlog")) {
            assertThat(lacking(
                            expected,
                            found,
                            table,
                            Set.of(),
                            row -> !table.equals("zerver_reaction") || told.containsKey(id(row, "message"))))
                    .as(table)
                    .isEmpty();
        }
        assertFilesThere(consent.resolve(realm), merged, found.rows("zerver_attachment"));
        long invented = found.rows("zerver_usermessage").stream()
                .filter(row -> ExportedArchive.number(row.get("id")) >= 1L << 62)
                .count();
        assertThat(invented).as("flags of private messages").isPositive();
        Ran audit = Ran.command(List.of("audit", merged.toString(), "--mode", "consent"));
        assertThat(audit.status()).as(audit.text()).isZero();
    }

    @Test
    void oneMemberBringsThePrivateDataOfOneAndLeavesOthersPlaceholders() throws IOException, SQLException {
        String user = acme.texts("SELECT id FROM zulip.zerver_userprofile WHERE realm_id = 2 AND is_active"
                        + " AND NOT is_bot ORDER BY id LIMIT 1")
                .get(0);
        Path open = export(acme, Stream.of("--mode", "public", "--user", "acme:" + user));

        Path merged = merges.merge("acme", List.of(open));

        Map<Long, Map<String, Object>> users = byId(ExportedArchive.read(merged), "zerver_userprofile");
        assertThat(users).containsKey(Long.valueOf(user));
        assertThat(users.values())
                .allMatch(row ->
                        Boolean.FALSE.equals(row.get("is_active")) || user.equals(String.valueOf(row.get("id"))));
        Set<Object> receivers = ExportedArchive.read(merged).rows("zerver_usermessage").stream()
                .map(row -> row.get("user_profile"))
                .collect(Collectors.toSet());
        assertThat(receivers).containsExactly(Long.valueOf(user));
        assertThat(Files.readString(merged.resolve("consented_user_ids.json"))).contains(user);
    }

    @Test
    void zulipsOwnExportOfAUserIsTakenToo() throws IOException, SQLException {
        RealServer zulip = RealServer.ofZulip11();
        Path open = zulip.unpackExport("lear", "public", folder.resolve("zulips-public"));
        Path cordelia = zulip.unpackUserExport("lear", "cordelia", folder.resolve("zulips-user"));

        Path merged = merges.merge("lear", List.of(open, cordelia));

        ExportedArchive found = ExportedArchive.read(merged);
        Set<Long> messages = found.ids("zerver_message");
        assertThat(messages).containsAll(ExportedArchive.read(open).ids("zerver_message"));
        Set<Long> left = ExportedArchive.read(cordelia).ids("zerver_message");
        left.removeAll(messages);
        assertThat(left)
                .as("of a group with a system bot, which no archive of a realm has")
                .containsExactly(2164L);
        assertThat(Files.readString(merged.resolveSibling("findings.jsonl"))).contains("1 message left out");
        assertThat(byId(found, "zerver_alertword").values())
                .isNotEmpty()
                .allMatch(row -> Objects.equals(row.get("user_profile"), 67L));
        Ran audit = Ran.command(List.of("audit", merged.toString(), "--mode", "consent"));
        assertThat(audit.status()).as(audit.text()).isZero();
    }

    @Test
    void aUserWithoutAnArchiveOfTheRealmIsRefused() throws SQLException {
        String user = acme.texts("SELECT min(id) FROM zulip.zerver_userprofile WHERE realm_id = 2")
                .get(0);
        Path run = folder.resolve("alone");
        ExportOutcome outcome = ExportOutcome.of(
                EmbeddedServer.uri(acme.server().port(), acme.database()),
                acme.uploads(),
                acme.salt(),
                run,
                List.of("--user", "acme:" + user));
        assertThat(outcome.status()).as(outcome.text()).isZero();

        Ran ran = Merges.run(List.of(run), folder.resolve("refused"));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("no input is an archive of a realm");
    }

    private Path export(ExportedServer source, Stream<String> options) {
        Path run = folder.resolve("run-" + ++runs);
        ExportOutcome outcome =
                source.export(run, Stream.concat(Stream.of("--force"), options).toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.text()).isZero();
        return run;
    }

    /** Some rows of a table that an archive should have, but for the fields that it can't know. */
    private static List<Object> lacking(
            ExportedArchive expected,
            ExportedArchive found,
            String table,
            Set<String> unknown,
            Predicate<Map<String, Object>> wanted) {
        Set<Map<String, Object>> there = new HashSet<>();
        found.rows(table).forEach(row -> there.add(without(row, unknown)));
        List<Object> lacking = new ArrayList<>();
        for (Map<String, Object> row : expected.rows(table)) {
            if (wanted.test(row) && !there.contains(without(row, unknown)) && lacking.size() < 3) {
                lacking.add(row);
            }
        }
        return lacking;
    }

    private static Map<String, Object> without(Map<String, Object> row, Set<String> unknown) {
        Map<String, Object> rest = new TreeMap<>();
        row.forEach((field, value) -> {
            if (!unknown.contains(field)) {
                rest.put(field, String.valueOf(value));
            }
        });
        return rest;
    }

    private static long id(Map<String, Object> row, String field) {
        return ExportedArchive.number(row.get(field));
    }

    /** The messages that any archive of a run has, with the users whose flags it tells. */
    private static Map<Long, Set<Long>> told(Path run, String realm) throws IOException {
        Map<Long, Set<Long>> told = new TreeMap<>();
        ExportedArchive open = ExportedArchive.read(run.resolve(realm));
        open.rows("zerver_message").forEach(row -> told.put(id(row, "id"), new HashSet<>()));
        open.rows("zerver_usermessage")
                .forEach(row ->
                        told.getOrDefault(id(row, "message"), new HashSet<>()).add(id(row, "user_profile")));
        try (Stream<Path> users = Files.list(run.resolve("users").resolve(realm))) {
            for (Path user : (Iterable<Path>) users::iterator) {
                long id = id(
                        Json.objects(Json.object(Json.read(user.resolve("user.json")))
                                        .get("zerver_userprofile"))
                                .get(0),
                        "id");
                ExportedArchive.read(user)
                        .rows("zerver_message")
                        .forEach(row -> told.computeIfAbsent(id(row, "id"), message -> new HashSet<>())
                                .add(id));
            }
        }
        return told;
    }

    private static Set<Long> privateChannels(ExportedArchive archive) {
        return archive.rows("zerver_stream").stream()
                .filter(row -> Boolean.TRUE.equals(row.get("invite_only")))
                .map(row -> id(row, "recipient"))
                .collect(Collectors.toSet());
    }

    private static Map<Long, Map<String, Object>> byId(ExportedArchive archive, String table) {
        Map<Long, Map<String, Object>> rows = new TreeMap<>();
        archive.rows(table).forEach(row -> rows.put(ExportedArchive.number(row.get("id")), row));
        return rows;
    }

    /** Pictures and emoji of all, and the uploads that messages name: scheduled ones are in no user's archive. */
    private static void assertFilesThere(Path expected, Path found, List<Map<String, Object>> attachments)
            throws IOException {
        Set<String> uploads =
                attachments.stream().map(row -> "uploads/" + row.get("path_id")).collect(Collectors.toSet());
        assertThat(uploads).isNotEmpty();
        for (Path file : Folders.files(expected)) {
            String name = expected.relativize(file).toString();
            boolean wanted = !name.startsWith("uploads/") || uploads.contains(name);
            if (wanted && name.contains("/") && !name.endsWith("records.json")) {
                assertThat(found.resolve(name)).hasSameBinaryContentAs(file);
            }
        }
    }
}
