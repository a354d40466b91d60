/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.ArchiveEdits;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.Json;

/** Servers with settings, types and values of which nobody would think. */
@ExtendWith(SharedSource.class)
class OddServersIT {
    private final SourceServer source;

    @TempDir
    private Path folder;

    OddServersIT(SourceServer source) {
        this.source = source;
    }

    @Test
    void settingsOfTheDatabaseChangeNothing() throws IOException, SQLException {
        source.copyDatabase("settings");
        for (String setting : List.of(
                "quote_all_identifiers = on",
                "DateStyle = 'SQL, DMY'",
                "IntervalStyle = 'iso_8601'",
                "bytea_output = 'escape'",
                "extra_float_digits = -5",
                "TimeZone = 'Asia/Kathmandu'",
                "search_path = 'public'",
                "row_security = off",
                "statement_timeout = '1ms'",
                "lock_timeout = '1ms'",
                "client_encoding = 'LATIN1'",
                "standard_conforming_strings = off",
                "transform_null_equals = on",
                "default_transaction_isolation = 'serializable'",
                "default_transaction_deferrable = on")) {
            source.execute("postgres", "ALTER DATABASE settings SET " + setting);
        }

        Ran plain = Ran.command(source.export(folder.resolve("plain")));
        Ran odd = Ran.command(source.export("settings", source.uploads(), folder.resolve("odd")));

        assertThat(odd.status()).as(odd.text()).isEqualTo(plain.status());
        for (String file : List.of("realm.json", "messages-000001.json", "attachment.json", "analytics.json")) {
            assertThat(archive("odd").resolve(file))
                    .hasSameTextualContentAs(archive("plain").resolve(file));
        }
    }

