/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.age.Identities;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.pack.ArchiveFolder;
import org.realmferry.sample.AgeKey;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;
import org.realmferry.sample.Shared;
import org.realmferry.sample.Zulip12;

/** {@code backup}: the recipient tables of a server in one file that only the owner of a key can open. */
@ExtendWith(SharedSource.class)
class BackupIT {
    private static final List<String> TABLES = List.of(
            "zerver_client",
            "zerver_userprofile",
            "zerver_stream",
            "zerver_huddle",
            "zerver_recipient",
            "zerver_subscription");

    private final SourceServer source;

    @TempDir
    private Path folder;

    private AgeKey key;
    private Path backup;

    BackupIT(SourceServer source) {
        this.source = source;
    }

    @BeforeEach
    void generateKey() throws IOException {
        key = AgeKey.generate(folder.resolve("key.txt"));
        backup = folder.resolve("recipients.age");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zulip-1.4.3", "zulip-5.7", "zulip-8.1", "zulip-11-dev", "zulip-12.0"})
    void ofAnyReleaseItHoldsEveryRow(String release) throws IOException, SQLException {
        String database = "backup-" + release;
        boolean migrated = release.equals("zulip-12.0");
        new RealServer(Shared.fixtures().resolve(migrated ? "zulip-12-dev" : release))
                .restore(source.server(), database);
        if (migrated) {
            try (Connection connection = source.server().connect(database)) {
                Zulip12.migrate(connection);
            }
        }

        Ran ran = make(database);

        assertThat(ran.status()).as(ran.text()).isZero();
        Map<String, List<Map<String, Object>>> rows = rows();
        for (String table : TABLES) {
            String where = table.equals("zerver_userprofile")
                    ? " WHERE email IN ('notification-bot@zulip.com', 'emailgateway@zulip.com',"
                            + " 'welcome-bot@zulip.com')"
                    : "";
            List<Long> ids = source.query(database, "SELECT id FROM zulip." + table + where + " ORDER BY id").stream()
                    .map(Long::valueOf)
                    .toList();
            assertThat(rows.get(table))
                    .as(table)
                    .extracting(row -> row.get("id"))
                    .containsAll(ids);
            if (where.isEmpty()) {
                assertThat(rows.get(table)).as(table).hasSameSizeAs(ids);
            }
        }
        assertThat(rows.get("zerver_subscription"))
                .extracting(row -> row.get("id") + " " + row.get("recipient_id") + " " + row.get("user_profile_id"))
                .isEqualTo(source.query(
                        database,
                        "SELECT id || ' ' || recipient_id || ' ' || user_profile_id FROM zulip.zerver_subscription"
                                + " ORDER BY id"));
        Ran verified = verify(key);
        assertThat(verified.status()).as(verified.text()).isLessThan(2);
    }

    @Test
    void noSecretIsInIt() throws IOException, SQLException {
        make(SourceServer.DATABASE);
        Set<String> secrets = new TreeSet<>();
        for (String column : List.of("password", "api_key", "uuid::text")) {
            secrets.addAll(source.query(
                    SourceServer.DATABASE, "SELECT " + column + " FROM zulip.zerver_userprofile WHERE is_bot"));
        }
        secrets.removeIf(secret -> secret == null || secret.length() < 8);
        assertThat(secrets).hasSizeGreaterThan(5);

        Path plain = unpacked();
        for (Path file : Folders.files(plain)) {
            assertThat(Files.readString(file)).doesNotContain(secrets.toArray(String[]::new));
        }
        assertThat(rows().getOrDefault("zerver_userprofile", List.of()).get(0))
                .doesNotContainKeys("password", "api_key", "uuid");
    }

    @Test
    void eachOfItsKeysOpensItAndWhatTheProgramAgeEncryptsOpensHere() throws IOException {
        AgeKey other = AgeKey.generate(folder.resolve("other.txt"));
        Path list = Files.writeString(folder.resolve("keys.txt"), "# the second\n\n" + other.recipient() + "\n");
        Ran ran = make(SourceServer.DATABASE, "--to-file", list.toString());
        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out())
                .contains("It opens with the secret key of: " + key.recipient() + ", " + other.recipient());

        Path plain = key.decrypt(backup, folder.resolve("plain"));
        assertThat(other.decrypt(backup, folder.resolve("plain-2"))).hasSameBinaryContentAs(plain);

        assertThat(verify(other).status()).isZero();
        key.encrypt(plain, folder.resolve("by-age"));
        assertVerified(folder.resolve("by-age"));
        key.encrypt(plain, folder.resolve("armored"), "-a");
        assertVerified(folder.resolve("armored"));
    }

