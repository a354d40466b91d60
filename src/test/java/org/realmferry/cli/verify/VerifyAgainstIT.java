/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.cli.ArchiveEdits.NEW_ID;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ArchiveCopies;
import org.realmferry.cli.ArchiveEdits;
import org.realmferry.cli.ComparedServer;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Ran;
import org.realmferry.cli.VerifiedArchives;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;

/** Archives beside the server that they came from: equal at rest, in every mode, and each difference is found. */
@TestInstance(Lifecycle.PER_CLASS)
class VerifyAgainstIT {
    private static final int MESSAGES = 3200;
    private static final long SEED = 7;
    private static final String FIRST = "messages-000001.json";
    private static final String SECOND = "messages-000002.json";

    @AutoClose
    private EmbeddedServer server;

    private ExportedServer source;
    private Path run;
    private ArchiveCopies copies;
    private Path folder;
    private int databases;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        source = ExportedServer.ofSample(server, folder, MESSAGES, SEED, "acme", "orchard");
        run = export(
                source, "run", "--user", "acme:owner@acme.example.com", "--user", "harbor:owner@harbor.example.com");
        copies = new ArchiveCopies(folder);
    }

    private Path export(ExportedServer from, String name, String... options) {
        Path target = folder.resolve(name);
        ExportOutcome outcome = from.export(target, options);
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
        return target;
    }

    private Path acme() {
        return run.resolve("acme");
    }

    private ExportedServer changed(String... statements) throws SQLException {
        ExportedServer copy = source.copy("changed-" + ++databases);
        List<String> all = new ArrayList<>(List.of("SET search_path = zulip"));
        all.addAll(List.of(statements));
        copy.execute(all.toArray(String[]::new));
        return copy;
    }

    private long number(String sql) throws SQLException {
        return source.number(sql.replace("zerver_", "zulip.zerver_"));
    }

    /** A message of acme, which the file of that number holds. */
    private long message(String file, int index) throws IOException {
        return new ArrayList<>(ArchiveEdits.ids(acme().resolve(file), "zerver_message")).get(index);
    }

    /** The id of a message that somebody received. */
    private long received(String file, int index) throws IOException {
        return Json.objects(Json.object(Json.read(acme().resolve(file))).get("zerver_usermessage")).stream()
                .map(row -> (Long) row.get("message"))
                .distinct()
                .toList()
                .get(index);
    }

    @Test
    void anArchiveEqualsItsServerAtRest() {
        ComparedServer compared = new ComparedServer(source);

        compared.assertEqual(run);
        compared.assertEqual(acme());
        assertThat(compared.tables(run)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"consent", "public"})
    void anArchiveOfAModeEqualsItsServer(String mode) {
        new ComparedServer(source).assertEqual(export(source, mode, "--mode", mode, "--force", "--as-active"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"placeholder", "omit"})
    void anArchiveOfApprovedPeopleEqualsItsServer(String unapproved) throws IOException, SQLException {
        Set<Long> approved = new TreeSet<>();
        for (long user : source.users("acme")) {
            if (user % 3 != 0) {
                approved.add(user);
            }
        }
        Path list = source.writeApprovals(folder.resolve(unapproved + ".csv"), approved);

        new ComparedServer(source)
                .assertEqual(export(
                        source, unapproved, "--approvals", list.toString(), "--unapproved", unapproved, "--force"));
    }

    @Test
    void aRefreshedRunEqualsItsServer() throws IOException, SQLException {
        ExportedServer life = changed();
        Path later = export(life, "later");
        life.execute(
                "SET search_path = zulip",
                "UPDATE zerver_message SET content = 'later' WHERE id = " + message(SECOND, 3),
                "UPDATE zerver_userprofile SET full_name = 'Later' WHERE id IN (SELECT min(id) FROM zerver_userprofile"
                        + " WHERE realm_id = " + realm("acme") + ")");
        ComparedServer compared = new ComparedServer(life);
        assertThat(compared.labels(later)).hasSize(2);

        assertThat(Ran.command(List.of("refresh", later.toString())).status()).isZero();

        compared.assertEqual(later);
    }

    private long realm(String stringId) throws SQLException {
        return source.number("SELECT id FROM zulip.zerver_realm WHERE string_id = '" + stringId + "'");
    }

    @Test
    void findsWhatChangedOnTheServer() throws IOException, SQLException {
        List<Change> changes = List.of(
                new Change(
                        "UPDATE zerver_message SET content = 'x', subject = 'x' WHERE id = :id",
                        "differs messages-000002.json zerver_message :id",
                        "1 row of the archive is different on the server: content, subject"),
                new Change(
                        "UPDATE zerver_usermessage SET flags = flags # 2 WHERE id = :received",
                        "differs messages-000002.json zerver_usermessage :received",
                        "flags_mask"),
                new Change(
                        "DELETE FROM zerver_usermessage WHERE id = :unread",
                        "not-on-server messages-000002.json zerver_usermessage :unread",
                        "1 row of the archive is not on the server"),
                new Change(
                        "UPDATE zerver_userprofile SET full_name = 'Renamed' WHERE id = :user",
                        "differs realm.json zerver_userprofile :user",
                        "full_name"),
                new Change(
                        "UPDATE zerver_attachment SET file_name = 'x' WHERE id = :attachment",
                        "differs attachment.json zerver_attachment :attachment",
                        "file_name"),
                new Change(
                        "UPDATE analytics_realmcount SET value = value + 1 WHERE id = :count",
                        "differs analytics.json analytics_realmcount :count",
                        "value"),
                new Change(
                        "INSERT INTO zerver_alertword (id, word, user_profile_id, realm_id)"
                                + " VALUES (999001, 'x', :user, :realm)",
                        "not-in-archive realm.json zerver_alertword 999001",
                        "1 row of the server is not in the archive"));
        List<String> statements = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (Change change : changes) {
            statements.add(named(change.sql()));
            labels.add(named(change.label()));
        }
        ComparedServer compared = new ComparedServer(changed(statements.toArray(String[]::new)));

        List<Map<String, Object>> findings = compared.findings(acme());

        assertThat(findings).extracting(ComparedServer::label).containsExactlyInAnyOrderElementsOf(labels);
        for (Change change : changes) {
            String label = named(change.label());
            assertThat(findings)
                    .filteredOn(finding -> ComparedServer.label(finding).equals(label))
                    .allSatisfy(finding -> {
                        assertThat(String.valueOf(finding.get("message"))).endsWith(change.message());
                        assertThat(String.valueOf(finding.get("remedy"))).contains("realmferry refresh RUN");
                    });
        }
        assertThat(compared.tables(acme())).hasSize(changes.size() - 1);
    }

    private record Change(String sql, String label, String message) {}

    /** A text with the ids of rows of acme. */
    private String named(String text) throws IOException, SQLException {
        return text.replace(":id", String.valueOf(message(SECOND, 5)))
                .replace(":received", first(SECOND, "zerver_usermessage"))
                .replace(":unread", last(SECOND, "zerver_usermessage"))
                .replace(":user", first("realm.json", "zerver_userprofile"))
                .replace(":attachment", first("attachment.json", "zerver_attachment"))
                .replace(":count", first("analytics.json", "analytics_realmcount"))
                .replace(":realm", String.valueOf(realm("acme")));
    }

    private String first(String file, String table) throws IOException {
        return String.valueOf(Collections.min(ArchiveEdits.ids(acme().resolve(file), table)));
    }

    private String last(String file, String table) throws IOException {
        return String.valueOf(Collections.max(ArchiveEdits.ids(acme().resolve(file), table)));
    }

    @Test
    void findsMessagesThatWereDeletedAndSentSince() throws IOException, SQLException {
        long deleted = received(FIRST, 0);
        long copied = received(FIRST, 1);
        ExportedServer life = changed(
                "SET session_replication_role = replica",
                "DELETE FROM zerver_usermessage WHERE message_id = " + deleted,
                "DELETE FROM zerver_message WHERE id = " + deleted,
                "CREATE TEMP TABLE sent AS SELECT * FROM zerver_message WHERE id = " + copied,
                "UPDATE sent SET id = 999001",
                "INSERT INTO zerver_message SELECT * FROM sent",
                "CREATE TEMP TABLE received AS SELECT * FROM zerver_usermessage WHERE message_id = " + copied,
                "UPDATE received SET message_id = 999001, id = id + 999000",
                "INSERT INTO zerver_usermessage SELECT * FROM received");
        long received = life.number("SELECT count(*) FROM zulip.zerver_usermessage WHERE message_id = 999001");
        long lost =
                number("SELECT count(*) FROM zerver_usermessage m JOIN zerver_userprofile u ON u.id = user_profile_id"
                        + " WHERE u.realm_id = " + realm("acme") + " AND message_id = " + deleted);
        ComparedServer compared = new ComparedServer(life);

        assertThat(compared.labels(acme()))
                .contains(
                        "not-on-server messages-000001.json zerver_message " + deleted,
                        "not-in-archive  zerver_message 999001")
                .anyMatch(label -> label.startsWith("not-on-server messages-000001.json zerver_usermessage "));
        assertThat(compared.tables(acme()).get("zerver_message")).endsWith(" 1 1 0");
        assertThat(compared.tables(acme()).get("zerver_usermessage")).endsWith(" " + received + " " + lost + " 0");
    }

    @Test
    void findsWhatIsAnotherInAnArchiveThatHidesIt() throws IOException {
        Path archive = copies.copy(acme());
        List<String> labels = new ArrayList<>();
        labels.add(forge(archive, SECOND, "zerver_message", 4, "content"));
        labels.add(forge(archive, FIRST, "zerver_usermessage", 4, "flags_mask"));
        labels.add(lose(archive, SECOND, "zerver_usermessage", 4));
        labels.add(forge(archive, "realm.json", "zerver_userprofile", 1, "full_name"));
        labels.add(lose(archive, "realm.json", "zerver_alertword", 0));
        labels.add(forge(archive, "attachment.json", "zerver_attachment", 2, "file_name"));
        labels.add(lose(archive, "analytics.json", "analytics_usercount", 1));
        assertThat(VerifiedArchives.verify(archive)).isEmpty();

        assertThat(new ComparedServer(source).labels(archive)).containsExactlyInAnyOrderElementsOf(labels);
    }

    private static String forge(Path archive, String file, String table, int row, String field) throws IOException {
        return hide(archive, file, table, row, "differs", rows -> {
            Object value = rows.get(row).get(field);
            rows.get(row).put(field, value instanceof Long number ? (Object) (number + 4096) : value + " forged");
        });
    }

    private static String lose(Path archive, String file, String table, int row) throws IOException {
        return hide(archive, file, table, row, "not-in-archive", rows -> rows.remove(row));
    }

    /** Changes an archive; gives what should be found. */
    private static String hide(
            Path archive, String file, String table, int row, String kind, Consumer<List<Map<String, Object>>> change)
            throws IOException {
        long id = ArchiveEdits.id(
                ArchiveEdits.rows(Json.read(archive.resolve(file)), table).get(row));
        ArchiveEdits.edit(archive, file, content -> change.accept(ArchiveEdits.rows(content, table)));
        ComparedServer.hide(archive, file);
        return kind + " " + file + " " + table + " " + id;
    }

    private Path hidden(String file, Consumer<Object> change) throws IOException {
        Path archive = copies.edited(acme(), file, change);
        ComparedServer.hide(archive, file);
        return archive;
    }

    @Test
    void findsRowsThatAnArchiveHasAddedOrLost() throws IOException {
        Path added = hidden(FIRST, file -> {
            Map<String, Object> row = new LinkedHashMap<>(
                    ArchiveEdits.rows(file, "zerver_usermessage").get(0));
            row.put("id", NEW_ID);
            ArchiveEdits.rows(file, "zerver_usermessage").add(row);
        });
        assertThat(new ComparedServer(source).labels(added))
                .containsExactly("not-on-server messages-000001.json zerver_usermessage " + NEW_ID);

        long lost = message(SECOND, 7);
        Path lacking = hidden(SECOND, file -> {
            ArchiveEdits.rows(file, "zerver_message").removeIf(row -> ArchiveEdits.id(row) == lost);
            ArchiveEdits.rows(file, "zerver_usermessage").removeIf(row -> ArchiveEdits.number(row, "message") == lost);
        });
        assertThat(new ComparedServer(source).labels(lacking))
                .contains("not-in-archive messages-000002.json zerver_message " + lost);
    }

    @Test
    void findsAFileThatWasLost() throws IOException {
        Path archive = copies.copy(acme());
        Set<Long> ids = ArchiveEdits.ids(archive.resolve(SECOND), "zerver_message");
        Files.delete(archive.resolve(SECOND));
        ComparedServer compared = new ComparedServer(source);

        assertThat(compared.labels(archive))
                .contains("not-in-archive  zerver_message " + Collections.min(ids) + "-" + Collections.max(ids));
        assertThat(compared.tables(archive).get("zerver_message")).endsWith(" " + ids.size() + " 0 0");
        assertThat(compared.tables(archive)).containsOnlyKeys("zerver_message", "zerver_usermessage");
    }

    @Test
    void saysOfAFileThatIsCutOffOnlyWhatIsKnown() throws IOException {
        Path archive = copies.copy(acme());
        String text = Files.readString(archive.resolve(FIRST));
        Files.writeString(archive.resolve(FIRST), text.substring(0, text.length() / 3));

        List<Map<String, Object>> findings = new ComparedServer(source).findings(archive);

        assertThat(findings)
                .filteredOn(finding -> String.valueOf(finding.get("message")).contains("was not compared"))
                .extracting(ComparedServer::label)
                .containsExactly("unreadable messages-000001.json  ");
        assertThat(findings)
                .filteredOn(finding ->
                        FIRST.equals(finding.get("file")) && "zerver_usermessage".equals(finding.get("table")))
                .filteredOn(finding -> "not-in-archive".equals(finding.get("kind")))
                .isEmpty();
    }

    @Test
    void anotherSpellingOfTheSameJsonIsNoDifference() throws IOException {
        Path archive = hidden(FIRST, file -> {
            Collections.reverse(ArchiveEdits.rows(file, "zerver_usermessage"));
            for (Map<String, Object> row : ArchiveEdits.rows(file, "zerver_message")) {
                Map<String, Object> before = new LinkedHashMap<>(row);
                List<String> keys = new ArrayList<>(before.keySet());
                Collections.reverse(keys);
                row.clear();
                keys.forEach(key -> row.put(key, before.get(key)));
                row.put("date_sent", new BigDecimal(row.get("date_sent") + "000"));
                row.put("rendered_content_version", new BigDecimal("1.0"));
            }
        });

        assertThat(new ComparedServer(source).labels(archive))
                .allSatisfy(label -> assertThat(label).startsWith("wrong-order "));
    }

    @Test
    void findsWhatChangedForASingleUser() throws IOException, SQLException {
        Path archive = run.resolve("users/acme/owner@acme.example.com");
        long message = new TreeSet<>(ArchiveEdits.ids(archive.resolve(FIRST), "zerver_message")).first();
        long owner = source.number("SELECT id FROM zulip.zerver_userprofile WHERE email = 'owner@acme.example.com'");
        ComparedServer compared = new ComparedServer(changed(
                "UPDATE zerver_message SET content = 'x' WHERE id = " + message,
                "UPDATE zerver_userprofile SET full_name = 'Renamed' WHERE id = " + owner));

        List<Map<String, Object>> findings = compared.findings(archive);

        assertThat(findings)
                .extracting(ComparedServer::label)
                .contains("differs user.json zerver_userprofile " + owner);
        assertThat(findings).anySatisfy(finding -> {
            assertThat(ComparedServer.label(finding))
                    .startsWith("differs messages-000001.json zerver_message " + message);
            assertThat(String.valueOf(finding.get("message"))).contains("content, recipient_name");
        });
    }
}
