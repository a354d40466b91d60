/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunningCommand;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;

/** What a plan of a merge leaves on the disk: nothing, and of the decisions a file for their owner only. */
@TestInstance(Lifecycle.PER_CLASS)
class MergePlanIT {
    @AutoClose
    private EmbeddedServer server;

    private Path folder;
    private List<String> merged;
    private List<String> bundled;

    /** Archives without a manifest, which a plan translates. */
    @BeforeAll
    void export(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        ExportedServer sample = ExportedServer.ofSample(server, folder, 12_000, 20250331, "acme", "orchard");
        Path acme = export(sample, "first").resolve("acme");
        Path later = export(sample, "second").resolve("acme");
        Path orchard = Files.move(folder.resolve("first/orchard"), folder.resolve("an orchard"));
        merged = List.of(
                withoutManifest(acme, "an acme").toString(),
                withoutManifest(later, "another acme").toString());
        Files.delete(orchard.resolve("realmferry.json"));
        bundled = List.of(merged.get(0), orchard.toString());
    }

    private Path export(ExportedServer sample, String run) {
        ExportOutcome outcome = sample.export(folder.resolve(run));
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
        return folder.resolve(run);
    }

    private Path withoutManifest(Path archive, String name) throws IOException {
        Path moved = Files.move(archive, folder.resolve(name));
        Files.delete(moved.resolve("realmferry.json"));
        return moved;
    }

    @ParameterizedTest
    @CsvSource({"--plan, INT, 130", "--plan, TERM, 143", "--fail-on-conflict, INT, 130", "--bundle, TERM, 143"})
    void aPlanThatIsInterruptedLeavesNothing(String option, String signal, int status) throws Exception {
        Path temporary = Files.createTempDirectory(folder, "temporary");
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
        List<String> args = new ArrayList<>(List.of("merge", "--temp", temporary.toString(), option));
        args.addAll(
                option.equals("--fail-on-conflict")
                        ? List.of("--output", temporary.resolveSibling("out").toString())
                        : List.of("--plan"));
        args.addAll(option.equals("--bundle") ? bundled : merged);
        words.addAll(RunningCommand.java(args.stream().distinct().toList()));

        RunningCommand command = RunningCommand.start(folder, Map.of(), words);
        while (command.process().isAlive() && Folders.files(temporary).isEmpty()) {
            Thread.sleep(1);
        }
        assertThat(ChildProcess.run(
                                "kill",
                                "-" + signal,
                                String.valueOf(command.process().pid()))
                        .status())
                .isZero();
        Ran ran = command.await();

        assertThat(ran.status()).as(ran.text()).isEqualTo(status);
        assertThat(ran.err()).doesNotContain("can't");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void decisionsAreForTheirOwnerOnlyWhoeverCouldReadTheFileBefore() throws IOException {
        Path file = Files.writeString(folder.resolve("decisions.jsonl"), "of another merge");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        List<String> words = new ArrayList<>(List.of("merge", "--plan", "--conflicts", file.toString()));
        words.addAll(merged);

        Ran ran = Ran.command(words);

        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).doesNotContain("of another merge");
    }
}
