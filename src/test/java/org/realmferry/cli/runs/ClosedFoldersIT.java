/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Powerless;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;

/** Runs and archives that are another user's: every command says whose, and none that there is nothing. */
@ExtendWith(SharedSource.class)
class ClosedFoldersIT {
    private final SourceServer source;

    @TempDir
    private Path folder;

    private Path runs;
    private Path run;

    ClosedFoldersIT(SourceServer source) {
        this.source = source;
    }

    @BeforeEach
    void export() throws IOException {
        runs = Files.createDirectory(folder.resolve("runs"));
        run = runs.resolve("one");
        assertThat(Ran.command(source.export(run)).status()).isZero();
    }

    @AfterEach
    void open() throws IOException {
        for (Path path : List.of(runs, run, run.resolve("acme"))) {
            mode(path, "rwx------");
        }
    }

    @Test
    void noCommandCallsAClosedRunMissingOrFine() throws IOException, InterruptedException {
        mode(run, "---------");

        for (List<String> words : commands(run)) {
            assertDenied(run, words);
        }
        assertDenied(run, List.of("status", runs.toString()));
        assertDenied(run, List.of("runs", "remove", runs.toString(), "--all"));
        assertDenied(run, List.of("verify", run.resolve("acme").toString()));
    }

    @Test
    void norOneInAClosedFolder() throws IOException, InterruptedException {
        mode(runs, "---------");

        for (List<String> words : commands(run)) {
            assertDenied(runs, words);
        }
        for (String command : List.of("status", "runs remove --all")) {
            assertDenied(runs, List.of(command.split(" ")));
        }
    }

    @Test
    void norAClosedArchiveOrFileInAnOpenRun() throws IOException, InterruptedException {
        Path archive = run.resolve("acme");
        mode(archive, "---------");
        for (List<String> words : List.of(
                List.of("verify", run.toString()),
                List.of("verify", archive.toString()),
                List.of(
                        "merge",
                        run.toString(),
                        "--output",
                        folder.resolve("merged").toString()),
                List.of("audit", archive.toString(), "--mode", "public"))) {
            assertDenied(archive, words);
        }
        mode(archive, "rwx------");

        Path journal = run.resolve("journal.jsonl");
        mode(journal, "---------");
        for (List<String> words :
                List.of(List.of("status", runs.toString()), List.of("refresh", run.toString()), source.export(run))) {
            assertDenied(journal, words);
        }
    }

    @Test
    void whatIsBesideAClosedRunIsShown() throws IOException, InterruptedException {
        assertThat(Ran.command(source.export(runs.resolve("two"))).status()).isZero();
        mode(run, "---------");

        Ran ran = Powerless.command(folder, Map.of(), List.of("status", runs.toString()));

        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.out()).contains("two", " done ", "permission denied: " + run);
    }

    private List<List<String>> commands(Path path) {
        String name = path.toString();
        return List.of(
                source.export(path),
                List.of("refresh", name),
                List.of("status", name),
                List.of("runs", "remove", name, "--all"),
                List.of("verify", name),
                List.of("audit", name + "/acme", "--mode", "public"),
                List.of(
                        "merge",
                        name,
                        name + "/acme",
                        "--output",
                        folder.resolve("merged").toString()),
                List.of(
                        "merge",
                        "--bundle",
                        name,
                        "--output",
                        folder.resolve("bundle").toString()),
                List.of("backup", "verify", name + "/backup.tar.zst"),
                SourceServer.with(source.export(folder.resolve("new")), "--uploads", name + "/uploads"));
    }

    private void assertDenied(Path closed, List<String> words) throws IOException, InterruptedException {
        Ran ran = Powerless.command(folder, Map.of("REALMFERRY_HOME", runs.toString()), new ArrayList<>(words));

        assertThat(ran.status()).as(words + "\n" + ran.text()).isIn(1, 4, 6);
        assertThat(ran.text())
                .as(String.valueOf(words))
                .contains("permission denied: " + closed)
                .doesNotContain(
                        "no runs", "0 runs removed", "does not exist", "no archive", "no problems found", "Exception");
        assertThat(run.getParent()).exists();
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
