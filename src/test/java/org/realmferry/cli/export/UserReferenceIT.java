/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.SameFiles;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/** Our exports of single users of a real server, beside those that Zulip itself made of them. */
@TestInstance(Lifecycle.PER_CLASS)
class UserReferenceIT {
    private static final List<String> USERS = List.of("zulip/aaron@zulip.com", "lear/cordelia@zulip.com");

    @AutoClose
    private EmbeddedServer server;

    private RealServer real;
    private ExportedServer source;
    private Path run;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        real = RealServer.ofZulip11();
        server = EmbeddedServer.start();
        source = ExportedServer.ofZulip11(server, folder);
        run = export("one-worker", "--jobs", "1");
    }

    @ParameterizedTest
    @CsvSource({"zulip,aaron", "lear,cordelia"})
    void anArchiveEqualsZulipsOwnExport(String realm, String name) throws IOException {
        ChildProcess comparison = compare(realm, name);

        assertThat(comparison.text()).contains("reference rows compared, 0 differences");
        assertThat(comparison.status()).isZero();
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

        SameFiles.assertSame(run.resolve("users"), others.resolve("users"));
    }

    @Test
    void everyUserOfTheServerCanBeExportedInOneRun() throws IOException, SQLException {
        Path file = Files.write(folder.resolve("all"), everybody());
        ExportOutcome outcome = source.export(folder.resolve("everybody"), "--users", file.toString());

        assertThat(outcome.status()).as(outcome.text()).isZero();
        for (String user : USERS) {
            Path path = Path.of("users", user);
            SameFiles.assertSame(run.resolve(path), folder.resolve("everybody").resolve(path));
        }
    }

    private List<String> everybody() throws SQLException {
        return source.texts("SELECT r.string_id || ':' || lower(u.delivery_email) FROM zulip.zerver_userprofile u"
                + " JOIN zulip.zerver_realm r ON r.id = u.realm_id WHERE r.string_id <> 'zulipinternal' ORDER BY u.id");
    }

    private static List<String> names(Path archive) throws IOException {
        return Folders.files(archive).stream()
                .map(file -> archive.relativize(file).toString())
                .toList();
    }

    private Path export(String output, String... options) {
        Path target = folder.resolve(output);
        List<String> words = new ArrayList<>(List.of(options));
        USERS.forEach(user -> words.addAll(List.of("--user", user.replace('/', ':'))));
        ExportOutcome outcome = source.export(target, words.toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.text()).isZero();
        return target;
    }

    private static Path archive(Path run, String realm, String name) {
        return run.resolve("users").resolve(realm).resolve(name + "@zulip.com");
    }

    private ChildProcess compare(String realm, String name) throws IOException {
        return real.compare(real.userExport(realm, name), archive(run, realm, name));
    }
}
