/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    private Path folder;

    @Test
    void whoOpenedTheFileOfARunThatEndedKeepsNobodyOutAndOwnsNothing() throws IOException {
        RunLock.Opened second = Objects.requireNonNull(RunLock.Opened.in(folder));
        RunLock.take(folder).orElseThrow().end();
        RunLock third = RunLock.take(folder).orElseThrow();

        assertThat(second.tryLock()).isNotNull();
        assertThat(second.taken()).isEmpty();
        second.channel().close();
        assertThat(RunLock.take(folder)).isEmpty();
        third.end();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aProcessThatLooksAtItsOwnLockKeepsIt() throws IOException, InterruptedException {
        RunLock lock = RunLock.take(folder).orElseThrow();

        assertThat(RunLock.isTaken(folder)).isTrue();
        assertThat(RunLock.take(folder)).isEmpty();
        assertThat(isTakenForAnotherProcess()).isTrue();
        lock.end();
        assertThat(isTakenForAnotherProcess()).isFalse();
    }

    private boolean isTakenForAnotherProcess() throws IOException, InterruptedException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Look.class.getName(), "" + folder)
                        .inheritIO()
                        .start()
                        .waitFor()
                == 1;
    }

    /** Another process. */
    static final class Look {
        private Look() {}

        public static void main(String[] words) throws IOException {
            Path folder = Path.of(Objects.requireNonNull(words[0]));
            System.exit(RunLock.isTaken(folder) ? 1 : 0);
        }
    }
}
