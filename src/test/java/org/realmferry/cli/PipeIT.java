/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of standard output who have seen enough, and disks that are full. */
class PipeIT {
    @TempDir
    private Path folder;

    @Test
    void aWatchEndsWithItsReader() throws IOException, InterruptedException {
        Ran ran = piped(List.of("status", folder.toString(), "--watch"), "| head -n 1");

        assertThat(ran.out()).isEqualTo("There are no runs in " + folder + ".\nstatus 0\n");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void aReaderWhoLeavesIsNoError() throws IOException, InterruptedException {
        for (List<String> words : List.of(List.of("rules"), List.of("export", "--help"))) {
            Ran ran = piped(words, "| true");
            assertThat(ran.out()).as(words + ran.err()).isEqualTo("status 0\n");
            assertThat(ran.err()).isEmpty();
        }
    }

    @Test
    void aFullDiskIsOne() throws IOException, InterruptedException {
        Ran ran = piped(List.of("rules"), "> /dev/full");

        assertThat(ran.out()).isEqualTo("status 5\n");
        assertThat(ran.err()).contains("can't write standard output");
    }

    private Ran piped(List<String> words, String to) throws IOException, InterruptedException {
        String command = RunningCommand.java(words).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        String script = command + " " + to + "; echo status ${PIPESTATUS[0]}";
        return RunningCommand.start(folder, Map.of(), List.of("bash", "-c", script))
                .await();
    }
}
