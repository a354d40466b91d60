/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.ArchiveCopies;
import org.realmferry.cli.ArchiveEdits;
import org.realmferry.cli.Ran;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;
import org.realmferry.source.AdvisoryKey;

/** What import refuses before it writes anything: it names the thing, and says what to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportRefusalsIT {
    private static final String MESSAGES = "messages-000001.json";

    private EmbeddedServer server;
    private ImportTarget target;
    private ArchiveCopies copies;
    private Path archive;
    private Map<String, String> before;

    @BeforeAll
    void restore(@TempDir Path temporary) throws Exception {
        server = EmbeddedServer.start();
        target = ImportTarget.restore(server, "imports-11-dev/zephyr-full-as-mitb", "refusing", temporary);
        archive = RealServer.ofZulip11().unpackExport("lear", temporary.resolve("archive"));
        copies = new ArchiveCopies(temporary);
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void note() throws Exception {
        before = target.content();
    }

    @ParameterizedTest
    @CsvSource({
        "mitb, 3, the server has a realm mitb (id",
        "streams, 2, the subdomain streams is one that Zulip reserves",
        "Lear, 2, no realm can have the subdomain Lear: it may have only the letters a to z",
        "ab, 2, no realm can have the subdomain ab: it must have at least 3 letters",
    })
    void aName(String name, int status, String text) throws Exception {
        assertRefused(target.importing(archive, "--as", name), status, text, "--as NAME");
    }

    @Test
    void aNameInAnArchiveThatIsAPath(@TempDir Path run, @TempDir Path outside) throws Exception {
        Path other = copies.edited(
                archive,
                "realm.json",
                file -> ArchiveEdits.rows(file, "zerver_realm").get(0).put("string_id", outside.toString()));

        assertRefused(
                target.importing(other, "--output", run.resolve("run").toString()),
                2,
                "no realm can have the subdomain " + outside + ": it may have only the letters a to z");
        assertThat(run).isEmptyDirectory();
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aRealmThatIsBeingImportedAlready(@TempDir Path run) throws Exception {
        try (Connection other = server.connect("refusing");
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + AdvisoryKey.ofRealm("twice") + ")");

            assertRefused(
                    target.importing(
                            archive,
                            "--as",
                            "twice",
                            "--output",
                            run.resolve("run").toString()),
                    7,
                    "another import of the realm twice into this server is under way");
        }
    }

    @Test
    void aRealmThatIsThereUnderAnotherName() throws Exception {
        Path other = copies.edited(
                archive,
                "realm.json",
                file -> ArchiveEdits.rows(file, "zerver_realm")
                        .get(0)
                        .put("uuid", "11111111-2222-3333-4444-555555555555"));
        target.execute("UPDATE zulip.zerver_realm SET uuid = '11111111-2222-3333-4444-555555555555' WHERE string_id ="
                + " 'mitb'");

        assertRefused(target.importing(other), 3, "the server has this realm already, as mitb: its uuid is the same");
    }

    @Test
    void aMessageFileMissingInTheMiddle() throws Exception {
        Path damaged = copies.copy(archive);
        Files.move(damaged.resolve(MESSAGES), damaged.resolve("messages-000002.json"));

        assertRefused(target.importing(damaged), 6, "is damaged", MESSAGES);
    }

    @Test
    void aFileThatIsCutOff() throws Exception {
        Path damaged = copies.copy(archive);
        String text = Files.readString(damaged.resolve(MESSAGES));
        Files.writeString(damaged.resolve(MESSAGES), text.substring(0, text.length() / 2));

        assertRefused(target.importing(damaged), 6, "is damaged: ", MESSAGES);
    }

    @Test
    void aReferenceToNothing() throws Exception {
        Path damaged = copies.edited(
                archive,
                "realm.json",
                file -> ArchiveEdits.rows(file, "zerver_subscription").get(0).put("user_profile", 999_999L));

        assertRefused(target.importing(damaged), 6, "is damaged: 1 finding", "zerver_subscription", "999999");
    }

    @Test
    void channelsThatTheServerTakesForOne() throws Exception {
        Path twins = copies.edited(archive, "realm.json", file -> {
            List<Map<String, Object>> channels = ArchiveEdits.rows(file, "zerver_stream");
            channels.get(1)
                    .put("name", String.valueOf(channels.get(0).get("name")).toUpperCase(Locale.ROOT));
        });

        assertRefused(
                target.importing(twins),
                3,
                "rows of zerver_stream have the same realm_id, upper(name::text), of which the server's unique index"
                        + " zerver_stream_realm_id_name_uniq takes only one: ids ");
    }

    @Test
    void usermessagesThatAreThereTwice() throws Exception {
        Path twins = copies.edited(archive, MESSAGES, file -> {
            List<Map<String, Object>> rows = ArchiveEdits.rows(file, "zerver_usermessage");
            Map<String, Object> twin = new LinkedHashMap<>(rows.get(rows.size() - 1));
            twin.put("id", ArchiveEdits.id(twin) + 1);
            rows.add(twin);
        });
        Files.delete(twins.resolve("stats.json"));

        assertRefused(
                target.importing(twins),
                3,
                MESSAGES + ": rows of zerver_usermessage have the same user_profile_id, message_id");
    }

    @Test
    void aMessageWithAColumnThatTheServerLacks() throws Exception {
        Path newer = copies.edited(
                archive,
                MESSAGES,
                file -> ArchiveEdits.rows(file, "zerver_message").forEach(row -> row.put("mood", "glad")));

        assertRefused(
                target.importing(newer),
                3,
                " is of Zulip 11.0-dev",
                "and the server of Zulip 11.0-dev",
                "the server has no column for zerver_message.mood");
    }

    @Test
    void rowsOfATableThatTheServerLacks() throws Exception {
        Path newer = copies.edited(
                archive,
                "realm.json",
                file -> Json.object(file).put("zerver_mood", List.of(ArchiveEdits.row("realm", 5L))));
        Files.delete(newer.resolve("stats.json"));

        assertRefused(target.importing(newer), 3, "the server has no table for the archive's rows of zerver_mood");
    }

    @Test
    void anArchiveOfANewerRelease(@TempDir Path temporary) throws Exception {
        Path newer = RealServer.ofZulip("12-dev").unpackExport("lear", temporary.resolve("archive"));

        assertRefused(
                target.importing(newer), 3, "is of Zulip 12.0-dev", "and the server of Zulip 11.0-dev", "Upgrade");
    }

    @Test
    void anArchiveOfASingleUser(@TempDir Path temporary) throws Exception {
        Path user = RealServer.ofZulip11().unpackUserExport("lear", "cordelia", temporary.resolve("user"));

        assertRefused(target.importing(user), 2, "is the archive of a single user, which no server takes");
    }

    @Test
    void aServerWithoutSystemBots(@TempDir Path temporary) throws Exception {
        ImportTarget empty = ImportTarget.restore(server, "imports-11-dev/empty-server", "empty", temporary);

        Ran ran = empty.importing(archive);

        assertThat(ran.status()).as(ran.text()).isEqualTo(3);
        assertThat(ran.err()).contains("the server has no system bot ", "generate_realm_creation_link");
    }

    @Test
    void aServerThatIsSetToReadOnly() throws Exception {
        target.execute("ALTER DATABASE refusing SET default_transaction_read_only = on");
        try {
            assertRefused(target.importing(archive), 5, " is set to read only");
        } finally {
            try (Connection other = server.connect("postgres");
                    Statement statement = other.createStatement()) {
                statement.execute("ALTER DATABASE refusing RESET default_transaction_read_only");
            }
        }
    }

    @Test
    void aUserWhoMayNotWrite() throws Exception {
        target.execute("CREATE ROLE weak LOGIN; GRANT USAGE ON SCHEMA zulip TO weak;"
                + " GRANT ALL ON ALL TABLES IN SCHEMA zulip TO weak; GRANT ALL ON ALL SEQUENCES IN SCHEMA zulip TO weak;"
                + " REVOKE INSERT ON zulip.zerver_reaction FROM weak; REVOKE ALL ON zulip.zerver_draft FROM weak;"
                + " REVOKE DELETE ON zulip.zerver_message FROM weak");
        Ran ran = target.importing(
                server.uri("refusing").replace(EmbeddedServer.USER + "@", "weak@"), target.uploads(), archive);

        assertRefused(ran, 5, " lacks INSERT on zulip.zerver_reaction\n", "Import as the owner of Zulip's tables");
    }

    @Test
    void picturesWithoutASalt() throws Exception {
        Ran ran = Ran.command(
                Map.of("HOME", target.folder().toString()),
                List.of(
                        "import",
                        archive.toString(),
                        "--database",
                        server.uri("refusing"),
                        "--uploads",
                        target.uploads().toString()));

        assertRefused(ran, 2, " has users' pictures, which the server finds by names", "--avatar-salt-file");
    }

    @Test
    void aFolderThatIsNotOneOfUploads(@TempDir Path empty) throws Exception {
        assertRefused(
                target.importing(server.uri("refusing"), empty, archive),
                5,
                empty + " is not an uploads folder of Zulip: it has no folder files");
    }

    @Test
    void aFullDisk() throws Exception {
        Path large = copies.copy(archive);
        try (RandomAccessFile file =
                new RandomAccessFile(large.resolve("uploads/large").toFile(), "rw")) {
            file.setLength(1L << 42);
        }

        assertRefused(target.importing(large), 5, "uploads/files has room for ", "the archive's files need 4.0 TiB");
    }

    private void assertRefused(Ran ran, int status, String... texts) throws Exception {
        assertThat(ran.status()).as(ran.text()).isEqualTo(status);
        assertThat(ran.err()).contains(texts);
        assertThat(target.content()).isEqualTo(before);
        assertThat(target.folder().resolve("realmferry")).doesNotExist();
    }
}
