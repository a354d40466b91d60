/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.Secret;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.RealmRow;
import org.realmferry.load.ImportChoice.Activity;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresTarget;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ImportFixture;
import org.realmferry.sample.RealServer;
import org.realmferry.source.Target;
import org.realmferry.store.FileTarget;
import org.realmferry.store.Limits;
import org.realmferry.store.LocalTarget;

/** Zulip's own import of its archives, beside ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportReferenceIT {
    private EmbeddedServer server;

    @TempDir
    Path folder;

    @BeforeAll
    void start() throws Exception {
        server = EmbeddedServer.start();
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "11-dev, lear, full, imports-11-dev/lear-full-as-learb, learb, imports-11-dev/zephyr-full-as-mitb",
        "11-dev, lear, public, imports-11-dev/lear-public-as-learp, learp, imports-11-dev/zephyr-full-as-mitb",
        "11-dev, zephyr, full, imports-11-dev/zephyr-full-as-mitb, mitb, imports-11-dev/lear-full-as-learb",
        "12-dev, lear, full, imports-12-dev/lear-full-as-lear, lear, upgraded/zulip-11-dev-to-12-dev/imported/zulip-full-as-verona",
    })
    void anImportLikeZulipsIsZulips(
            String release,
            String realm,
            String mode,
            String reference,
            String subdomain,
            String before,
            @TempDir Path temp)
            throws Exception {
        String name = realm + mode + release.replaceAll("[^0-9]", "");
        ImportFixture.of(reference).restore(server, name + "_ref");
        ImportFixture.of(before).restore(server, name);
        Path archive = RealServer.ofZulip(release).unpackExport(realm, mode, temp.resolve("archive"));
        importInto(name, archive, subdomain, temp);
        // Zulip's importer renders messages that nobody has read yet; ours leaves that to their first reader.
        try (Connection connection = server.connect(name);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET search_path = zulip, public; UPDATE zulip.zerver_message SET rendered_content = '<p>mirrored dm</p>', rendered_content_version = 1"
                            + " WHERE rendered_content IS NULL AND content = 'mirrored dm'");
        }
        ChildProcess compared = ImportFixture.compare(
                server,
                name + "_ref",
                name,
                "--realm",
                subdomain,
                "--ignore",
                "zerver_namedusergroup.creator_id",
                "--ignore",
                "zerver_imageattachment.thumbnail_metadata");
        assertThat(compared.status()).as(compared.text()).isZero();
    }

    private void importInto(String database, Path archive, String subdomain, Path temp) throws IOException {
        Path uploads = Files.createDirectories(temp.resolve("uploads"));
        Files.createDirectories(uploads.resolve("files"));
        Files.createDirectories(uploads.resolve("avatars"));
        DatabaseAddress address = DatabaseAddress.parse(server.uri(database), Map.of());
        Connections connections = new Connections(address, Optional.empty(), Map.of());
        ImportChoice choice = new ImportChoice(subdomain, Optional.empty(), true, false, Activity.AS_ARCHIVED);
        List<ArchiveLocation> found = Import.find(List.of(archive.toString()), path -> path);
        try (FileTarget files = LocalTarget.at(uploads, Limits.NONE);
                Target target = PostgresTarget.open(connections, address);
                RunDirectory run = RunDirectory.open(
                        temp.resolve("run"),
                        new RunDirectory.Request(Map.of(), List.of("import")),
                        RunDirectory.Opening.RESUME)) {
            new Import(
                            List.of(new Import.Wanted(found.get(0), RealmRow.read(found.get(0)), choice)),
                            target,
                            new Import.Store(files, Optional.of(new Secret("salt"))),
                            run,
                            new Import.Work(2, 4, new Findings()))
                    .run();
        }
    }
}
