/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/**
 * A run of ours and Zulip's own export of the same realm, copies to damage, and what a verification says of them:
 * nobody changes the originals.
 */
public final class VerifiedArchives implements AutoCloseable {
    public static final String REALM = "realm.json";
    public static final String FIRST = "messages-000001.json";
    public static final String SECOND = "messages-000002.json";
    public static final String MANIFEST = "realmferry.json";
    public static final String UPLOADS = "uploads/records.json";
    public static final String ATTACHMENTS = "attachment.json";

    private final Path folder;
    private final Path zulips;
    private final ArchiveCopies copies;

    private VerifiedArchives(Path folder, Path zulips) {
        this.folder = folder;
        this.zulips = zulips;
        copies = new ArchiveCopies(folder);
    }

    static VerifiedArchives export() throws IOException, SQLException {
        RealServer real = RealServer.ofZulip11();
        Path folder = Files.createTempDirectory("realmferry-verified");
        Path zulips = real.unpackExport("zulip", folder.resolve("zulips"));
        VerifiedArchives archives = new VerifiedArchives(folder, zulips);
        try (EmbeddedServer server = EmbeddedServer.start()) {
            real.restore(server, "zulip");
            Path uploads = real.unpackUploads(folder.resolve("files"));
            Path salt = real.writeSalt(folder.resolve("salt"));
            ExportOutcome outcome = ExportOutcome.of(
                    server.uri("zulip"), uploads, salt, archives.run(), List.of("--realm", "zulip", "--realm", "lear"));
            assertThat(outcome.status()).as(outcome.text()).isZero();
        }
        return archives;
    }

    /** A run of ours, with the realms zulip and lear. */
    public Path run() {
        return folder.resolve("run");
    }

    /** Our archive of the realm zulip. */
    public Path ours() {
        return run().resolve("zulip");
    }

    /** Zulip's own export of the realm zulip, without a manifest. */
    public Path zulips() {
        return zulips;
    }

    /** A file that {@code records.json} of the uploads names first. */
    public String upload() throws IOException {
        return String.valueOf(
                ArchiveEdits.list(Json.read(zulips.resolve(UPLOADS))).get(0).get("path"));
    }

    public Path copy(Path archive) throws IOException {
        return copies.copy(archive);
    }

    /** A copy with one file changed. */
    public Path edited(Path archive, String file, Consumer<Object> change) throws IOException {
        return copies.edited(archive, file, change);
    }

    /** A place beside the copies where nothing is yet. */
    public Path next(String name) {
        return copies.next(name);
    }

    /** All findings, as programs read them. */
    public static List<Map<String, Object>> verify(Path archive) {
        Ran ran = Ran.command(List.of("verify", archive.toString(), "--json"));
        List<Map<String, Object>> lines =
                ran.out().lines().map(line -> Json.object(Json.parse(line))).toList();
        List<Map<String, Object>> findings = lines.stream()
                .filter(line -> "finding".equals(line.get("type")))
                .toList();
        Map<String, Object> summary = lines.get(lines.size() - 1);
        assertThat(summary).as(ran.text()).containsEntry("type", "summary");
        assertThat(summary).containsEntry("findings", (long) findings.size());
        assertThat(ran.status()).isEqualTo(findings.isEmpty() ? 0 : 1);
        return findings;
    }

    public static Map<String, Object> assertFound(Path archive, String kind, String file) {
        List<Map<String, Object>> findings = verify(archive);
        return findings.stream()
                .filter(finding -> kind.equals(finding.get("kind")) && file.equals(finding.get("file")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " of " + file + " in " + findings));
    }

    /** With an id of null, any row of the table will do. */
    public static void assertFound(Path archive, String kind, String file, String table, @Nullable String id) {
        assertThat(verify(archive)).anySatisfy(finding -> {
            assertThat(finding)
                    .containsEntry("kind", kind)
                    .containsEntry("file", file)
                    .containsEntry("table", table);
            if (id != null) {
                assertThat(finding).containsEntry("id", id);
            }
        });
    }

    @Override
    public void close() throws IOException {
        Folders.delete(folder);
    }
}