    @Test
    void aColumnThatWasAlteredToNumericIsNamedWithTheWayBack() throws SQLException {
        source.copyDatabase("altered");
        source.execute(
                "altered",
                "ALTER TABLE zulip.zerver_message DROP CONSTRAINT zerver_message_sender_id_fkey",
                "ALTER TABLE zulip.zerver_message ALTER COLUMN sender_id TYPE numeric");

        Ran ran = Ran.command(source.export("altered", source.uploads(), folder.resolve("altered")));

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err())
                .contains("zerver_message.sender_id has the type numeric, but Zulip has integer")
                .contains("ALTER TABLE \"zulip\".zerver_message ALTER COLUMN sender_id TYPE integer");
    }

    @Test
    void timesThatPythonCannotHoldAreFindingsEachTime() throws IOException, SQLException {
        source.copyDatabase("times");
        String message = first("times", "zerver_message m", "m.realm_id = " + realm("times"));
        String user = first("times", "zerver_userprofile u", "u.realm_id = " + realm("times") + " AND NOT u.is_bot");
        String entry = first("times", "zerver_realmauditlog l", "l.realm_id = " + realm("times"));
        source.execute(
                "times",
                "UPDATE zulip.zerver_message SET date_sent = 'infinity', last_edit_time = '20000-01-01' WHERE id = "
                        + message,
                "UPDATE zulip.zerver_message SET edit_history = '[{\"timestamp\":Infinity}]' WHERE id = " + message,
                "UPDATE zulip.zerver_realmauditlog SET extra_data = '{\"expires_at\": 1e15}' WHERE id = " + entry,
                "UPDATE zulip.zerver_userprofile SET last_login = '-infinity' WHERE id = " + user);

        Ran ran = Ran.command(source.export("times", source.uploads(), folder.resolve("times")));
        Ran again = Ran.command(List.of("refresh", folder.resolve("times").toString()));

        assertThat(ran.status()).as(ran.text()).isEqualTo(1);
        for (Ran each : List.of(ran, again)) {
            assertThat(each.text())
                    .contains("zerver_message " + message + ": date_sent is infinity")
                    .contains("zerver_message " + message + ": last_edit_time is +20000-01-01T00:00:00Z")
                    .contains("zerver_message " + message + ": edit_history has the timestamp Infinity")
                    .contains("zerver_realmauditlog " + entry + ": extra_data has the expires_at 1000000000000000")
                    .contains("zerver_userprofile " + user + ": last_login is -infinity");
        }
        Ran verified = Ran.command(List.of("verify", folder.resolve("times").toString()));
        assertThat(verified.text()).doesNotContain("outside the years");
    }

    @Test
    void aByteThatIsNoTextIsAFindingAndEndsNothing() throws IOException, SQLException {
        source.copyDatabase("ascii");
        source.execute("postgres", "UPDATE pg_database SET encoding = 0 WHERE datname = 'ascii'");
        String message = first("ascii", "zerver_message m", "m.realm_id = " + realm("ascii"));
        source.execute(
                "ascii",
                "UPDATE zulip.zerver_message SET content = content || convert_from('\\xe9'::bytea, 'SQL_ASCII')"
                        + " WHERE id = " + message);

        Ran ran = Ran.command(source.export("ascii", source.uploads(), folder.resolve("ascii")));

        assertThat(ran.status()).as(ran.text()).isEqualTo(1);
        assertThat(ran.text())
                .contains("zerver_message " + message + ": content has bytes that are not valid UTF-8")
                .contains("0xE9", "FROM zerver_message WHERE id = " + message);
        assertThat(Files.readString(archive("ascii").resolve("messages-000001.json")))
                .contains("\ufffd");
    }

    @Test
    void idsBelowZeroAreIds() throws IOException, SQLException {
        source.copyDatabase("negative");
        String realm = realm("negative");
        String last = source.query("negative", "SELECT max(id) FROM zulip.zerver_message")
                .get(0);
        source.execute(
                "negative",
                "SET session_replication_role = replica",
                "CREATE TEMP TABLE moved AS SELECT id, id - " + last + " - 5 AS new FROM zulip.zerver_message"
                        + " WHERE id % 2 = 0",
                "UPDATE zulip.zerver_usermessage u SET message_id = m.new FROM moved m WHERE m.id = u.message_id",
                "UPDATE zulip.zerver_usermessage SET id = -id WHERE id % 3 = 0",
                "UPDATE zulip.zerver_reaction u SET message_id = m.new FROM moved m WHERE m.id = u.message_id",
                "UPDATE zulip.zerver_attachment_messages u SET message_id = m.new FROM moved m WHERE m.id = u.message_id",
                "UPDATE zulip.zerver_usertopic SET id = -id",
                "UPDATE zulip.zerver_stream u SET first_message_id = m.new FROM moved m WHERE m.id = u.first_message_id",
                "UPDATE zulip.zerver_message u SET id = m.new FROM moved m WHERE m.id = u.id");
        Path run = folder.resolve("negative");

        Ran ran = Ran.command(source.export("negative", source.uploads(), run));

        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        List<Long> messages = messages(archive("negative"));
        Ran.command(source.export("negative", source.uploads(), folder.resolve("former")));
        Ran.command(source.export(folder.resolve("positive")));
        assertThat(messages)
                .isEqualTo(messages(archive("positive")).stream()
                        .map(id -> id % 2 == 0 ? id - Long.parseLong(last) - 5 : id)
                        .sorted()
                        .toList());
        assertVerified(run);
        assertThat(Ran.command(List.of("audit", archive("negative").toString(), "--mode", "public"))
                        .status())
                .isLessThan(3);
        source.execute(
                "negative",
                "UPDATE zulip.zerver_message SET content = 'changed' WHERE id IN (SELECT min(id) FROM"
                        + " zulip.zerver_message WHERE realm_id = " + realm + ")");
        Ran refreshed = Ran.command(List.of("refresh", run.toString()));
        assertThat(refreshed.status()).as(refreshed.text()).isLessThan(2);
        assertThat(messages(archive("negative"))).isEqualTo(messages);
        assertThat(Files.readString(archive("negative").resolve("messages-000001.json")))
                .contains("\"changed\"");
        assertVerified(run);
        Ran.command(SourceServer.with(source.export(folder.resolve("other")), "--realm", "harbor"));
        assertMade(folder.resolve("merged"), archive("former"), archive("negative"));
        assertThat(messages(archive("merged"))).isEqualTo(messages);
        assertMade(folder.resolve("bundled"), archive("other"), archive("negative"), "--bundle");
    }

    private void assertMade(Path output, Path one, Path other, String... options) {
        Ran made = Merges.run(List.of(one, other), output, options);
        assertThat(made.status()).as(made.text()).isLessThan(2);
        assertVerified(output);
    }

    private void assertVerified(Path run) {
        Ran verified = Ran.command(List.of("verify", run.toString()));
        assertThat(verified.status()).as(verified.text()).isZero();
    }

    private static List<Long> messages(Path archive) throws IOException {
        try (var files = Files.list(archive)) {
            return files.filter(file -> file.getFileName().toString().startsWith("messages-"))
                    .sorted()
                    .flatMap(file -> ArchiveEdits.rows(read(file), "zerver_message").stream())
                    .map(row -> ArchiveEdits.id(row))
                    .toList();
        }
    }

    private static Object read(Path file) {
        try {
            return Json.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path archive(String run) throws IOException {
        try (var folders = Files.list(folder.resolve(run))) {
            return folders.filter(Files::isDirectory)
                    .filter(path -> Files.exists(path.resolve("realm.json")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String realm(String database) throws SQLException {
        return source.query(database, "SELECT id FROM zulip.zerver_realm WHERE string_id = 'acme'")
                .get(0);
    }

    private String first(String database, String from, String where) throws SQLException {
        return source.query(database, "SELECT min(id) FROM zulip." + from + " WHERE " + where)
                .get(0);
    }
}
