/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

class RunLogTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void choose() {
        file = folder.resolve("a-new-folder").resolve("run.log");
    }

    @Test
    void eachEventIsALineWithTimeLevelThreadAndRealm() throws IOException {
        try (RunLog log = RunLog.open(file)) {
            log.info("acme", "the archive begins");
            log.warning("", "lost\nINFO forged \u001b[31m");
            log.error("ended");
        }

        String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d\\d:\\d\\d ";
        assertThat(Files.readAllLines(file))
                .satisfiesExactly(
                        line -> assertThat(line).matches(time + "INFO  \\[main] acme: the archive begins"),
                        line -> assertThat(line).matches(time + "WARN  \\[main] lost\\?INFO forged \\?\\[31m"),
                        line -> assertThat(line).matches(time + "ERROR \\[main] ended"));
    }

    @Test
    void itIsAddedToAndItsOwnersAlone() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "before\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        try (RunLog log = RunLog.open(file)) {
            log.info("", "after");
        }

        assertThat(Files.readString(file)).startsWith("before\n").endsWith("after\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void librariesWarnInItWhileItIsOpen() throws IOException {
        Logger driver = Logger.getLogger("org.postgresql.test");
        driver.setUseParentHandlers(true);
        try (RunLog log = RunLog.open(file)) {
            log.info("", "open");
            driver.log(Level.WARNING, "slow {0}", "server");
            driver.info("connecting");
        }
        driver.log(Level.WARNING, "too late");

        assertThat(Files.readString(file))
                .contains("WARN  [main] org.postgresql.test: slow server")
                .doesNotContain("connecting", "too late");
    }

    @Test
    void aFolderIsNoLog() {
        assertThatThrownBy(() -> RunLog.open(folder))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.status()).isEqualTo(ExitStatus.TARGET))
                .hasMessageContaining("can't write the log file " + folder);
    }

    @Test
    void aDiskThatIsFullStopsNothing() {
        RunLog log = RunLog.open(Path.of("/dev/full"));

        log.info("", "lost");
        log.info("", "lost, too");
        log.close();

        assertThat(log.fault()).get().asString().containsIgnoringCase("no space left");
    }

    @Test
    void noLogKeepsNothing() {
        try (RunLog log = RunLog.none()) {
            log.info("", "nothing");
            assertThat(log.fault()).isEmpty();
        }
    }
}
