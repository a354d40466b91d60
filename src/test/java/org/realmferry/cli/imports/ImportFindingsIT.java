/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.ArchiveEdits;
import org.realmferry.cli.Ran;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/** What an import goes on with, and tells: Zulip's own importer dies of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportFindingsIT {
    private EmbeddedServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    void start() throws Exception {
        server = EmbeddedServer.start();
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @Test
    void theFileOfAnAttachmentIsMissing() throws Exception {
        ImportTarget target =
                ImportTarget.restore(server, "imports-11-dev/zephyr-full-as-mitb", "missing", folder.resolve("a"));
        Path archive = RealServer.ofZulip11().unpackExport("lear", folder.resolve("archive-a"));
        String missing = upload(archive);
        Files.delete(archive.resolve("uploads").resolve(missing));

        Ran dry = target.importing(archive, "--dry-run");
        Ran ran = target.importing(archive, "--output", folder.resolve("run-a").toString());

        assertThat(dry.status()).as(dry.text()).isEqualTo(1);
        assertThat(dry.out()).contains(missing);
        assertThat(ran.status()).as(ran.text()).isEqualTo(1);
        assertThat(Files.readAllLines(folder.resolve("run-a/findings.jsonl")))
                .singleElement()
                .asString()
                .contains("\"missing-file\"", missing);
        assertThat(target.content()).containsEntry("zerver_attachment", String.valueOf(9 + attachmentsOfMitb(target)));
    }

    @Test
    void aFileThatOurManifestListsIsMissing() throws Exception {
        ImportTarget target =
                ImportTarget.restore(server, "imports-11-dev/zephyr-full-as-mitb", "listed", folder.resolve("b"));
        RealServer zulip = RealServer.ofZulip11();
        zulip.restore(server, "source");
        Path uploads = zulip.unpackUploads(Files.createDirectories(folder.resolve("source")));
        Path salt = zulip.writeSalt(folder.resolve("source-salt"));
        ExportOutcome exported = ExportOutcome.of(
                server.uri("source"), uploads, salt, folder.resolve("exported"), List.of("--realm", "lear"));
        assertThat(exported.status()).as(exported.text()).isZero();
        Path archive = folder.resolve("exported/lear");
        String missing = upload(archive);
        Files.delete(archive.resolve("uploads").resolve(missing));

        Ran ran = target.importing(archive, "--output", folder.resolve("run-b").toString());

        assertThat(ran.status()).as(ran.text()).isEqualTo(1);
        assertThat(Files.readAllLines(folder.resolve("run-b/findings.jsonl")))
                .singleElement()
                .asString()
                .contains("\"missing-file\"", missing);
    }

    private static String upload(Path archive) throws Exception {
        List<Map<String, Object>> records = ArchiveEdits.elements(Json.read(archive.resolve("uploads/records.json")));
        return String.valueOf(records.get(0).get("path"));
    }

    private static int attachmentsOfMitb(ImportTarget target) throws Exception {
        return Integer.parseInt(target.count(
                "zerver_attachment a JOIN zulip.zerver_realm r ON r.id = a.realm_id AND" + " r.string_id = 'mitb'"));
    }
}
