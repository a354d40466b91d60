/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.extract.ExportedArchive;

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
    void aFolderThatIsNoRunIsRefused() {
        Ran ran = Ran.command(List.of("refresh", folder.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains(folder + " is not the directory of a run: it has no journal.jsonl");
    }

    private Ran export(String database, Path target, String... options) {
        return Ran.command(source.export(database, source.uploads(), target, options));
    }

    private static long messagesMade(Path run) throws IOException {
        return Files.readAllLines(run.resolve("journal.jsonl")).stream()
                .filter(line -> line.contains("\"type\":\"messages\""))
                .count();
    }
}
