/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;

/** How single users are named, where they go, and what is said of them. */
@ExtendWith(SharedSource.class)
class SingleUsersIT {
    private final SourceServer source;

    @TempDir
    private Path folder;

    SingleUsersIT(SourceServer source) {
        this.source = source;
    }

    @Test
    void usersAndRealmsLeaveInOneRun() throws IOException, SQLException {
        List<String> emails = emails("acme", 2);

        Ran ran = Ran.command(source.export(
                run(),
                "--user",
                "acme:" + emails.get(0),
                "--user",
                "orchard:" + emails("orchard", 1).get(0)));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(run().resolve("acme/realm.json")).exists();
        assertThat(run().resolve("users/acme")).isDirectoryContaining("glob:**/" + emails.get(0));
        assertThat(run().resolve("users/orchard")).isNotEmptyDirectory();
        assertThat(ran.out().lines()).anyMatch(line -> line.startsWith("acme:" + emails.get(0) + " "));
        assertThat(ran.out()).contains("3 archives of Zulip");
        Map<?, ?> record = Json.object(Json.read(run().resolve("run.json")));
        assertThat(Json.objects(record.get("users")))
                .extracting(user -> user.get("archive"))
                .contains("users/acme/" + emails.get(0));
        for (Path file : Folders.files(run().resolve("users"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run().resolve("users"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aUserNamedInSeveralWaysIsExportedOnce() throws IOException, SQLException {
        String email = emails("acme", 1).get(0);
        Path file = Files.writeString(folder.resolve("users"), "acme:" + email + "\n");

        Ran ran = Ran.command(usersOnly(
                "--user",
                "acme:" + email.toUpperCase(Locale.ROOT),
                "--user",
                "acme:" + id(email),
                "--users",
                file.toString(),
                "--json"));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out().lines().filter(line -> line.startsWith("{\"type\":\"user\"")))
                .hasSize(1);
        assertThat(archives())
                .as("the first address that was asked for")
                .containsExactly(email.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# who leaves\n\nacme:%s\n  acme:%s  \n",
                "\uFEFFacme:%s\r\n\r\nacme:%s\r\n",
                "realm,user\nacme,%s\nacme,\"%s\"",
                "\uFEFF# from a spreadsheet\r\nUser,Realm\r\n%s,acme\r\n,\r\n%s,acme\r\n"
            })
    void aFileNamesUsersInLinesOrAsCsv(String form) throws IOException, SQLException {
        List<String> emails = emails("acme", 2);
        Path file = Files.writeString(folder.resolve("users"), form.formatted(emails.toArray()));

        Ran ran = Ran.command(usersOnly("--users", file.toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(archives()).containsExactlyInAnyOrderElementsOf(emails);
    }

    @Test
    void unknownRealmsAndUsersAreToldAtOnceWithTheirLines() throws IOException {
        Path file = Files.writeString(folder.resolve("users"), "acme:nobody@example.com\n\nacmee:x@example.com\n");

        Ran ran = Ran.command(usersOnly("--user", "zzzzzzzzz:y@example.com", "--users", file.toString()));

        assertRefused(ran, """
                realmferry: --user zzzzzzzzz:y@example.com: there is no realm "zzzzzzzzz" on this server
                realmferry: %1$s, line 1: there is no user "nobody@example.com" in the realm acme
                realmferry: %1$s, line 3: there is no realm "acmee" on this server; did you mean: acme
                Give REALM:EMAIL, or REALM:ID; the realm by its short name (string_id).
                """.formatted(file));
    }

    @Test
    void whatIsNoNameAndWhomNobodyHasIsToldAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("users"), "acme:nobody@example.com\nacme\n");

        Ran ran = Ran.command(usersOnly("--users", file.toString()));

        assertRefused(ran, """
                realmferry: %1$s, line 2 is not REALM:EMAIL
                realmferry: %1$s, line 1: there is no user "nobody@example.com" in the realm acme
                Correct the file: one REALM:EMAIL per line, or CSV with the header realm,user; in UTF-8.
                Give REALM:EMAIL, or REALM:ID; the realm by its short name (string_id).
                """.formatted(file));
    }

    @Test
    void aUserWhomTheListOfApprovalsDoesNotApproveIsRefused() throws IOException, SQLException {
        List<String> emails = emails("acme", 2);
        Path list = Files.writeString(
                folder.resolve("approvals.csv"), "realm,user,decision\nacme,%s,approved\n".formatted(emails.get(0)));

        Ran ran = Ran.command(usersOnly(
                "--user", "acme:" + emails.get(0), "--user", "acme:" + emails.get(1), "--approvals", list.toString()));

        assertRefused(ran, """
                realmferry: the approval list does not approve the single user acme:%s
                Leave the user out, or the list.
                """.formatted(emails.get(1)));
    }

    @Test
    void whatIsNoNameIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("users"), "acme\n# none\nacme:\n");

        Ran ran = Ran.command(usersOnly("--user", "somebody", "--users", file.toString()));

        assertRefused(ran, """
                realmferry: --user somebody is not REALM:EMAIL
                realmferry: %1$s, line 1 is not REALM:EMAIL
                realmferry: %1$s, line 3 is not REALM:EMAIL
                Give REALM:EMAIL, or REALM:ID; the realm by its short name (string_id).
                Correct the file: one REALM:EMAIL per line, or CSV with the header realm,user; in UTF-8.
                """.formatted(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"realm,user,decision\nacme,a@example.com,denied\n", "realm,user\nacme\n", "", "a,\"b"})
    void aFileOfAnotherFormIsRefused(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("users"), text);

        Ran ran = Ran.command(usersOnly("--users", file.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains(file.toString(), "realm,user");
        assertThat(run()).doesNotExist();
    }

    @Test
    void aFileThatIsNotInUtf8OrNotThereIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("users"), new byte[] {'a', ':', (byte) 0xff});

        assertThat(Ran.command(usersOnly("--users", file.toString())).err()).contains(file + " is not in UTF-8");
        assertThat(Ran.command(usersOnly("--users", folder + "/none")).err())
                .contains("none can't be read: there is no such file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../../evil@example.com", ".hidden@example.com", "_user-9", "a b@example.com", "a\nb", ""})
    void anAddressThatIsNoPlainNameIsNoFolder(String address) throws SQLException {
        source.copyDatabase("hostile");
        try {
            long id = id(emails("acme", 1).get(0));
            source.execute(
                    "hostile",
                    "UPDATE zulip.zerver_userprofile SET delivery_email = '" + address + "' WHERE id = " + id);

            Ran ran = Ran.command(usersOnlyOf("hostile", "--user", "acme:" + id));

            assertThat(ran.status()).as(ran.text()).isZero();
            assertThat(archives()).containsExactly("_user-" + id);
        } finally {
            source.execute("postgres", "DROP DATABASE hostile WITH (FORCE)");
        }
    }

    @Test
    void twoAddressesThatDifferInCaseOnlyGetFoldersOfTheirOwn() throws SQLException {
        source.copyDatabase("twins");
        List<String> emails = emails("acme", 2);
        String twin = emails.get(0).toUpperCase(Locale.ROOT);
        long second = id(emails.get(1));
        source.execute(
                "twins", "UPDATE zulip.zerver_userprofile SET delivery_email = '" + twin + "' WHERE id = " + second);

        Ran ran = Ran.command(usersOnlyOf("twins", "--user", "acme:" + twin, "--user", "acme:" + emails.get(0)));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(archives()).containsExactlyInAnyOrder(emails.get(0), "_user-" + second);
    }

    /** Two thousand messages that the user sent and doesn't have lie between those that the user has. */
    @Test
    void aThousandMessagesThatTheUserDoesNotHaveMakeNoFileAndNoGap() throws IOException, SQLException {
        source.copyDatabase("forgotten");
        String email = emails("acme", 1).get(0);
        source.execute("forgotten", """
                WITH copies AS (INSERT INTO zulip.zerver_message (type, subject, content, date_sent, has_attachment,
                has_image, has_link, sender_id, sending_client_id, realm_id, recipient_id, is_channel_message)
                SELECT m.type, m.subject, m.content, m.date_sent, false, false, false, m.sender_id,
                m.sending_client_id, m.realm_id, m.recipient_id, m.is_channel_message
                FROM (SELECT * FROM zulip.zerver_message WHERE sender_id = %1$d ORDER BY id LIMIT 1) m,
                generate_series(1, 3500) RETURNING id)
                INSERT INTO zulip.zerver_usermessage (flags, message_id, user_profile_id)
                SELECT 1 + 2 + 4096 + 1024, id, %1$d FROM copies ORDER BY id DESC LIMIT 10
                """.formatted(id(email)));

        Ran ran = Ran.command(usersOnlyOf("forgotten", "--user", "acme:" + email));

        assertThat(ran.status()).as(ran.text()).isZero();
        Path archive = run().resolve("users/acme").resolve(email);
        assertThat(Folders.files(archive).stream()
                        .map(file -> file.getFileName().toString())
                        .filter(name -> name.startsWith("messages-")))
                .containsExactly("messages-000001.json", "messages-000002.json");
        assertThat(Json.objects(Json.object(Json.read(archive.resolve("messages-000002.json")))
                        .get("zerver_message")))
                .hasSize(10)
                .extracting(message -> message.get("flags"), message -> message.get("flags_mask"))
                .containsOnly(tuple(List.of("read", "starred", "historical"), 5123L));
    }

    @Test
    void aRealmOfTheNameUsersStaysApartFromThem() throws SQLException {
        source.copyDatabase("named_users");
        source.execute("named_users", "UPDATE zulip.zerver_realm SET string_id = 'users' WHERE string_id = 'orchard'");
        long id = Long.parseLong(
                source.query("named_users", "SELECT id FROM zulip.zerver_realm WHERE string_id = 'users'")
                        .get(0));

        Ran ran = Ran.command(source.export(
                "named_users",
                source.uploads(),
                run(),
                "--realm",
                "users",
                "--user",
                "users:" + emails("orchard", 1).get(0)));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(run().resolve("_realm-" + id + "/realm.json")).exists();
        assertThat(run().resolve("users/_realm-" + id)).isNotEmptyDirectory();
    }

    @Test
    void filesThatAreMissingAreFindingsOfTheUsersFolder() throws IOException, SQLException {
        Path uploads = source.copyUploads(folder.resolve("uploads"));
        String owner = source.query(
                        SourceServer.DATABASE,
                        "SELECT u.delivery_email FROM zulip.zerver_attachment a JOIN zulip.zerver_userprofile u"
                                + " ON u.id = a.owner_id WHERE u.realm_id = 2 ORDER BY a.id LIMIT 1")
                .get(0);
        Folders.delete(uploads.resolve("files"));
        List<String> words = SourceServer.with(usersOnly("--user", "acme:" + owner), "--uploads", uploads.toString());

        Ran ran = Ran.command(words);

        assertThat(ran.status()).isOne();
        assertThat(Files.readString(run().resolve("findings.jsonl")))
                .contains("\"realm\": \"users/acme/" + owner + "\"", "the archive lacks it");
    }

    @Test
    void withoutTheSaltOnlyUsersWithAPictureAreRefused() throws SQLException {
        List<String> withPicture = source.query(
                SourceServer.DATABASE,
                "SELECT id FROM zulip.zerver_userprofile WHERE realm_id = 2 AND avatar_source = 'U' ORDER BY 1 LIMIT 1");
        List<String> without = source.query(
                SourceServer.DATABASE,
                "SELECT id FROM zulip.zerver_userprofile WHERE realm_id = 2 AND avatar_source = 'G' ORDER BY 1 LIMIT 1");

        Ran refused = Ran.command(withoutSalt(usersOnly("--user", "acme:" + withPicture.get(0))));
        Ran done = Ran.command(withoutSalt(usersOnly("--user", "acme:" + without.get(0))));

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err()).contains("the avatar salt is missing", "in: acme:");
        assertThat(done.status()).as(done.text()).isZero();
    }

    @Test
    void aDryRunCountsWhatTheExportThenWrites() throws SQLException {
        String email = emails("acme", 1).get(0);

        Ran dry = Ran.command(usersOnly("--user", "acme:" + email, "--dry-run", "--json"));
        assertThat(dry.status()).as(dry.text()).isZero();
        assertThat(run()).doesNotExist();
        Ran ran = Ran.command(usersOnly("--user", "acme:" + email, "--json"));

        Map<?, ?> estimate = line(dry, "user-estimate");
        Map<?, ?> user = line(ran, "user");
        for (String count : List.of("messages", "other_rows", "files", "user_id")) {
            assertThat(estimate.get(count)).as(count).isEqualTo(user.get(count));
        }
        assertThat(ExportedArchive.number(user.get("messages"))).isPositive();
        long bytes = ExportedArchive.number(user.get("bytes"));
        assertThat(ExportedArchive.number(estimate.get("estimated_bytes"))).isBetween(bytes / 2, bytes * 3 / 2);
        assertThat(Ran.command(usersOnly("--user", "acme:" + email, "--dry-run"))
                        .out())
                .contains("acme:" + email);
    }

    private Path run() {
        return folder.resolve("run");
    }

    private List<String> usersOnly(String... words) {
        return usersOnlyOf(SourceServer.DATABASE, words);
    }

    private List<String> usersOnlyOf(String database, String... words) {
        List<String> all = new ArrayList<>(source.export(database, source.uploads(), run(), words));
        int realm = all.indexOf("--realm");
        all.subList(realm, realm + 2).clear();
        return all;
    }

    private static List<String> withoutSalt(List<String> words) {
        List<String> rest = new ArrayList<>(words);
        int salt = rest.indexOf("--avatar-salt-file");
        rest.subList(salt, salt + 2).clear();
        return rest;
    }

    private List<String> archives() {
        try (Stream<Path> names = Files.list(run().resolve("users/acme"))) {
            return names.map(path -> path.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Addresses of people who sent messages. */
    private List<String> emails(String realm, int count) throws SQLException {
        return source.query(
                SourceServer.DATABASE,
                "SELECT u.delivery_email FROM zulip.zerver_userprofile u JOIN zulip.zerver_realm r ON r.id = u.realm_id"
                        + " WHERE r.string_id = '" + realm + "' AND NOT u.is_bot AND u.is_active"
                        + " AND EXISTS (SELECT FROM zulip.zerver_message m WHERE m.sender_id = u.id)"
                        + " AND u.delivery_email ~ '^[a-z0-9.-]+@[a-z0-9.-]+$' ORDER BY u.id LIMIT "
                        + count);
    }

    private long id(String email) throws SQLException {
        return Long.parseLong(source.query(
                        SourceServer.DATABASE,
                        "SELECT id FROM zulip.zerver_userprofile WHERE delivery_email = '" + email + "'")
                .get(0));
    }

    private static Map<?, ?> line(Ran ran, String type) {
        return ran.out()
                .lines()
                .filter(line -> line.startsWith("{\"type\":\"" + type + "\""))
                .map(line -> Json.object(Json.parse(line)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(ran.text()));
    }

    private void assertRefused(Ran ran, String text) {
        assertThat(ran).isEqualTo(new Ran(2, "", text));
        assertThat(run()).doesNotExist();
    }
}
