/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Main;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ImportFixture;
import org.realmferry.sample.RealServer;

/** {@code realmferry import}, as an administrator gives it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportIT {
    private static final String DATABASE = "target";

    private EmbeddedServer server;
    private Path archive;
    private Path uploads;
    private Path salt;

    private record Outcome(int status, String out, String err) {}

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = EmbeddedServer.start();
        ImportFixture.of("imports-11-dev/zephyr-full-as-mitb").restore(server, DATABASE);
        archive = RealServer.ofZulip11().unpackExport("lear", folder.resolve("archive"));
        uploads = folder.resolve("uploads");
        Files.createDirectories(uploads.resolve("files"));
        Files.createDirectories(uploads.resolve("avatars"));
        salt = Files.writeString(folder.resolve("salt"), "a-salt");
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    private Outcome run(String... words) {
        return runInto(DATABASE, words);
    }

    private Outcome runInto(String database, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(
                "--database",
                server.uri(database),
                "--uploads",
                uploads.toString(),
                "--avatar-salt-file",
                salt.toString()));
        int status = Main.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }

    private String text(String query) throws Exception {
        return text(DATABASE, query);
    }

    private String text(String database, String query) throws Exception {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    @Test
    void importsARealmAndSaysWhatIsLeftToDo(@TempDir Path folder) throws Exception {
        Path run = folder.resolve("run");
        Outcome first = run("import", archive.toString(), "--as", "orchard", "--output", run.toString());

        assertThat(first.status()).as(first.err() + first.out()).isZero();
        assertThat(first.out())
                .contains("1 realm imported into", "No findings.", "What is left to do:", "send_password_reset_email");
        assertThat(text("SELECT name FROM zulip.zerver_realm WHERE string_id = 'orchard' AND NOT deactivated"))
                .isEqualTo("Lear & Co.");

        assertThat(Files.readAllLines(run.resolve("ids.jsonl")))
                .contains("{\"archive\":\"orchard\",\"table\":\"zerver_realm\",\"first\":5,\"last\":5,\"add\":-2}");
        assertThat(run.resolve("run.json")).content().contains("\"imports\"", "\"messages\" : 187");

        Outcome again = run("import", archive.toString(), "--as", "orchard", "--output", run.toString());
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.err()).contains("is already finished; nothing was imported again");

        StringWriter refused = new StringWriter();
        assertThat(Main.run(new PrintWriter(new StringWriter()), new PrintWriter(refused), "refresh", run.toString()))
                .isEqualTo(2);
        assertThat(refused.toString()).contains("is the run of an import, and has no archive to refresh");
        StringWriter status = new StringWriter();
        assertThat(Main.run(new PrintWriter(status), new PrintWriter(new StringWriter()), "status", folder.toString()))
                .isZero();
        assertThat(status.toString()).contains("done");
        assertThat(Files.readString(run.resolve("journal.jsonl")) + first.out() + first.err())
                .doesNotContain("uuid_owner_secret", "a-salt");

        Outcome taken = run(
                "import",
                archive.toString(),
                "--as",
                "orchard",
                "--output",
                folder.resolve("other").toString());
        assertThat(taken.status()).isNotZero();
        assertThat(taken.err())
                .contains("the server has a realm orchard", "the server has this realm already, as orchard");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void messagesThatBringTheirSearchVectorsNeedNotBeIndexed(@TempDir Path folder) throws Exception {
        Path zephyr = RealServer.ofZulip11().unpackExport("zephyr", folder.resolve("archive"));
        ImportFixture.of("imports-11-dev/lear-full-as-learb").restore(server, "searching");
        long before = Long.parseLong(text("searching", "SELECT count(*) FROM zulip.fts_update_log"));
        Outcome outcome = runInto(
                "searching",
                "import",
                zephyr.toString(),
                "--as",
                "found",
                "--search",
                "now",
                "--external-host",
                "example.org",
                "--output",
                folder.resolve("run").toString());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        String waiting = "SELECT count(*) FROM zulip.zerver_message m JOIN zulip.zerver_realm r ON r.id = m.realm_id"
                + " WHERE r.string_id = 'found' AND m.search_tsvector IS NULL";
        long unindexed = Long.parseLong(text("searching", waiting));
        assertThat(unindexed).isPositive();
        assertThat(Long.parseLong(text("searching", "SELECT count(*) FROM zulip.fts_update_log")))
                .isEqualTo(before + unindexed);
    }
}
