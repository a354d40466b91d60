/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.Program;

/** The one jar and its launcher, as they are copied to a server. */
class LauncherIT {
    private static final Path JAR = Path.of("target", "realmferry.jar").toAbsolutePath();
    private static final Path LAUNCHER = Path.of("realmferry").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void worksThroughASymbolicLinkAndFromAnyFolder() throws IOException, InterruptedException {
        Path home = Files.createDirectory(folder.resolve("a server"));
        Files.copy(LAUNCHER, home.resolve("realmferry"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(JAR, home.resolve("realmferry.jar"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a server", "realmferry"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), link);

        assertThat(say(second, "--version")).startsWith("realmferry ");
        assertThat(say(second, "export", "--help")).contains("Example:");
    }

    @Test
    void theFirstExportLeavesClassDataForLaterOnes() throws IOException, InterruptedException {
        Path archive = folder.resolve("cache/realmferry/classes.jsa");

        for (int i = 0; i < 2; i++) {
            assertThat(run(LAUNCHER, "export", "--output", folder.resolve("run").toString())
                            .text())
                    .startsWith("realmferry: no realm is given");
            assertThat(archive).exists();
        }
        assertThat(run(LAUNCHER, "--version").text()).startsWith("realmferry ");
    }

    /** As in {@code su zulip -c}: standard error is a terminal, and the process has no other way to it. */
    @Test
    void withoutAControllingTerminalItFindsItsWidthAllTheSame() throws IOException {
        Program.require("script", "bsdutils");
        Files.copy(LAUNCHER, folder.resolve("realmferry"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(folder.resolve("realmferry.jar"));
        Path java = Files.writeString(folder.resolve("java"), "#!/bin/sh\necho columns=$REALMFERRY_COLUMNS\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        String launch = "JAVA=" + java + " setsid -w " + folder.resolve("realmferry") + " status";

        ChildProcess wide = ChildProcess.run("script", "-qec", "stty cols 123; " + launch, "/dev/null");
        ChildProcess unknown = ChildProcess.run("script", "-qec", "stty cols 0; " + launch, "/dev/null");

        assertThat(wide.text().strip()).isEqualTo("columns=123");
        assertThat(unknown.text().strip()).isEqualTo("columns=80");
    }

    @Test
    void theJarHasNoPostgreSqlServerAndNoTests() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(Object::toString))
                    .noneMatch(name -> name.contains("zonky") || name.contains("sample") || name.endsWith(".txz"))
                    .contains("org/realmferry/cli/Main.class");
        }
    }

    private record Said(int status, String text) {}

    private String say(Path launcher, String... words) throws IOException, InterruptedException {
        Said said = run(launcher, words);
        assertThat(said.status()).as(said.text()).isZero();
        return said.text();
    }

    private Said run(Path launcher, String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString());
        builder.command().addAll(List.of(words));
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString(), "LC_ALL", "C"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), said);
    }
}