    private void assertVerified(Path file) {
        Ran ran = Ran.command(List.of(
                "backup", "verify", file.toString(), "--identity", key.file().toString()));
        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("verified: no problems found");
    }

    @Test
    void theWrongKeyIsRefused() throws IOException {
        make(SourceServer.DATABASE);
        AgeKey wrong = AgeKey.generate(folder.resolve("wrong.txt"));

        Ran ran = verify(wrong);

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err())
                .contains(backup + " can't be opened with this key: it is encrypted to other keys")
                .doesNotContain("AGE-SECRET-KEY");
        assertThat(Ran.command(List.of("backup", "show", backup.toString())).status())
                .isEqualTo(3);
    }

    @Test
    void aFileOfKeysThatIsNoneIsRefusedWithoutShowingIt() throws IOException {
        make(SourceServer.DATABASE);
        Path broken = Files.writeString(folder.resolve("broken.txt"), "AGE-SECRET-KEY-1QQQQ\n");

        Ran ran = Ran.command(List.of("backup", "verify", backup.toString(), "--identity", broken.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains("has a line that is not an age secret key")
                .doesNotContain("1QQQQ");
    }

    @Test
    void aCutFileAndAFlippedBitAreRefused() throws IOException {
        make(SourceServer.DATABASE);
        byte[] whole = Files.readAllBytes(backup);
        int header = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\n--- ") + 48;
        for (int at :
                List.of(0, 10, header - 3, header, header + 16, header + 20, whole.length / 2, whole.length - 1)) {
            Files.write(backup, Arrays.copyOf(whole, at));
            assertRefused("cut at " + at, 6);
        }
        for (int at = header; at < whole.length; at += 97) {
            byte[] changed = whole.clone();
            changed[at] ^= 4;
            Files.write(backup, changed);
            assertRefused("flipped at " + at, 6);
        }
    }

    private void assertRefused(String what, int status) {
        Ran ran = verify(key);
        assertThat(ran.status()).as("%s: %s", what, ran.text()).isEqualTo(status);
        assertThat(ran.err()).as(what).contains(backup + " is damaged, or not a backup: ");
    }

    @Test
    void verifyFindsReferencesThatLeadNowhere() throws IOException, SQLException {
        source.copyDatabase("dangling");
        source.execute(
                "dangling",
                "SET session_replication_role = replica",
                "DELETE FROM zulip.zerver_recipient WHERE id = (SELECT recipient_id FROM zulip.zerver_stream ORDER BY id"
                        + " LIMIT 1)",
                "DELETE FROM zulip.zerver_huddle WHERE id = (SELECT max(id) FROM zulip.zerver_huddle)");
        String stream = source.query("dangling", "SELECT min(id) FROM zulip.zerver_stream")
                .get(0);
        assertThat(make("dangling").status()).isZero();

        Ran ran = verify(key, "--json");

        assertThat(ran.status()).isOne();
        List<Map<String, Object>> findings = ran.out()
                .lines()
                .map(line -> Json.object(Json.parse(line)))
                .filter(line -> "finding".equals(line.get("type")))
                .toList();
        assertThat(findings).allSatisfy(finding -> assertThat(finding).containsEntry("kind", "dangling"));
        assertThat(findings)
                .extracting(finding -> String.valueOf(finding.get("place")).replaceFirst(" .*", ""))
                .contains("zerver_subscription", "zerver_recipient", "zerver_stream");
        assertThat(findings).extracting(finding -> finding.get("place")).contains("zerver_stream " + stream);
        Ran text = verify(key);
        assertThat(text.out()).contains("finding: zerver_", " findings.");
    }

    @Test
    void showSaysWhatIsInside() throws IOException, SQLException {
        make(SourceServer.DATABASE);
        String count = source.query(SourceServer.DATABASE, "SELECT count(*) FROM zulip.zerver_subscription")
                .get(0);

        Ran ran = Ran.command(List.of(
                "backup", "show", backup.toString(), "--identity", key.file().toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out())
                .containsPattern("zerver_subscription +" + count)
                .contains("Zulip 11.0-dev+git", "Left out of zerver_userprofile: password, api_key, uuid");
        Ran json = Ran.command(List.of(
                "backup", "show", backup.toString(), "--identity", key.file().toString(), "--json"));
        assertThat(Json.object(Json.parse(json.out())))
                .containsEntry("type", "summary")
                .containsEntry("zulip_version", "11.0-dev+git");
    }

    @Test
    void withoutAKeyItIsRefusedUnlessOneKnows() throws IOException {
        Ran refused = Ran.command(words(SourceServer.DATABASE));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("no key is given to encrypt the backup to", "--unencrypted-i-know");
        assertThat(backup).doesNotExist();

        List<String> words = words(SourceServer.DATABASE);
        words.add("--unencrypted-i-know");
        Ran plain = Ran.command(words);
        assertThat(plain.status()).as(plain.text()).isZero();
        assertThat(plain.out()).contains("It is NOT encrypted");
        assertThat(Ran.command(List.of("backup", "verify", backup.toString())).status())
                .isZero();
    }

    @Test
    void whatIsThereIsNotWrittenOverUnlessOneSaysSo() throws IOException {
        Files.writeString(backup, "Dear Sir");
        Ran refused = make(SourceServer.DATABASE);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("--output " + backup + " exists already", "--overwrite");
        assertThat(backup).hasContent("Dear Sir");

        assertThat(make(SourceServer.DATABASE, "--overwrite").status()).isZero();
        assertThat(verify(key).status()).isZero();
        assertThat(Files.getPosixFilePermissions(backup)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void allThatIsWrongWithKeysIsToldAtOnceAndNoSecretKeyIsShown() throws IOException {
        String secret = Files.readString(key.file())
                .lines()
                .filter(line -> line.startsWith("AGE"))
                .findFirst()
                .orElseThrow();

        Ran ran = make(
                SourceServer.DATABASE,
                "--to",
                "age1nonsense",
                "--to",
                secret,
                "--to-file",
                folder.resolve("no").toString());

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains(
                        "--to age1nonsense is not an age public key",
                        "--to was given a secret key",
                        "--to-file " + folder.resolve("no") + " can't be read: no such file")
                .doesNotContain(secret);
        assertThat(backup).doesNotExist();
    }

    @Test
    void anUnreachableDatabaseLeavesNoFile() throws IOException {
        Ran ran = make("nowhere");

        assertThat(ran.status()).isEqualTo(4);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> !file.equals(key.file()))).isEmpty();
        }
    }

    private Ran make(String database, String... options) {
        List<String> words = words(database);
        words.addAll(List.of("--to", key.recipient()));
        words.addAll(List.of(options));
        return Ran.command(words);
    }

    private List<String> words(String database) {
        return new ArrayList<>(List.of(
                "backup", "recipients", "--database", source.server().uri(database), "--output", backup.toString()));
    }

    private Ran verify(AgeKey with, String... options) {
        List<String> words = new ArrayList<>(List.of(
                "backup", "verify", backup.toString(), "--identity", with.file().toString()));
        words.addAll(List.of(options));
        return Ran.command(words);
    }

    /** The folder in the tar that the program age decrypts. */
    private Path unpacked() throws IOException {
        Path plain = key.decrypt(backup, folder.resolve("plain.tar.zst"));
        Path copy = folder.resolve("unpacked");
        try (ArchiveFolder unpacked = ArchiveFolder.open(plain, Optional.empty(), Identities.none())) {
            Folders.copy(unpacked.path(), copy);
        }
        Files.delete(plain);
        return copy;
    }

    /** All rows by table. */
    private Map<String, List<Map<String, Object>>> rows() throws IOException {
        Map<String, List<Map<String, Object>>> rows = new TreeMap<>();
        Folders.delete(folder.resolve("unpacked"));
        for (Path file : Folders.files(unpacked())) {
            if (file.toString().endsWith(".jsonl")) {
                List<Map<String, Object>> some = rows.computeIfAbsent(
                        String.valueOf(file.getName(file.getNameCount() - 2)), any -> new ArrayList<>());
                Files.readAllLines(file).forEach(line -> some.add(Json.object(Json.parse(line))));
            }
        }
        return rows;
    }
}
