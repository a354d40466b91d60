/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.AgeKey;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;

/** Whichever command reads a pack, what is wrong with it names the pack. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class DamagedPackIT {
    private Path folder;

    @BeforeAll
    void export(@TempDir Path temporary, SourceServer source) {
        folder = temporary;
        ExportOutcome outcome = ExportedServer.ofSample(source, "acme")
                .export(folder.resolve("run"), "--mode", "public", "--archive", "tar.zst");
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge", "verify", "audit"})
    void aPackOfOtherFilesIsToldByItsName(String command) throws IOException {
        Path holiday = Files.createDirectories(folder.resolve("holiday of " + command));
        Files.writeString(holiday.resolve("beach.jpg"), "a picture");
        Path pack = folder.resolve("holiday-" + command + ".tar.gz");
        assertThat(ChildProcess.run("tar", "-czf", pack.toString(), "-C", folder.toString(), "holiday of " + command)
                        .status())
                .isZero();

        Ran ran = run(command, pack);

        assertThat(ran.status()).as(ran.text()).isIn(2, 6);
        assertThat(ran.err()).contains(pack.toString());
    }

    /** What is found in a pack only when it is read names the pack: its folder is gone by then. */
    @ParameterizedTest
    @ValueSource(strings = {"merge", "verify", "audit"})
    void damageInAPackIsToldByThePacksName(String command) throws IOException {
        Path copy = Folders.copy(folder.resolve("run/acme"), folder.resolve("damaged for " + command));
        Files.writeString(copy.resolve("realmferry.json"), "{\"format\": 7}");
        Path pack = folder.resolve(command + ".tar.gz");
        assertThat(ChildProcess.run("tar", "-czf", pack.toString(), "-C", copy.toString(), ".")
                        .status())
                .isZero();

        Ran ran = run(command, pack);
        assertThat(ran.status()).as(ran.text()).isIn(1, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge", "verify", "audit"})
    void anEncryptedPackThatIsCutOffIsToldByItsName(String command) throws IOException {
        AgeKey key = AgeKey.generate(folder.resolve(command + "-key.txt"));
        byte[] whole = Files.readAllBytes(
                key.encrypt(folder.resolve("run/acme.tar.zst"), folder.resolve(command + ".tar.zst.age")));
        for (int length : List.of(30, 100, 250, whole.length / 2, whole.length - 1)) {
            Path pack = Files.write(folder.resolve(command + "-cut.tar.zst.age"), Arrays.copyOf(whole, length));
            Ran ran = run(command, pack, "--identity", key.file().toString());
            assertThat(ran.status()).as(ran.text()).isBetween(3, 6);
        }
    }

    /** Runs a command that must name the pack, and leave nothing. */
    private Ran run(String command, Path pack, String... options) {
        Path temporary = folder.resolve("temporary");
        assertThat(temporary.toFile().mkdir() || Files.isDirectory(temporary)).isTrue();
        List<String> words = new ArrayList<>(List.of(command, "--temp", temporary.toString(), pack.toString()));
        words.addAll(List.of(options));
        words.addAll(
                switch (command) {
                    case "merge" -> List.of("--output", folder.resolve("never").toString());
                    case "audit" -> List.of("--mode", "public");
                    default -> List.<String>of();
                });

        Ran ran = Ran.command(words);

        assertThat(ran.text())
                .contains(ran.status() == 1 ? command + ": " : pack.toString())
                .doesNotContain(temporary.toString(), ": null")
                .doesNotContainPattern("realmferry-[0-9]{6}");
        assertThat(temporary).isEmptyDirectory();
        return ran;
    }
}
