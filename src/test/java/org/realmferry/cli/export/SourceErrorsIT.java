/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.Failure;
import org.realmferry.cli.Powerless;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresSource;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.sample.Json;
import org.realmferry.source.SnapshotReader;

/** Sources that can't be read, exit status 4, or don't fit, exit status 3: told before anything is written. */
@ExtendWith(SharedSource.class)
class SourceErrorsIT {
    private static final String PASSWORD = "s3cret-of-the-reader";

    private final SourceServer source;

    @TempDir
    private Path folder;

    SourceErrorsIT(SourceServer source) {
        this.source = source;
    }

    @Test
    void aDatabaseThatNobodyAnswersForIsNamedWithWhatToCheck() {
        Ran ran = Ran.command(exportFrom("postgresql://postgres@127.0.0.1:1/zulip"));

        assertFailed(
                ran, 4, "zulip at 127.0.0.1:1 as postgres can't be reached", "Check the host and the port", "firewall");
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        Ran ran = Ran.command(exportFrom(source.server().uri("zulipp")));

        assertFailed(ran, 4, "there is no database zulipp", "psql -l");
    }

    @Test
    void aWrongPasswordIsToldWithItsOriginButNotItself() throws IOException, SQLException {
        source.createRole("reader", PASSWORD);
        List<String> words = exportFrom(source.uri("reader", SourceServer.DATABASE));

        Ran ran = Ran.command(Map.of("PGPASSWORD", "guess-guess"), words);
        Ran none = Ran.command(Map.of("HOME", folder.toString()), words);

        assertFailed(ran, 4, "the password for zulip at 127.0.0.1:", "is wrong", "came from PGPASSWORD");
        assertThat(ran.text()).doesNotContain("guess-guess", PASSWORD);
        assertFailed(none, 4, "none was found in PGPASSWORD, in " + folder + "/.pgpass", "Give a password in");
    }

    @Test
    void aTableThatTheUserMayNotReadIsNamedWithTheGrant() throws IOException, SQLException {
        source.copyDatabase("guarded");
        source.createRole("curious", PASSWORD);
        source.execute(
                "guarded",
                "GRANT USAGE ON SCHEMA zulip TO curious",
                "GRANT SELECT ON ALL TABLES IN SCHEMA zulip TO curious",
                "REVOKE SELECT ON zulip.zerver_reaction FROM curious");

        Ran ran = Ran.command(Map.of("PGPASSWORD", PASSWORD), exportFrom(source.uri("curious", "guarded")));

        assertFailed(
                ran,
                4,
                "the database user curious has no right to read zerver_reaction\n",
                "GRANT USAGE ON SCHEMA zulip TO curious; GRANT SELECT ON");
        assertThat(ran.text()).doesNotContain(PASSWORD);
    }

    @Test
    void hiddenRowsAreNamedWithWhatLetsAUserSeeThem() throws IOException, SQLException {
        source.copyDatabase("policed");
        source.createRole("policed_reader", PASSWORD);
        source.execute(
                "policed",
                "GRANT USAGE ON SCHEMA zulip TO policed_reader",
                "GRANT SELECT ON ALL TABLES IN SCHEMA zulip TO policed_reader",
                "ALTER TABLE zulip.zerver_reaction ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE zulip.zerver_message ENABLE ROW LEVEL SECURITY");
        List<String> words = exportFrom(source.uri("policed_reader", "policed"));

        Ran ran = Ran.command(Map.of("PGPASSWORD", PASSWORD), words);

        assertFailed(
                ran,
                4,
                "row level security hides rows from the database user policed_reader in zerver_message, zerver_reaction\n",
                "ALTER ROLE policed_reader BYPASSRLS",
                "owner of the tables");
        assertThat(ran.err()).doesNotContain("GRANT");
        source.execute("policed", "ALTER ROLE policed_reader BYPASSRLS");
        assertThat(Ran.command(Map.of("PGPASSWORD", PASSWORD), words).status()).isZero();
    }

    @Test
    void aRolesLimitOfConnectionsIsToldAtOnce() throws IOException, SQLException {
        source.createRole("few", PASSWORD);
        source.execute("postgres", "ALTER ROLE few CONNECTION LIMIT 0");

        Ran ran = Ran.command(Map.of("PGPASSWORD", PASSWORD), exportFrom(source.uri("few", SourceServer.DATABASE)));

        assertFailed(ran, 4, "there is no connection left", "too many connections", "ALTER ROLE few CONNECTION LIMIT");
    }

    @Test
    void aDatabaseWithoutMigrationsIsToldWhatItLacks() throws SQLException {
        source.copyDatabase("unmigrated");
        List<String> words = exportFrom(source.server().uri("unmigrated"));

        source.execute("unmigrated", "DELETE FROM zulip.django_migrations WHERE app = 'zerver'");
        assertFailed(Ran.command(words), 3, "django_migrations has no row of the app zerver", "pg_restore");
        source.execute("unmigrated", "DROP TABLE zulip.django_migrations");
        assertFailed(Ran.command(words), 3, "the schema zulip has no table django_migrations", "pg_restore");
    }

