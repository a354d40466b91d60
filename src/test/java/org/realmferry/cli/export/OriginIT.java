/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;

/** What archives tell of their servers: which one it is, and the apps that only one of two has. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class OriginIT {
    private static final String PGROONGA = "INSERT INTO zulip.django_migrations (app, name, applied) VALUES"
            + " ('pgroonga', '0001_enable', now()), ('pgroonga', '0002_html_escape_subject', now())";
    private static final String EXTENSION = "INSERT INTO pg_extension"
            + " (oid, extname, extowner, extnamespace, extrelocatable, extversion)"
            + " SELECT 99999, 'pgroonga', 10, oid, false, '3' FROM pg_namespace WHERE nspname = 'zulip'";

    private final SourceServer source;
    private ExportedServer pgroonga;
    private Path folder;
    private Path one;
    private Path user;
    private Path other;
    private Path withPgroonga;

    OriginIT(SourceServer source) {
        this.source = source;
    }

    /** Three servers, of which the last uses PGroonga, and the second did. */
    @BeforeAll
    void export(@TempDir Path temporary) throws SQLException {
        folder = temporary;
        ExportedServer first = ExportedServer.ofSample(source, "acme", "orchard");
        String email = email(first);
        one = export(first, "one", "--user", "acme:" + email);
        user = one.resolve("users/acme").resolve(email);
        ExportedServer second = first.copy("another server");
        second.execute(PGROONGA);
        other = export(second, "other");
        pgroonga = first.copy("with pgroonga");
        pgroonga.execute(PGROONGA, EXTENSION, "ALTER TABLE zulip.zerver_message ADD COLUMN search_pgroonga text");
        withPgroonga = export(pgroonga, "pgroonga");
    }

    /** So that the database can be dropped. */
    @AfterAll
    void forgetTheExtension() throws SQLException {
        pgroonga.execute("DELETE FROM pg_extension WHERE extname = 'pgroonga'");
    }

    private static String email(ExportedServer server) throws SQLException {
        return server.texts("SELECT u.delivery_email FROM zulip.zerver_userprofile u JOIN zulip.zerver_realm r"
                        + " ON r.id = u.realm_id WHERE r.string_id = 'acme' AND NOT u.is_bot ORDER BY u.id")
                .get(0);
    }

    private Path export(ExportedServer server, String run, String... options) {
        ExportOutcome outcome = server.export(folder.resolve(run), options);
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
        return folder.resolve(run);
    }

    private static String server(Path archive) throws IOException {
        return String.valueOf(
                Json.object(Json.read(archive.resolve("realmferry.json"))).get("server"));
    }

    private static Set<String> apps(Path archive) throws IOException {
        Map<String, Object> status = Json.object(Json.read(archive.resolve("migration_status.json")));
        return Json.object(status.get("migrations_by_app")).keySet();
    }

    @Test
    void archivesOfOneServerTellTheSameServer() throws IOException {
        String acme = server(one.resolve("acme"));

        assertThat(acme).matches("[0-9a-f]{64}").isEqualTo(server(one.resolve("orchard")));
        assertThat(server(other.resolve("acme"))).matches("[0-9a-f]{64}").isNotEqualTo(acme);
        assertThat(Ran.command(List.of("verify", one.toString())).status()).isZero();
        assertThat(Ran.command(List.of("audit", one.resolve("acme").toString(), "--mode", "public"))
                        .err())
                .doesNotContain("realmferry.json");
    }

    @Test
    void aMergedArchiveTellsTheServerOfItsInputsAndABundleNone() throws IOException {
        Path merged = folder.resolve("merged");
        assertThat(Merges.run(List.of(one.resolve("acme"), user), merged).status())
                .isLessThan(2);
        assertThat(server(user)).isEqualTo(server(one.resolve("acme")));
        assertThat(server(merged.resolve("acme"))).isEqualTo(server(one.resolve("acme")));
        Path mixed = folder.resolve("mixed");
        assertThat(Merges.run(List.of(one.resolve("acme"), other.resolve("acme")), mixed)
                        .status())
                .isLessThan(2);
        assertThat(server(mixed.resolve("acme"))).isEqualTo("null");
    }

    @Test
    void realmsOfTwoServersAreOfTwoAlsoWhereNoIdCollides() throws IOException {
        Path bundle = folder.resolve("bundle");

        Ran ran = Merges.run(List.of(one.resolve("acme"), other.resolve("orchard")), bundle, "--bundle");

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("2 realms of 2 servers");
        assertThat(server(bundle.resolve("acme"))).isEqualTo("null");
        assertThat(Ran.command(List.of("verify", bundle.toString())).status()).isZero();
    }

    @Test
    void migrationsOfPgroongaAreListedWhereItIsInUse() throws IOException {
        assertThat(apps(one.resolve("acme"))).doesNotContain("pgroonga");
        assertThat(apps(other.resolve("acme"))).doesNotContain("pgroonga");
        assertThat(apps(withPgroonga.resolve("acme"))).contains("pgroonga");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "orchard"})
    void anAppThatOnlyOneServerHasIsAFinding(String second) {
        Path first = one.resolve("acme");
        Path archive = withPgroonga.resolve(second);
        String[] options = second.equals("acme") ? new String[0] : new String[] {"--bundle"};

        Ran ran = Merges.run(List.of(first, archive), folder.resolve("apps of " + second), options);

        assertThat(ran.status()).as(ran.text()).isEqualTo(1);
        assertThat(ran.text())
                .contains("the app pgroonga has migrations in " + archive + ", and none in " + first
                        + "; Zulip's importer warns if a server differs in it");
    }
}
