/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/** Our exports of single users of a real server, beside those that Zulip itself made of them. */
@TestInstance(Lifecycle.PER_CLASS)
class UserReferenceIT {
    private static final String DATABASE = "zulip";
    private static final List<String> USERS = List.of("zulip/aaron@zulip.com", "lear/cordelia@zulip.com");

    private EmbeddedServer server;
    private RealServer real;
    private Path uploads;
    private Path salt;
    private Path run;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        real = RealServer.ofZulip11();
        server = EmbeddedServer.start();
        real.restore(server, DATABASE);
        uploads = real.unpackUploads(folder.resolve("uploads"));
        salt = real.writeSalt(folder.resolve("salt"));
        run = export("one-worker", "--jobs", "1");
    }

    @AfterAll
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"zulip,aaron", "lear,cordelia"})
    void anArchiveEqualsZulipsOwnExport(String realm, String name) throws IOException {
        ChildProcess comparison = compare(realm, name);

        assertThat(comparison.text()).contains("reference rows compared, 0 differences");
        assertThat(comparison.status()).isZero();
    }

    /** The fixture's dump went through something that squeezes blank lines, so Zulip's texts are squeezed here too. */
    @ParameterizedTest
    @CsvSource({"zulip,aaron", "lear,cordelia"})
    void theTextsOfMessagesEqualZulipsButForBlankLinesThatTheDumpLost(String realm, String name) throws IOException {
        Map<Object, String> zulips = contents(real.unpackUserExport(realm, name, folder.resolve("zulips-" + name)));
        zulips.replaceAll((id, text) -> text.replaceAll("\n{3,}", "\n\n"));

        assertThat(contents(archive(run, realm, name))).isNotEmpty().isEqualTo(zulips);
    }

    @ParameterizedTest
    @CsvSource({"zulip,aaron", "lear,cordelia"})
    void anArchiveHasTheFilesOfZulipsAndAManifest(String realm, String name) throws IOException {
        Path zulips = real.unpackUserExport(realm, name, folder.resolve("files-" + name));
        Path ours = archive(run, realm, name);
        List<String> expected = names(zulips);

        assertThat(names(ours))
                .contains("realmferry.json")
                .containsAll(expected)
                .hasSize(expected.size() + 1);
        Map<?, ?> manifest = Json.object(Json.read(ours.resolve("realmferry.json")));
        assertThat(manifest.get("mode")).isEqualTo("user");
        assertThat(Json.objects(manifest.get("files")))
                .extracting(file -> file.get("path"))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theNumberOfWorkersChangesNoByte() throws IOException {
        Path others = export("eight-workers", "--jobs", "8");

        assertThat(names(run.resolve("users"))).isNotEmpty().isEqualTo(names(others.resolve("users")));
        for (Path file : Folders.files(run.resolve("users"))) {
            assertThat(Files.mismatch(file, others.resolve(run.relativize(file))))
                    .as("the first byte that is another in %s", file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void everyUserOfTheServerCanBeExportedInOneRun() throws IOException, SQLException {
        Path file = Files.writeString(folder.resolve("all"), everybody());
        ExportOutcome outcome = ExportOutcome.of(
                server.uri(DATABASE), uploads, salt, folder.resolve("everybody"), List.of("--users", file.toString()));

        assertThat(outcome.status()).as(outcome.text()).isZero();
        for (String user : USERS) {
            for (Path expected : Folders.files(run.resolve("users").resolve(user))) {
                assertThat(Files.mismatch(expected, folder.resolve("everybody").resolve(run.relativize(expected))))
                        .as("%s, alone and with others", expected)
                        .isEqualTo(-1);
            }
        }
    }

    private String everybody() throws SQLException {
        StringBuilder lines = new StringBuilder();
        try (var connection = server.connect(DATABASE);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT r.string_id || ':' || lower(u.delivery_email) FROM zulip.zerver_userprofile u"
                                + " JOIN zulip.zerver_realm r ON r.id = u.realm_id WHERE r.string_id <> 'zulipinternal' ORDER BY u.id")) {
            while (rows.next()) {
                lines.append(rows.getString(1)).append('\n');
            }
        }
        return lines.toString();
    }

    private static List<String> names(Path archive) throws IOException {
        return Folders.files(archive).stream()
                .map(file -> archive.relativize(file).toString())
                .toList();
    }

    private static Map<Object, String> contents(Path archive) throws IOException {
        Map<Object, String> contents = new TreeMap<>();
        Json.objects(Json.object(Json.read(archive.resolve("messages-000001.json")))
                        .get("zerver_message"))
                .forEach(message -> contents.put(message.get("id"), String.valueOf(message.get("content"))));
        return contents;
    }

    private Path export(String output, String... options) {
        Path target = folder.resolve(output);
        ExportOutcome outcome = ExportOutcome.of(
                server.uri(DATABASE),
                uploads,
                salt,
                target,
                List.of(
                        "--user",
                        "zulip:aaron@zulip.com",
                        "--user",
                        "lear:cordelia@zulip.com",
                        options[0],
                        options[1]));
        assertThat(outcome.status()).as(outcome.text()).isZero();
        return target;
    }

    private static Path archive(Path run, String realm, String name) {
        return run.resolve("users").resolve(realm).resolve(name + "@zulip.com");
    }

    private ChildProcess compare(String realm, String name) throws IOException {
        Path tool = real.folder().resolve(Path.of("..", "..", "tools", "compare-exports"));
        return ChildProcess.run(
                "python3",
                tool.toString(),
                real.userExport(realm, name).toString(),
                archive(run, realm, name).toString(),
                // The fixture's tar holds whole seconds only.
                "--ignore-field",
                "uploads.last_modified",
                "--ignore-field",
                "avatars.last_modified",
                // The fixture's dump has lost blank lines; the texts have a test of their own.
                "--ignore-field",
                "zerver_message.content");
    }
}
