/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.ArchiveEdits;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.GatedExport;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;
import org.realmferry.cli.VerifiedArchives;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.Json;

/** Thousands of messages with ids below zero, as after an overflow of a 32-bit sequence: links to them, and resuming. */
@TestInstance(Lifecycle.PER_CLASS)
class IdsBelowZeroIT {
    private static final String GATE = "LOCK TABLE zulip.zerver_alertword IN ACCESS EXCLUSIVE MODE";

    @AutoClose
    private EmbeddedServer server;

    private ExportedServer source;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        source = ExportedServer.ofSample(server, folder, 8_000, 20250331, "acme");
        source.execute(
                "SET session_replication_role = replica",
                "CREATE TEMP TABLE moved AS SELECT id, id - max(id) OVER () - 5 AS new FROM zulip.zerver_message"
                        + " WHERE id % 2 = 0",
                "UPDATE zulip.zerver_usermessage u SET message_id = m.new FROM moved m WHERE m.id = u.message_id",
                "UPDATE zulip.zerver_reaction u SET message_id = m.new FROM moved m WHERE m.id = u.message_id",
                "UPDATE zulip.zerver_attachment_messages u SET message_id = m.new FROM moved m WHERE m.id = u.message_id",
                "UPDATE zulip.zerver_stream u SET first_message_id = m.new FROM moved m WHERE m.id = u.first_message_id",
                "UPDATE zulip.zerver_message u SET id = m.new FROM moved m WHERE m.id = u.id");
    }

    @Test
    void aKilledExportGoesOnToTheSameArchive() throws IOException, SQLException, InterruptedException {
        RunFolder run = new RunFolder(folder.resolve("killed"));
        assertThat(source.export(folder.resolve("whole")).status()).isLessThan(2);
        try (Connection connection = server.connect(source.database())) {
            new GatedExport(folder, run, GATE).kill(connection, source.words(run.root(), "--jobs", "2"), 1, 3);
        }
        long done = run.journal("messages").size();

        Ran resumed = Ran.command(source.words(run.root(), "--jobs", "2"));

        assertThat(resumed.status()).as(resumed.text()).isLessThan(2);
        assertThat(run.unitsDone())
                .allSatisfy((unit, times) -> assertThat(times).isOne());
        assertThat(run.journal("messages")).hasSizeGreaterThan((int) done);
        assertThat(run.journal("messages"))
                .anySatisfy(
                        line -> assertThat(String.valueOf(line.get("first"))).startsWith("-"));
        Merges.assertSameBytes(
                folder.resolve("whole").resolve("acme"), run.root().resolve("acme"), "resumed");
    }

    @Test
    void linksFollowTheirMessagesIntoABundle() throws IOException, SQLException {
        ExportedServer linked = source.copy("linked");
        long least = linked.number("SELECT min(id) FROM zulip.zerver_message WHERE realm_id = 2");
        String link = "#narrow/channel/7-x/near/" + least;
        linked.execute("UPDATE zulip.zerver_message SET content = '" + link + " #**x>y@" + least
                + "** [f](/user_uploads/2/ab/c.txt)', rendered_content = '<a href=\"/" + link + "\">x</a>',"
                + " edit_history = '[{\"timestamp\":1,\"prev_content\":\"" + link + "\"}]' WHERE id ="
                + " (SELECT max(id) FROM zulip.zerver_message WHERE realm_id = 2)");
        ExportedServer other = source.copy("other");
        other.execute("UPDATE zulip.zerver_realm SET string_id = 'acme2',"
                + " uuid = gen_random_uuid() WHERE string_id = 'acme'");
        ExportedServer renamed =
                new ExportedServer(server, other.database(), other.uploads(), other.salt(), List.of("acme2"));
        assertThat(renamed.export(folder.resolve("other")).status()).isLessThan(2);
        assertThat(linked.export(folder.resolve("linked")).status()).isLessThan(2);
        Path bundle = folder.resolve("bundle");

        Ran ran = Merges.run(
                List.of(
                        folder.resolve("other").resolve("acme2"),
                        folder.resolve("linked").resolve("acme")),
                bundle,
                "--bundle");

        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        Path acme = bundle.resolve("acme");
        assertThat(VerifiedArchives.verify(acme)).isEmpty();
        long moved = least(acme);
        assertThat(moved).isNotEqualTo(least);
        assertThat(lines(acme, "#**x>y@"))
                .hasSize(1)
                .first(InstanceOfAssertFactories.STRING)
                .contains("/near/" + moved + " #**x>y@" + moved + "** [f](/user_uploads/")
                .contains("/near/" + moved + "\\\">x</a>")
                .contains("/near/" + moved + "\\\"}]")
                .doesNotContain("near/-", "@-", "/user_uploads/2/");
    }

    private static long least(Path archive) throws IOException {
        return ArchiveEdits.rows(Json.read(archive.resolve("messages-000001.json")), "zerver_message").stream()
                .mapToLong(ArchiveEdits::id)
                .min()
                .orElseThrow();
    }

    /** The rows of an archive's messages that hold a text. */
    private static List<String> lines(Path archive, String part) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 1; Files.exists(file(archive, i)); i++) {
            Files.readAllLines(file(archive, i)).stream()
                    .filter(line -> line.contains(part))
                    .forEach(lines::add);
        }
        return lines;
    }

    private static Path file(Path archive, int number) {
        return archive.resolve(String.format(Locale.ROOT, "messages-%06d.json", number));
    }
}
