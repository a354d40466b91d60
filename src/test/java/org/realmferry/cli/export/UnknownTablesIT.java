/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;

/** A server with a table and columns that no rule knows: nothing of them leaves, and nobody has to guess. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class UnknownTablesIT {
    private static final String DATABASE = "grown";
    private static final String COLUMN_VALUE = "MOOD-OF-A-MESSAGE";
    private static final String TABLE_VALUE = "ROW-OF-A-NOVELTY";

    private final SourceServer source;

    @TempDir
    private Path folder;

    UnknownTablesIT(SourceServer source) {
        this.source = source;
    }

    @BeforeAll
    void growTheSchema() throws SQLException {
        source.copyDatabase(DATABASE);
        source.execute(
                DATABASE,
                "ALTER TABLE zulip.zerver_message ADD COLUMN mood text",
                "UPDATE zulip.zerver_message SET mood = '" + COLUMN_VALUE + "'",
                "ALTER TABLE zulip.zerver_userprofile ADD COLUMN mood text DEFAULT '" + COLUMN_VALUE + "'",
                "CREATE TABLE zulip.zerver_novelty (id bigint PRIMARY KEY, text text)",
                "INSERT INTO zulip.zerver_novelty VALUES (1, '" + TABLE_VALUE + "')");
    }

    @Test
    void theyAreAllNamedBeforeAnythingIsWritten() {
        Path output = folder.resolve("stopped");

        Ran ran = Ran.command(source.export(DATABASE, source.uploads(), output));

        assertThat(ran).isEqualTo(new Ran(3, "", """
                realmferry: no rule knows the column zerver_message.mood
                realmferry: no rule knows the table zerver_novelty
                realmferry: no rule knows the column zerver_userprofile.mood
                --unknown-tables skip leaves them out and reports them. realmferry rules --unknown describes them, as a basis for new rules.
                """));
        assertThat(output).doesNotExist();
    }

    @Test
    void skippedOnesStayBehindAndAreTold() throws IOException {
        Path output = folder.resolve("skipped");

        Ran ran = Ran.command(source.export(DATABASE, source.uploads(), output, "--unknown-tables", "skip"));

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out())
                .contains("finding: zerver_message.mood:", "finding: zerver_novelty:", "zerver_userprofile.mood:");
        assertThat(Json.readLines(output.resolve("findings.jsonl")))
                .extracting(
                        finding -> Map.entry(String.valueOf(finding.get("kind")), String.valueOf(finding.get("place"))))
                .containsExactly(
                        Map.entry("unknown-column", "zerver_message.mood"),
                        Map.entry("unknown-column", "zerver_userprofile.mood"),
                        Map.entry("unknown-table", "zerver_novelty"));
        assertThat(Folders.files(output))
                .anyMatch(file -> SecretsIT.holds(file, "Acme Corporation"))
                .noneMatch(file -> SecretsIT.holds(file, COLUMN_VALUE) || SecretsIT.holds(file, TABLE_VALUE));
    }

    @Test
    void theyAreDescribedForWhoeverAddsRules() {
        Ran ran = Ran.command(
                List.of("rules", "--unknown", "--database", source.server().uri(DATABASE)));
        Ran known = Ran.command(
                List.of("rules", "--unknown", "--database", source.server().uri(SourceServer.DATABASE)));

        assertThat(ran).isEqualTo(new Ran(0, """
                # columns of a table that is known
                zerver_message
                    mood text null since 11

                # proposal: stays, of the whole server: stay("of the whole server", "zerver_novelty")
                zerver_novelty since 11
                    id bigint pk
                    text text null

                # columns of a table that is known
                zerver_userprofile
                # private to a user? then .unlessConsenting(...); a setting follows zerver_realmuserdefault
                    mood text null since 11

                """, ""));
        assertThat(known.out()).isEqualTo("# The rules know all tables and columns of this database.\n");
    }

    @Test
    void theRestIsWhatItWouldBeWithoutThem() throws IOException {
        Path grown = folder.resolve("grown");
        Path usual = folder.resolve("usual");

        Ran.command(source.export(DATABASE, source.uploads(), grown, "--unknown-tables", "skip"));
        Ran.command(source.export(usual));

        assertThat(manifest(usual)).isNotEmpty().isEqualTo(manifest(grown));
    }

    /** The manifest without the hash of the database, of which there are two here. */
    private static List<String> manifest(Path run) throws IOException {
        return Files.readAllLines(run.resolve("acme").resolve("realmferry.json")).stream()
                .filter(line -> !line.contains("\"server\" :"))
                .toList();
    }
}