    @Test
    void theServersLastWordsAreToldWhereAReaderIsCutOff() throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(source.server().uri(SourceServer.DATABASE), Map.of());
        Connections connections = new Connections(address, Optional.empty(), Map.of());
        try (PostgresSource opened = PostgresSource.open(connections, address, List.of());
                SnapshotReader reader = opened.reader()) {
            source.query(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                            + " AND application_name = 'realmferry'");

            Failure failure = catchThrowableOfType(
                    Failure.class, () -> reader.read("ids of reacted", "SELECT 1::bigint", row -> {}));

            assertThat(failure).hasMessageContaining("terminating connection due to administrator command");
            assertThat(failure.mayPass()).isTrue();
        }
    }

    @Test
    void aServiceOfPostgreSqlIsTheDatabase() throws IOException {
        Files.writeString(
                folder.resolve(".pg_service.conf"),
                "[chat]\nhost=127.0.0.1\nport=" + source.server().port() + "\nuser=postgres\ndbname=postgres\n");
        List<String> words = new ArrayList<>(source.export(output()));
        words.subList(words.indexOf("--database"), words.indexOf("--database") + 2)
                .clear();

        Ran ran = Ran.command(Map.of("HOME", folder.toString(), "PGSERVICE", "chat"), words);
        Ran none = Ran.command(Map.of("HOME", folder.toString(), "PGSERVICE", "chatt"), words);

        assertFailed(
                ran,
                3,
                "no Zulip in the database postgres at 127.0.0.1:"
                        + source.server().port());
        assertFailed(none, 2, "no file defines the PostgreSQL service \"chatt\"", "~/.pg_service.conf");
    }

    @Test
    void aDatabaseThatIsNotZulipsIsRefused() {
        Ran ran = Ran.command(exportFrom(source.server().uri("postgres")));

        assertFailed(ran, 3, "no Zulip in the database postgres at", "no schema has a table zerver_realm");
    }

    @Test
    void anUploadsFolderThatIsNotThereIsNamed() {
        Path uploads = folder.resolve("no-uploads");

        Ran ran = Ran.command(source.export(SourceServer.DATABASE, uploads, output()));

        assertFailed(ran, 4, "there is no uploads folder " + uploads, "LOCAL_UPLOADS_DIR");
    }

    @Test
    void aFolderOfSomethingElseIsNoUploadsFolder() throws IOException {
        Path uploads = Files.createDirectory(folder.resolve("etc"));
        Files.createDirectory(uploads.resolve("ssh"));

        for (Ran ran : List.of(
                Ran.command(source.export(SourceServer.DATABASE, uploads, output())),
                Ran.command(source.export(SourceServer.DATABASE, uploads, output(), "--dry-run")),
                Ran.command(List.of(
                        "files",
                        "--database",
                        source.server().uri(SourceServer.DATABASE),
                        "--uploads",
                        uploads.toString(),
                        "--avatar-salt-file",
                        source.salt().toString(),
                        "--realm",
                        "acme")))) {
            assertFailed(
                    ran,
                    4,
                    uploads + " is not an uploads folder of Zulip: it has neither files/ nor avatars/",
                    "Give Zulip's LOCAL_UPLOADS_DIR as --uploads");
        }
    }

    @Test
    void anUploadsFolderThatCannotBeReadIsNamed() throws IOException, InterruptedException {
        Path uploads = source.copyUploads(folder.resolve("uploads"));
        Path closed = uploads.resolve("files");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));

        Ran ran = Powerless.command(folder, Map.of(), source.export(SourceServer.DATABASE, uploads, output()));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));

        assertFailed(
                ran,
                4,
                "the uploads folder can't be read: permission denied: " + closed,
                "as the user zulip or as root");
    }

    @Test
    void picturesWithoutTheSaltThatNamesThemAreNotLeftBehindSilently() throws IOException {
        Path config = Files.createDirectory(folder.resolve("zulip-config"));
        Files.createFile(config.resolve("settings.py"));
        List<String> words = new ArrayList<>(source.export(output()));
        words.set(words.indexOf("--avatar-salt-file"), "--zulip-config");
        words.set(words.indexOf(source.salt().toString()), config.toString());

        assertFailed(
                Ran.command(words),
                3,
                "the avatar salt is missing; the file names of users' pictures depend on it, in: acme",
                "Give --avatar-salt-file FILE");
    }

    @Test
    void anErrorForProgramsNamesItsStatus() {
        List<String> words = new ArrayList<>(exportFrom(source.server().uri("postgres")));
        words.add("--json");

        Ran ran = Ran.command(words);

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).hasLineCount(1);
        assertThat(Json.object(Json.parse(ran.out())))
                .containsEntry("type", "error")
                .containsEntry("status", 3L)
                .containsOnlyKeys("type", "status", "problems", "remedy");
        assertThat(output()).doesNotExist();
    }

    private Path output() {
        return folder.resolve("run");
    }

    private List<String> exportFrom(String database) {
        return SourceServer.with(source.export(output()), "--database", database);
    }

    private void assertFailed(Ran ran, int status, String... texts) {
        assertThat(ran.status()).as(ran.text()).isEqualTo(status);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("realmferry: ").contains(texts).doesNotContain("Exception");
        assertThat(output()).doesNotExist();
    }
}
