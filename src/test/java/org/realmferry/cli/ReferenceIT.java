/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.extract.ArchiveContents;
import org.realmferry.extract.ArchiveReferences;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;
import org.realmferry.sample.RealServer;

/** Our exports of a real server, beside those that Zulip itself made of it. */
@TestInstance(Lifecycle.PER_CLASS)
class ReferenceIT {
    private static final String DATABASE = "zulip";
    private static final List<String> REALMS = List.of("zulip", "lear", "zephyr", "analytics");

    private EmbeddedServer server;
    private RealServer real;
    private Path uploads;
    private Path salt;
    private Path archives;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        real = RealServer.ofZulip11();
        server = EmbeddedServer.start();
        real.restore(server, DATABASE);
        uploads = real.unpackUploads(folder.resolve("uploads"));
        salt = real.writeSalt(folder.resolve("salt"));
        archives = export(DATABASE, "one-worker", "--jobs", "1");
    }

    @AfterAll
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zulip", "lear", "zephyr"})
    void anArchiveEqualsZulipsOwnExport(String realm) throws IOException {
        ChildProcess comparison = compare(realm);

        assertThat(comparison.text()).contains("reference rows compared, 0 differences");
        assertThat(comparison.status()).isZero();
    }

    /** The fixture's dump went through something that squeezes blank lines, so Zulip's texts are squeezed here too. */
    @ParameterizedTest
    @ValueSource(strings = {"zulip", "lear", "zephyr"})
    void theTextsOfMessagesEqualZulipsButForBlankLinesThatTheDumpLost(String realm) throws IOException {
        ExportedArchive zulips = ExportedArchive.read(real.unpackExport(realm, folder.resolve("zulips-" + realm)));
        Map<Long, String> expected = new TreeMap<>();
        contents(zulips).forEach((id, text) -> expected.put(id, text.replaceAll("\n{3,}", "\n\n")));

        assertThat(real.dump()).doesNotContain("\n\n\n");
        Map<Long, String> found = contents(ExportedArchive.read(archives.resolve(realm)));
        assertThat(found).hasSameSizeAs(expected);
        expected.entrySet().removeAll(found.entrySet());
        assertThat(expected).isEmpty();
    }

    private static Map<Long, String> contents(ExportedArchive archive) {
        Map<Long, String> contents = new TreeMap<>();
        archive.rows("zerver_message")
                .forEach(message -> contents.put(
                        ExportedArchive.number(message.get("id")), String.valueOf(message.get("content"))));
        return contents;
    }

    @Test
    void theFirstExportOfARealmHasTheRowThatZulipsImporterAsksFor() throws IOException {
        ChildProcess comparison = compare("analytics");

        assertThat(comparison.text().lines().toList())
                .hasSize(2)
                .first()
                .isEqualTo("extra row: realm.json: zerver_realmauditlog id 0");
        assertThat(comparison.status()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "8"})
    void theNumberOfWorkersChangesNoByte(String jobs) throws IOException {
        assertSameBytes(export(DATABASE, jobs + "-workers", "--jobs", jobs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "chat", "Größe \"1\""})
    void theNameOfTheSchemaChangesNoByte(String schema) throws IOException, SQLException {
        String database = "moved to " + schema.replace("\"", "");
        real.restore(server, database);
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA public");
            statement.execute("ALTER SCHEMA zulip RENAME TO \"" + schema.replace("\"", "\"\"") + "\"");
        }

        assertSameBytes(export(database, "schema-" + schema.charAt(0), "--jobs", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zulip", "lear", "zephyr", "analytics"})
    void everyReferenceOfAnArchiveLeadsToARowOfIt(String realm) throws IOException {
        ExportedArchive archive = ExportedArchive.read(archives.resolve(realm));

        assertThat(ArchiveReferences.check(archive).problems()).isEmpty();
        assertThat(ArchiveContents.problems(archive)).isEmpty();
    }

    @Test
    void aDirectMessageToAMirrorDummyHasItsRecipientAndSubscription() throws IOException {
        ExportedArchive zephyr = ExportedArchive.read(archives.resolve("zephyr"));
        Set<Long> dummies = zephyr.ids("zerver_userprofile_mirrordummy");
        Map<Long, Long> users = zephyr.rows("zerver_recipient").stream()
                .filter(recipient -> Objects.equals(recipient.get("type"), 1L))
                .collect(Collectors.toMap(
                        recipient -> ExportedArchive.number(recipient.get("id")),
                        recipient -> ExportedArchive.number(recipient.get("type_id"))));
        Set<Long> toDummies = zephyr.rows("zerver_message").stream()
                .map(message -> ExportedArchive.number(message.get("recipient")))
                .filter(recipient -> dummies.contains(users.getOrDefault(recipient, 0L)))
                .collect(Collectors.toSet());

        assertThat(toDummies).isNotEmpty();
        assertThat(zephyr.rows("zerver_subscription"))
                .extracting(
                        subscription -> subscription.get("recipient"), subscription -> subscription.get("user_profile"))
                .containsAll(toDummies.stream()
                        .map(recipient -> tuple(recipient, users.get(recipient)))
                        .toList());
    }

    @Test
    void everyMessageWhoseSenderAndRecipientLeaveLeavesToo() throws IOException, SQLException {
        ExportedArchive zephyr = ExportedArchive.read(archives.resolve("zephyr"));
        Set<Long> senders =
                zephyr.ids("zerver_userprofile", "zerver_userprofile_mirrordummy", "zerver_userprofile_crossrealm");
        Set<Long> recipients = zephyr.ids("zerver_recipient");
        Set<Long> expected = new HashSet<>();
        try (Connection connection = server.connect(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT m.id, sender_id, recipient_id FROM zulip.zerver_message m"
                                + " JOIN zulip.zerver_realm r ON r.id = m.realm_id WHERE r.string_id = 'zephyr'")) {
            while (rows.next()) {
                if (senders.contains(rows.getLong(2)) && recipients.contains(rows.getLong(3))) {
                    expected.add(rows.getLong(1));
                }
            }
        }

        assertThat(expected).hasSizeGreaterThan(100);
        assertThat(zephyr.ids("zerver_message")).containsAll(expected);
    }

    private Path export(String database, String output, String... options) {
        List<String> words = new ArrayList<>(List.of(options));
        REALMS.forEach(realm -> words.addAll(List.of("--realm", realm)));
        Path target = folder.resolve(output);
        ExportOutcome outcome = ExportOutcome.of(address(database), uploads, salt, target, words);
        assertThat(outcome.status()).as(outcome.text()).isZero();
        return target;
    }

    private String address(String database) {
        return "postgresql://" + EmbeddedServer.USER + "@127.0.0.1:" + server.port() + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private ChildProcess compare(String realm) throws IOException {
        Path tool = real.folder().resolve(Path.of("..", "..", "tools", "compare-exports"));
        return ChildProcess.run(
                "python3",
                tool.toString(),
                real.export(realm).toString(),
                archives.resolve(realm).toString(),
                // The fixture's tar holds whole seconds only.
                "--ignore-field",
                "uploads.last_modified",
                "--ignore-field",
                "avatars.last_modified",
                // The fixture's dump has lost blank lines; the texts have a test of their own.
                "--ignore-field",
                "zerver_message.content");
    }

    private void assertSameBytes(Path others) throws IOException {
        for (String realm : REALMS) {
            List<Path> expected = Folders.files(archives.resolve(realm));
            assertThat(Folders.files(others.resolve(realm)).stream().map(others::relativize))
                    .isNotEmpty()
                    .isEqualTo(expected.stream().map(archives::relativize).toList());
            for (Path file : expected) {
                assertThat(Files.mismatch(file, others.resolve(archives.relativize(file))))
                        .as("the first byte that is another in %s", file)
                        .isEqualTo(-1);
            }
        }
    }
}
