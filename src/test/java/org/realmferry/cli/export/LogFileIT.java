/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.Folders;
import org.realmferry.sample.SampleServer;

/** {@code --log-file}: what happened and when. */
@ExtendWith(SharedSource.class)
class LogFileIT {
    private final SourceServer source;

    @TempDir
    private Path folder;

    LogFileIT(SourceServer source) {
        this.source = source;
    }

    private Ran export(String... more) {
        return Ran.command(source.export(run(), more));
    }

    private Path run() {
        return folder.resolve("run");
    }

    @Test
    void anExportAndItsRefreshAreToldInOneFile() throws IOException {
        Path log = run().resolve("moves.log");

        assertThat(export("--log-file", log.toString()).status()).isZero();
        Ran refreshed = Ran.command(List.of("refresh", run().toString(), "--log-file", log.toString()));
        Ran verified =
                Ran.command(List.of("verify", run().toString(), "--journal", "none", "--log-file", log.toString()));

        assertThat(refreshed.status()).as(refreshed.text()).isZero();
        assertThat(verified.status()).as(verified.text()).isZero();
        List<String> events = Files.readAllLines(log).stream()
                .map(line -> line.replaceFirst("^\\S+ (\\S+) +\\[.*?] ", "$1 "))
                .toList();
        assertThat(events.get(0))
                .matches("INFO realmferry .*: export --database \\(an address\\) --uploads .* --realm acme .*");
        assertThat(events.get(1)).matches("INFO Zulip 11\\.0\\S* in .*, snapshot [0-9A-F-]+");
        assertThat(events)
                .contains("INFO acme: the archive begins")
                .contains("INFO ended with status 0")
                .anyMatch(event -> event.matches("INFO acme: [0-9,]+ messages to export"))
                .anyMatch(event -> event.matches("INFO acme: 0 files of messages kept.*"))
                .anyMatch(event -> event.matches("INFO acme: [1-9].* of messages kept.*"))
                .anyMatch(event -> event.matches("INFO acme: the archive is complete: [0-9,]+ messages, .*"))
                .anyMatch(event -> event.startsWith("INFO the run resumes, attempt 2"))
                .anyMatch(event -> event.startsWith("INFO acme: the archive was read: "));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-------");
        assertThat(run().resolve("report.html")).content().contains("The run took 2 attempts");
    }

    @Test
    void findingsAndTheEndAreLogged() throws IOException, SQLException {
        Path log = folder.resolve("run.log");
        source.copyDatabase("found");
        source.execute(
                "found",
                "UPDATE zulip.zerver_attachment SET path_id = path_id || E'\\n\\x1b[31mgone' WHERE id ="
                        + " (SELECT min(id) FROM zulip.zerver_attachment WHERE realm_id ="
                        + " (SELECT id FROM zulip.zerver_realm WHERE string_id = 'acme'))");

        Ran ran = Ran.command(source.export("found", source.uploads(), run(), "--log-file", log.toString()));

        assertThat(ran.status()).as(ran.text()).isEqualTo(1);
        assertThat(Files.readString(log))
                .containsPattern(
                        " WARN  \\[(worker|aside)-\\d+] acme: finding: (missing|refused)-file: zerver_attachment")
                .contains(" INFO  [main] ended with status 1")
                .doesNotContain("\u001b");
    }

    @Test
    void whatIsWrongWithTheCommandLineIsLoggedToo() throws IOException {
        Path log = folder.resolve("run.log");

        Ran ran = export("--jobs", "many", "--log-file", log.toString());

        assertThat(ran.status()).isEqualTo(2);
        assertThat(Files.readString(log))
                .contains("ERROR [main] --jobs many is not a number", "ERROR [main] ended with status 2");
    }

    @Test
    void aFileThatCannotBeWrittenIsToldWithAllElseThatIsWrong() {
        Ran ran = export("--jobs", "many", "--log-file", folder.toString());

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("can't write the log file " + folder, "--jobs many is not a number");
        assertThat(run()).doesNotExist();
    }

    @Test
    void aLogMayNotBeAmongTheArchives() {
        for (String name : List.of("acme/run.log", "run.txt")) {
            Ran ran = export("--log-file", run().resolve(name).toString());

            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.err()).contains("is in " + run() + ", which holds archives", "ends in .log");
            assertThat(run()).doesNotExist();
        }
    }

    @Test
    void anotherLogIsTheSameRun() {
        assertThat(export().status()).isZero();

        assertThat(export("--log-file", folder.resolve("other.log").toString()).status())
                .isZero();
    }

    @Test
    void noSecretIsInALogNorOnAPage() throws IOException, SQLException {
        String password = "pAssw0rd-of-the-logger";
        Path log = folder.resolve("run.log");
        source.createRole("logger", password);
        source.execute(SourceServer.DATABASE, "GRANT pg_read_all_data TO logger");
        Map<String, String> environment = Map.of("PGPASSWORD", password);
        List<String> good = new ArrayList<>(source.export(run(), "--log-file", log.toString()));
        String uri = source.uri("logger", SourceServer.DATABASE);

        Ran ran = Ran.command(environment, SourceServer.with(good, "--database", uri));
        Ran refused = Ran.command(
                environment, SourceServer.with(good, "--database", uri.replace("logger@", "logger:" + password + "@")));
        Ran wrong = Ran.command(
                Map.of("PGPASSWORD", password + "-wrong"),
                SourceServer.with(SourceServer.with(good, "--database", uri), "--output", folder + "/other"));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(refused.status()).isNotZero();
        assertThat(wrong.status()).isNotZero();
        List<String> secrets = new ArrayList<>(List.of(password, SampleServer.AVATAR_SALT, "SECRET-PASSWORD"));
        secrets.addAll(source.query(SourceServer.DATABASE, "SELECT api_key FROM zulip.zerver_userprofile"));
        String told = Files.readString(log) + Files.readString(run().resolve("report.html"));
        assertThat(told).contains("ended with status " + wrong.status(), "as logger");
        assertThat(secrets.stream().filter(told::contains)).isEmpty();
        assertThat(Folders.files(run())).allMatch(file -> !SecretsIT.holds(file, password));
    }
}
