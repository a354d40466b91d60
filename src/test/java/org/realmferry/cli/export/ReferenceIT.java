/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.SameFiles;
import org.realmferry.extract.ArchiveContents;
import org.realmferry.extract.ArchiveReferences;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.RealServer;

/** Our exports of a real server, beside those that Zulip itself made of it. */
@TestInstance(Lifecycle.PER_CLASS)
class ReferenceIT {
    @AutoClose
    private EmbeddedServer server;

    private RealServer real;
    private ExportedServer source;
    private Path archives;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        real = RealServer.ofZulip11();
        server = EmbeddedServer.start();
        source = ExportedServer.ofZulip11(server, folder, "zulip", "lear", "zephyr", "analytics");
        archives = export(source, "one-worker", "--jobs", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zulip", "lear", "zephyr"})
    void anArchiveEqualsZulipsOwnExport(String realm) throws IOException {
        ChildProcess comparison = compare(realm);

        assertThat(comparison.text()).contains("reference rows compared, 0 differences");
        assertThat(comparison.status()).isZero();
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
        assertSameBytes(export(source, jobs + "-workers", "--jobs", jobs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "chat", "Größe \"1\""})
    void theNameOfTheSchemaChangesNoByte(String schema) throws IOException, SQLException {
        ExportedServer moved = source.copy("moved to " + schema.replace("\"", ""));
        moved.execute("DROP SCHEMA public", "ALTER SCHEMA zulip RENAME TO \"" + schema.replace("\"", "\"\"") + "\"");

        Path run = export(moved, "schema-" + schema.charAt(0), "--jobs", "2");
        for (String realm : source.realms()) {
            assertThat(SameFiles.differences(archives.resolve(realm), run.resolve(realm)))
                    .as("another database has another hash in the manifest, and the same files")
                    .isSubsetOf("realmferry.json");
        }
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
        try (Connection connection = server.connect(source.database());
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

    private Path export(ExportedServer from, String output, String... options) {
        Path target = folder.resolve(output);
        ExportOutcome outcome = from.export(target, options);
        assertThat(outcome.status()).as(outcome.text()).isZero();
        return target;
    }

    private ChildProcess compare(String realm) throws IOException {
        return real.compare(real.export(realm), archives.resolve(realm));
    }

    private void assertSameBytes(Path others) throws IOException {
        for (String realm : source.realms()) {
            SameFiles.assertSame(archives.resolve(realm), others.resolve(realm));
        }
    }
}
