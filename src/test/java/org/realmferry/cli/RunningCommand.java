/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.realmferry.sample.ChildProcess;

/** A command in a process of its own; what it says goes to files, so that it never waits for a reader. */
public record RunningCommand(Process process, Path out, Path err) {
    private static final int SECONDS = 60;

    /** Starts a command; the streams' files get into {@code folder}. */
    public static RunningCommand start(Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        return new RunningCommand(builder.start(), out, err);
    }

    /** The words that run realmferry in a Java of its own. */
    public static List<String> java(List<String> args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(args);
        return command;
    }

    public Ran await() throws IOException, InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    "still running after " + SECONDS + " s: " + Files.readString(out) + Files.readString(err));
        }
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Whether the machine lets a command run, and it ends well. */
    public static boolean works(String... command) {
        try {
            return ChildProcess.run(command).status() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
