/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that works on a run, so that another one can tell whether it still lives.
 *
 * @param started when the process began, in milliseconds since 1970: numbers of processes are used again
 * @param machine where the number means something: the machine since its last start, and its space of process numbers;
 *     empty where the system doesn't tell
 */
record RunProcess(long pid, long started, String machine) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PROCESSES = Path.of("/proc/self/ns/pid");

    static RunProcess thisProcess() {
        ProcessHandle process = ProcessHandle.current();
        return new RunProcess(process.pid(), started(process), thisMachine());
    }

    /** Whether the process lives; empty for one that can't be seen from here. */
    Optional<Boolean> lives() {
        if (machine.isEmpty() || !machine.equals(thisMachine())) {
            return Optional.empty();
        }
        return Optional.of(ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> started(process) == started)
                .isPresent());
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String thisMachine() {
        try {
            return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(PROCESSES);
        } catch (IOException e) {
            return "";
        }
    }
}
