/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.Folders;
import org.realmferry.sample.SampleServer;

/** What never leaves a server, and what never gets from a command line to a file or a screen. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class SecretsIT {
    private static final String PASSWORD = "pAssw0rd-of-the-exporter";
    private static final Map<String, String> ENVIRONMENT = Map.of("PGPASSWORD", PASSWORD);

    /** What the same search must find, or it finds nothing at all. */
    private static final String CONTROL = "Acme Corporation";

    private final SourceServer source;
    private List<String> secrets = List.of();

    @TempDir
    private Path folder;

    SecretsIT(SourceServer source) {
        this.source = source;
    }

    @BeforeAll
    void learnTheSecrets() throws IOException, SQLException {
        source.createRole("exporter", PASSWORD);
        source.execute(SourceServer.DATABASE, "GRANT pg_read_all_data TO exporter");
        secrets = new ArrayList<>(List.of(PASSWORD, SampleServer.AVATAR_SALT, "SECRET-PASSWORD"));
        secrets.addAll(source.query(SourceServer.DATABASE, "SELECT api_key FROM zulip.zerver_userprofile"));
        assertThat(secrets)
                .hasSizeGreaterThan(40)
                .allSatisfy(secret -> assertThat(secret).hasSizeGreaterThan(10));
    }

    @Test
    void noSecretIsInAnArchiveNorOnTheScreen() throws IOException {
        Path output = folder.resolve("run");

        Ran ran = Ran.command(ENVIRONMENT, exportAll(output));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.text()).contains("acme");
        assertThat(secretsIn(ran.text())).isEmpty();
        assertNoSecretIn(output);
    }

    @Test
    void noSecretIsInTheCommandLineOfAProcessNorInWhatItWritesForPrograms() throws IOException, InterruptedException {
        Path output = folder.resolve("run-of-a-child");
        List<String> words = exportAll(output);
        words.add("--json");

        RunningCommand child = RunningCommand.start(folder, ENVIRONMENT, RunningCommand.java(words));
        // What Java tells of a process ends at 4,096 bytes.
        String commandLine =
                Files.readString(Path.of("/proc", String.valueOf(child.process().pid()), "cmdline"));
        Ran ran = child.await();

        assertThat(commandLine).contains("--avatar-salt-file");
        assertThat(secretsIn(commandLine)).isEmpty();
        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.text()).contains("\"realm\":\"acme\"");
        assertThat(secretsIn(ran.text())).isEmpty();
        assertNoSecretIn(output);
    }

    @Test
    void errorsKeepSecretsToo() throws IOException {
        Path wrongSalt = Files.writeString(folder.resolve("wrong-salt"), "pepper-instead-of-salt");
        Path output = folder.resolve("run-with-errors");
        List<String> good = exportAll(output);
        List<List<String>> bad = List.of(
                SourceServer.with(good, "--database", source.uri("exporter", "nowhere")),
                SourceServer.with(good, "--database", source.uri("exporter", "postgres")),
                SourceServer.with(good, "--database", source.uri("nobody_at_all", SourceServer.DATABASE)),
                SourceServer.with(good, "--uploads", source.salt().toString()),
                SourceServer.with(good, "--output", source.uploads().toString()),
                SourceServer.with(good, "--avatar-salt-file", wrongSalt.toString()));

        for (List<String> words : bad) {
            List<String> forPrograms = new ArrayList<>(words);
            forPrograms.addAll(List.of("--json", "--dry-run"));
            for (Ran ran : List.of(Ran.command(ENVIRONMENT, words), Ran.command(ENVIRONMENT, forPrograms))) {
                assertThat(ran.text()).isNotBlank().doesNotContain("pepper-instead-of-salt");
                assertThat(secretsIn(ran.text())).isEmpty();
            }
        }
        assertThat(output.resolve("findings.jsonl")).content().contains("missing-file");
        assertNoSecretIn(output);
    }

    /** Whether the bytes of a file hold those of a text. */
    static boolean holds(Path file, String text) {
        try {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return bytesOf(file).contains(new String(utf8, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file as a text in which each byte is a character. */
    private static String bytesOf(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    private List<String> exportAll(Path output) {
        List<String> words = new ArrayList<>(source.export(output));
        words.removeAll(List.of("--realm", "acme"));
        words.add("--all-realms");
        return SourceServer.with(words, "--database", source.uri("exporter", SourceServer.DATABASE));
    }

    private void assertNoSecretIn(Path output) throws IOException {
        List<Path> files = Folders.files(output);
        assertThat(files).anyMatch(file -> holds(file, CONTROL));
        for (Path file : files) {
            assertThat(secretsIn(file + bytesOf(file))).as(file.toString()).isEmpty();
        }
    }

    private List<String> secretsIn(String text) {
        return secrets.stream().filter(text::contains).toList();
    }
}
