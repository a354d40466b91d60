/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.run.RunDirectory;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;

/** Wrong command lines: told all at once, with exit status 2, before anything is written. */
@ExtendWith(SharedSource.class)
class ExportErrorsIT {
    private final SourceServer source;

    @TempDir
    private Path folder;

    ExportErrorsIT(SourceServer source) {
        this.source = source;
    }

    @Test
    void unknownRealmsAreToldAtOnceWithTheNamesCloseToThem() {
        Ran ran = Ran.command(source.export(output(), "--realm", "acmee", "--realm", "orchid", "--realm", "zzzzzzzzz"));

        assertRefused(ran, """
                realmferry: there is no realm "acmee" on this server; did you mean: acme
                realmferry: there is no realm "orchid" on this server; did you mean: orchard
                realmferry: there is no realm "zzzzzzzzz" on this server
                Give the realm's short name (string_id).
                """);
    }

    @Test
    void eachMistakeOfACommandLineIsToldOnce() throws IOException {
        Path used = Files.createDirectory(folder.resolve("used"));
        Files.writeString(used.resolve("letter.txt"), "mine");
        Path salt = folder.resolve("no-salt");
        List<String> words = source.export(used, "--jobs", "many", "--frobnicate=hidden", "--realm", "acmee");

        Ran ran = Ran.command(SourceServer.with(words, "--avatar-salt-file", salt.toString()));

        assertRefused(ran, """
                realmferry: unknown option --frobnicate
                realmferry: --output %s is not empty: it has letter.txt
                realmferry: --jobs many is not a number from 1 to 64
                realmferry: --avatar-salt-file %s can't be read: no such file
                realmferry: there is no realm "acmee" on this server; did you mean: acme
                See: realmferry export --help
                Choose a new --output, or that of an unfinished run to resume it.
                Give --jobs 4, for example.
                Give the server's zulip-secrets.conf, or a file that holds only its value of avatar_salt.
                Give the realm's short name (string_id).
                """.formatted(used, salt));
        assertThat(Folders.files(used)).containsExactly(used.resolve("letter.txt"));
    }

    @Test
    void whatIsNoOptionIsNotRepeatedAsItMayBeAPassword() {
        Ran ran = Ran.command(source.export(output(), "--password=hunter2", "-W", "hunter3", "hunter4"));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.text())
                .contains("unknown option --password: the password comes from PGPASSWORD")
                .contains("an argument belongs to no option")
                .doesNotContain("hunter");
        assertThat(Ran.command(List.of("--password=hunter2", "export")).text()).doesNotContain("hunter");
    }

    @Test
    void aFolderInWhichAnotherRunIsUnderWayIsLocked() throws IOException {
        try (RunDirectory other = RunDirectory.open(
                output(), new RunDirectory.Request(Map.of(), List.of()), RunDirectory.Opening.RESUME)) {
            assertThat(other.root()).isEqualTo(output());

            Ran ran = Ran.command(source.export(output()));

            assertThat(ran.status()).isEqualTo(7);
            assertThat(ran.err()).contains("another run is writing to " + output(), "Wait for it to end");
        }
    }

    @Test
    void anErrorForProgramsIsOneObject() {
        Ran ran = Ran.command(source.export(output(), "--json", "--realm", "acmee", "--jobs", "0"));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).hasLineCount(1);
        assertThat(Json.parse(ran.out()))
                .isEqualTo(Map.of(
                        "type",
                        "error",
                        "status",
                        2L,
                        "problems",
                        List.of(
                                "--jobs 0 is not a number from 1 to 64",
                                "there is no realm \"acmee\" on this server; did you mean: acme"),
                        "remedy",
                        "Give --jobs 4, for example.\nGive the realm's short name (string_id)."));
        assertThat(output()).doesNotExist();
    }

    @Test
    void aCommandLineWithoutARealmSaysHowToNameOne() {
        List<String> words = new ArrayList<>(source.export(output()));
        words.removeAll(List.of("--realm", "acme"));

        assertRefused(Ran.command(words), """
                realmferry: no realm is given
                Give --realm NAME, any number of times, --all-realms, or --user REALM:EMAIL.
                """);
    }

    @Test
    void anEmptyCommandLineSaysAllThatIsMissing() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("zulip-config"));
        Files.createFile(empty.resolve("settings.py"));
        Files.createFile(empty.resolve("zulip.conf"));

        Ran ran = Ran.command(List.of("export", "--zulip-config", empty.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains(
                        "realmferry: no realm is given\n",
                        "realmferry: the folder of runs is unknown: REALMFERRY_HOME is not set",
                        "realmferry: the place of uploaded files is unknown: --uploads or --s3-uploads-bucket is missing");
    }

    @Test
    void oneOrAllRealmsAreNamedNotBoth() {
        assertRefused(Ran.command(source.export(output(), "--all-realms")), """
                realmferry: --realm and --all-realms are both given
                Give one of them.
                """);
    }

    @Test
    void anOutputFolderIsNewOrEmpty() throws IOException {
        Path used = Files.createDirectory(folder.resolve("used"));
        Files.createDirectory(used.resolve("acme"));
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(Ran.command(source.export(used)))
                .returns(2, Ran::status)
                .satisfies(ran -> assertThat(ran.err()).contains("--output " + used + " is not empty: it has acme"));
        assertThat(Ran.command(source.export(file)))
                .returns(2, Ran::status)
                .satisfies(ran -> assertThat(ran.err()).contains("--output " + file + " is not a folder"));
        assertThat(used.resolve("acme")).isEmptyDirectory();
        assertThat(file).isEmptyFile();
    }

    @Test
    void aPasswordInAnAddressIsRefusedAndNeverEchoed() {
        String uri = source.server().uri(SourceServer.DATABASE);
        for (String address : List.of(
                uri.replace("postgres@", "postgres:hunter2@"),
                uri.replace("postgres@", "postgres:hun/hunter2?ter#@"),
                uri + "?password=hunter2",
                "jdbc:" + uri.replace("postgres@", "") + "?user=postgres&password=hunter2")) {
            for (String option : List.of("--json", "--dry-run")) {
                Ran ran = Ran.command(SourceServer.with(source.export(output(), option), "--database", address));

                assertThat(ran.status()).as(address).isEqualTo(2);
                assertThat(ran.text())
                        .contains("the database address holds a password", "PGPASSWORD")
                        .doesNotContain("hunter2");
            }
        }
        assertThat(output()).doesNotExist();
    }

    @Test
    void aLocaleInWhichFilesCannotBeNamedIsRefused() throws IOException, InterruptedException {
        Ran ran = RunningCommand.start(
                        folder, Map.of("LC_ALL", "C"), RunningCommand.java(source.export(output(), "--unknown-option")))
                .await();

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err()).contains("in this locale Java can't use all file names", "LC_ALL=C.UTF-8");
        assertThat(output()).doesNotExist();
    }

    private Path output() {
        return folder.resolve("run");
    }

    private void assertRefused(Ran ran, String text) {
        assertThat(ran).isEqualTo(new Ran(2, "", text));
        assertThat(output()).doesNotExist();
    }
}
