/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.Checksum;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;

/** {@code refresh}: the archives of a finished run, as the server is now. */
@ExtendWith(SharedSource.class)
class RefreshIT {
    private static final String REALM = "(SELECT id FROM zulip.zerver_realm WHERE string_id = 'acme')";

    private final SourceServer source;

    @TempDir
    private Path folder;

    RefreshIT(SourceServer source) {
        this.source = source;
    }

    @Test
    void archivesShowWhatHappenedSince() throws IOException, SQLException {
        source.copyDatabase("refreshed");
        Path run = folder.resolve("run");
        assertThat(export("refreshed", run, "--as-active").status()).isZero();
        source.execute(
                "refreshed",
                "UPDATE zulip.zerver_message SET content = 'edited' WHERE id ="
                        + " (SELECT max(id) FROM zulip.zerver_message WHERE realm_id = " + REALM + ")",
                "DELETE FROM zulip.zerver_usermessage WHERE id = (SELECT min(id) FROM zulip.zerver_usermessage"
                        + " WHERE user_profile_id IN (SELECT id FROM zulip.zerver_userprofile WHERE realm_id = " + REALM
                        + "))",
                "UPDATE zulip.zerver_realm SET deactivated = true, description = 'closed' WHERE id = " + REALM);

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        Path fresh = folder.resolve("fresh");
        assertThat(export("refreshed", fresh, "--as-active").status()).isZero();
        ExportedArchive archive = ExportedArchive.read(run.resolve("acme"));
        assertThat(archive.files())
                .isEqualTo(ExportedArchive.read(fresh.resolve("acme")).files());
        assertThat(archive.rows("zerver_realm").get(0))
                .containsEntry("deactivated", false)
                .containsEntry("description", "closed");
        assertThat(archive.rows("zerver_message"))
                .extracting(row -> row.get("content"))
                .contains("edited");
    }

    @Test
    void filesOfMessagesThatNothingTouchedAreKept() throws IOException, SQLException {
        source.copyDatabase("untouched");
        Path run = folder.resolve("run");
        assertThat(export("untouched", run).status()).isZero();
        long before = messagesMade(run);
        source.execute("untouched", "UPDATE zulip.zerver_realm SET description = 'other' WHERE id = " + REALM);

        assertThat(Ran.command(List.of("refresh", run.toString())).status()).isZero();

        assertThat(before).isPositive();
        assertThat(messagesMade(run)).isEqualTo(before);
        assertThat(ExportedArchive.read(run.resolve("acme"))
                        .rows("zerver_realm")
                        .get(0))
                .containsEntry("description", "other");
    }

    @Test
    void aDryRunSaysWhatChangedAndWritesNothing() throws IOException, SQLException {
        source.copyDatabase("estimated");
        Path run = folder.resolve("run");
        assertThat(export("estimated", run, "--user", "acme:owner@acme.example.com")
                        .status())
                .isZero();
        source.execute(
                "estimated",
                "UPDATE zulip.zerver_message SET content = 'edited' WHERE id ="
                        + " (SELECT max(id) FROM zulip.zerver_message WHERE realm_id = " + REALM + ")",
                "UPDATE zulip.zerver_realm SET description = 'other' WHERE id = " + REALM);
        Map<Path, String> before = checksums(run);

        Ran ran = Ran.command(List.of("refresh", run.toString(), "--dry-run"));
        Ran json = Ran.command(List.of("refresh", run.toString(), "--dry-run", "--json"));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out())
                .contains("message files", "The archives of 1 user would be rewritten.")
                .containsPattern(
                        "A refresh now would take about [0-9:]+ with [0-9]+ jobs?, [0-9:]+ of this to find what")
                .contains("Nothing was written.");
        Map<String, Object> estimate =
                Json.object(Json.parse(json.out().lines().findFirst().orElseThrow()));
        assertThat(estimate)
                .containsEntry("type", "refresh-estimate")
                .containsEntry("realm", "acme")
                .containsEntry("message_files", messagesMade(run))
                .containsEntry("message_files_mended", 1L)
                .containsEntry("message_files_anew", 0L)
                .containsEntry("files", 0L);
        assertThat(checksums(run)).isEqualTo(before);
    }

    @Test
    void aFolderThatIsNoRunIsRefused() {
        Ran ran = Ran.command(List.of("refresh", folder.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains(folder + " is not a run directory: it has no journal.jsonl");
    }

    private Ran export(String database, Path target, String... options) {
        return Ran.command(source.export(database, source.uploads(), target, options));
    }

    private static Map<Path, String> checksums(Path folder) throws IOException {
        Map<Path, String> checksums = new TreeMap<>();
        for (Path file : Folders.files(folder)) {
            checksums.put(file, Checksum.of(Files.readAllBytes(file)));
        }
        return checksums;
    }

    private static long messagesMade(Path run) throws IOException {
        return Files.readAllLines(run.resolve("journal.jsonl")).stream()
                .filter(line -> line.contains("\"type\":\"messages\""))
                .count();
    }
}
