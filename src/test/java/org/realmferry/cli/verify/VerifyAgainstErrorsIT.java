/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.Words;
import org.realmferry.cli.ArchiveEdits;
import org.realmferry.cli.ComparedServer;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SourceServer;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Terminal;
import org.realmferry.cli.server.DatabaseOptions;
import org.realmferry.run.work.Progress;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.selection.Mode;
import org.realmferry.verify.Verification;

/** Archives beside a server: what goes on after an interruption, and what is refused. */
@TestInstance(Lifecycle.PER_CLASS)
class VerifyAgainstErrorsIT {
    @AutoClose
    private EmbeddedServer server;

    private Path folder;
    private ExportedServer source;
    private Path archive;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        source = ExportedServer.ofSample(server, folder, 3200, 7, "acme");
        ExportOutcome outcome = source.export(folder.resolve("run"));
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
        archive = folder.resolve("run").resolve("acme");
    }

    private ExportedServer changed(String name, String... statements) throws SQLException {
        ExportedServer copy = source.copy(name);
        List<String> all = new ArrayList<>(List.of("SET search_path = zulip"));
        all.addAll(List.of(statements));
        copy.execute(all.toArray(String[]::new));
        return copy;
    }

    private long realm() throws SQLException {
        return source.number("SELECT id FROM zulip.zerver_realm WHERE string_id = 'acme'");
    }

    private long message(String file, int index) throws IOException {
        return new ArrayList<>(ArchiveEdits.ids(archive.resolve(file), "zerver_message")).get(index);
    }

    @Test
    void goesOnAfterAnInterruptionWithWhatHasNotChangedSince() throws IOException, SQLException {
        List<String> files = new ArrayList<>(Verification.messageFiles(archive).keySet());
        String last = files.get(files.size() - 1);
        ExportedServer life = changed("life", "UPDATE zerver_message SET content = 'x' WHERE id = " + message(last, 0));
        Path journal = folder.resolve("journal-" + life.database());
        interrupt(life, journal);
        Path kept = Files.copy(journal, folder.resolve("kept-" + life.database()));

        Ran resumed = resume(life, journal);
        assertThat(resumed.out())
                .contains("Note: " + Words.counted(files.size() - 1, "file")
                        + " had been compared before the interruption");
        assertThat(resumed.out()).contains("1 finding.", "zerver_message " + message(last, 0));
        assertThat(journal).doesNotExist();

        life.execute(
                "DELETE FROM zulip.zerver_usermessage WHERE id IN (SELECT min(m.id) FROM zulip.zerver_usermessage m"
                        + " JOIN zulip.zerver_userprofile u ON u.id = m.user_profile_id WHERE u.realm_id = "
                        + realm()
                        + " AND m.message_id = " + message(files.get(0), 1) + ")");
        Ran changed = resume(life, kept);
        assertThat(changed.out())
                .contains("Note: " + Words.counted(files.size() - 2, "file") + " had been compared")
                .contains("2 findings.", files.get(0) + ": zerver_usermessage");
    }

    /** Stops at the first thing that is found: the one in the last file. */
    private void interrupt(ExportedServer life, Path journal) {
        Verification verification = Verification.of(archive, Optional.empty());
        Problems problems = new Problems();
        var place =
                new DatabaseOptions("--against", life.server().uri(life.database()), null).place(Map.of(), problems);
        ServerComparison comparison =
                new ServerComparison(verification.archives(), place.orElseThrow(), Map.of(), Mode.FULL);
        Console console = new Console(
                new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()), Terminal.none());
        assertThatThrownBy(() -> verification.run(
                        1,
                        finding -> {},
                        new Progress(verification.names()),
                        Optional.of(journal),
                        notes -> comparison.run(
                                console,
                                false,
                                1,
                                finding -> {
                                    throw new IllegalStateException("interrupted");
                                },
                                notes)))
                .hasMessage("interrupted");
    }

    private Ran resume(ExportedServer life, Path journal) {
        List<String> words = new ComparedServer(life).words(archive);
        return Ran.command(SourceServer.with(words, "--journal", journal.toString()));
    }

    @Test
    void refusesAServerThatTheArchiveIsNotFrom() throws SQLException {
        assertRefused(
                changed("ids", "SET session_replication_role = replica", "UPDATE zerver_realm SET id = id + 900"),
                "archive acme is of the realm acme (id " + realm() + "), and the database",
                "has no realm of that id");
        assertRefused(
                changed("renamed", "UPDATE zerver_realm SET string_id = 'emca' WHERE string_id = 'acme'"),
                "and that id is the realm emca in the database");
        assertRefused(
                changed("uuid", "UPDATE zerver_realm SET uuid = gen_random_uuid() WHERE string_id = 'acme'"),
                "is a different one: its uuid differs");
        assertRefused(
                changed(
                        "newer",
                        "INSERT INTO django_migrations (app, name, applied) VALUES ('zerver', '9999_new', now())"),
                "archive acme is of Zulip ",
                "(migration 9999_new)",
                "after an upgrade of the server, export again");
    }

    private void assertRefused(ExportedServer other, String... reasons) {
        Ran ran = Ran.command(new ComparedServer(other).words(archive));
        assertThat(ran.status()).as(ran.text()).isEqualTo(3);
        assertThat(ran.err()).contains(reasons);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithTheServerThatIsNamed() throws SQLException {
        server.createDatabase("empty");
        Ran empty = Ran.command(List.of("verify", archive.toString(), "--against", server.uri("empty")));
        assertThat(empty.status()).isBetween(3, 4);
        assertThat(empty.err()).contains("empty at 127.0.0.1");

        Ran closed =
                Ran.command(List.of("verify", archive.toString(), "--against", "postgresql://zulip@127.0.0.1:1/zulip"));
        assertThat(closed.status()).isEqualTo(4);
        assertThat(closed.err()).contains("127.0.0.1:1");

        Ran wrong = Ran.command(
                List.of("verify", archive.toString(), "--against", "mysql://zulip", "--mode", "most", "--jobs", "0"));
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("mysql", "--mode most is not one of", "--jobs 0 is not a number");

        Ran alone = Ran.command(List.of("verify", archive.toString(), "--mode", "public"));
        assertThat(alone.status()).isEqualTo(2);
        assertThat(alone.err()).contains("--mode is given without --against");
    }
}
