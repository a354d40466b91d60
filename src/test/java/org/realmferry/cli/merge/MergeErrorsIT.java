/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ArchiveCopies;
import org.realmferry.cli.ArchiveEdits;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;

/** What merge refuses: it names the thing, says what to do, and leaves nothing behind. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class MergeErrorsIT {
    private final SourceServer sample;
    private Path acme;
    private Path orchard;

    @TempDir
    private Path folder;

    private ArchiveCopies copies;
    private Path output;
    private int outputs;

    MergeErrorsIT(SourceServer sample) {
        this.sample = sample;
    }

    @BeforeAll
    void export(@TempDir Path temporary) {
        ExportOutcome outcome =
                ExportedServer.ofSample(sample, "acme", "orchard").export(temporary.resolve("run"));
        assertThat(outcome.status()).as(outcome.text()).isZero();
        acme = temporary.resolve("run/acme");
        orchard = temporary.resolve("run/orchard");
        copies = new ArchiveCopies(temporary);
        output = temporary.resolve("out");
    }

    @Test
    void archivesOfDifferentRealms() {
        assertRefused(
                2,
                List.of(acme, orchard),
                acme + " and " + orchard + " are not of one realm of one server: the realms have the ids 2 (acme) and 3"
                        + " (orchard)");
    }

    @Test
    void archivesOfDifferentServers() throws IOException {
        Path other = copies.edited(
                acme,
                "realm.json",
                file -> ArchiveEdits.rows(file, "zerver_realm").get(0).put("uuid", "0123"));
        Files.delete(other.resolve("realmferry.json"));

        assertRefused(2, List.of(acme, other), "both have the realm acme, but differ in uuid");
    }

    @Test
    void archivesOfDifferentReleases() throws IOException {
        Path other = copies.copy(acme);
        Files.delete(other.resolve("realmferry.json"));
        Path status = other.resolve("migration_status.json");
        Files.writeString(status, Files.readString(status).replaceFirst("\\[X\\] 0001_", "[X] 9999_"));

        assertRefused(2, List.of(acme, other), "are of different releases: only one of them has the migration");
    }

    @Test
    void theSameArchiveTwiceAlsoByAnotherPath() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), acme);

        assertRefused(2, List.of(acme, link), link + " is the same archive as " + acme);
    }

    @Test
    void anOutputInsideOfAnInputAndTheOtherWay() {
        output = acme.resolve("merged");
        assertRefused(2, List.of(acme), "--output " + output + " is inside the input " + acme);
        output = Objects.requireNonNull(acme.getParent());
        Ran ran = Merges.run(List.of(acme), output);
        assertThat(ran.status()).as(ran.text()).isEqualTo(2);
        assertThat(ran.err()).contains("the input " + acme + " is inside --output");
        assertThat(acme.resolve("realm.json")).exists();
        output = folder.resolve("out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "realm.json",
                "messages-000001.json",
                "attachment.json",
                "uploads/records.json",
                "migration_status.json"
            })
    void aChangedByteOfAFileOfRows(String file) throws IOException {
        Path damaged = copies.copy(acme);
        byte[] bytes = Files.readAllBytes(damaged.resolve(file));
        String text = new String(bytes, StandardCharsets.UTF_8);
        int digit = text.indexOf("true") > 0 ? text.indexOf("true") : text.indexOf("null");
        if (digit < 0) {
            digit = text.lastIndexOf("[X]");
        }
        bytes[digit] = (byte) (bytes[digit] ^ 1);
        Files.write(damaged.resolve(file), bytes);

        Ran ran = Merges.run(List.of(damaged), folder.resolve("damaged"));

        assertThat(ran.status()).as(ran.text()).isEqualTo(6);
        assertThat(ran.err()).contains(damaged.resolve(file).toString());
        assertThat(folder.resolve("damaged/acme/realmferry.json")).doesNotExist();
    }

    @Test
    void aChangedUpload() throws IOException {
        Path damaged = copies.copy(acme);
        Path upload = Folders.files(damaged.resolve("uploads")).stream()
                .filter(file -> !file.endsWith("records.json") && file.toFile().length() > 0)
                .findFirst()
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(upload);
        bytes[0] ^= 1;
        Files.write(upload, bytes);

        Ran ran = Merges.run(List.of(damaged), folder.resolve("damaged"));

        assertThat(ran.status()).as(ran.text()).isEqualTo(6);
        assertThat(ran.err()).contains(upload + ": checksum mismatch: its SHA-256 differs from the manifest's");
    }

    @Test
    void aMissingFileOfMessages() throws IOException {
        Path damaged = copies.copy(acme);
        Files.delete(damaged.resolve("messages-000001.json"));

        assertRefused(6, List.of(damaged), "messages-000001.json: the manifest lists this file, but it is missing");
    }

    @Test
    void aMissingFileOfMessagesOfZulipsOwn() throws IOException {
        Path damaged = copies.copy(acme);
        Files.delete(damaged.resolve("realmferry.json"));
        Files.move(damaged.resolve("messages-000001.json"), damaged.resolve("messages-000002.json"));

        assertRefused(
                6, List.of(damaged), "messages-000001.json: this file is missing, but files with higher numbers exist");
    }

    @Test
    void anArchiveOfARunThatIsNotFinished() throws IOException {
        Path run = Folders.copy(Objects.requireNonNull(acme.getParent()), copies.next("run"));
        Files.delete(run.resolve("acme/realmferry.json"));

        assertRefused(6, List.of(run.resolve("acme")), "is incomplete, or has lost its manifest");
    }

    @Test
    void whatIsNoArchiveAndEverythingElseThatIsWrongIsToldAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("archive.tar.gz"), "");
        List<Path> inputs = new ArrayList<>(List.of(folder.resolve("nowhere"), file, acme, acme));

        Ran ran = Merges.run(inputs, output, "--prefer", "oldest", "--deletions", "undo", "--jobs", "0");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains("nowhere does not exist")
                .contains("archive.tar.gz is")
                .contains(acme + " is the same archive as " + acme)
                .contains("--prefer oldest is not one of first, last, newest")
                .contains("--deletions undo is not one of keep, drop")
                .contains("--jobs 0 is not a number from 1 to 64");
        assertThat(output).doesNotExist();
    }

    @Test
    void withoutAManifestTheReportSaysSo() throws IOException {
        Path own = copies.copy(acme);
        Files.delete(own.resolve("realmferry.json"));

        Ran ran = Merges.run(List.of(own), copies.next("out"));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("Note: " + own + " has no manifest and so no checksums");
    }

    @Test
    void aMergeThatWasInterruptedGoesOnBehindTheFilesOfMessagesThatItHas() throws IOException {
        Path done = copies.next("out");
        assertThat(Merges.run(List.of(acme), done).status()).isZero();
        for (boolean lost : List.of(false, true)) {
            Path interrupted = Folders.copy(done, copies.next("interrupted"));
            Path messages = interrupted.resolve("acme/messages-000001.json");
            List<String> journal = Files.readAllLines(interrupted.resolve("journal.jsonl"));
            Files.write(interrupted.resolve("journal.jsonl"), journal.subList(0, journal.size() - 1));
            for (String file : List.of("realm.json", "realmferry.json", "stats.json", "uploads/records.json")) {
                Files.delete(interrupted.resolve("acme").resolve(file));
            }
            if (lost) {
                Files.delete(messages);
            }
            Object before = lost ? "none" : Files.getAttribute(messages, "unix:ino");

            Ran ran = Merges.run(List.of(acme), interrupted);

            assertThat(ran.status()).as(ran.text()).isZero();
            SameFiles.assertSame(done.resolve("acme"), interrupted.resolve("acme"));
            assertThat(Files.getAttribute(messages, "unix:ino").equals(before)).isEqualTo(!lost);
        }
        Ran again = Merges.run(List.of(acme), done);
        assertThat(again.status()).isZero();
        assertThat(again.err()).contains("is already finished; nothing was merged again");
        Ran other = Merges.run(List.of(acme), done, "--deletions", "drop");
        assertThat(other.err()).contains("was started with a different --deletions: keep, not drop");
        Ran refresh = Ran.command(List.of("refresh", done.toString()));
        assertThat(refresh.status()).isEqualTo(2);
        assertThat(refresh.err()).contains("is a merge, and has no server to refresh from");
    }

    private void assertRefused(int status, List<Path> inputs, String problem) {
        Path target = status == 2 ? output : folder.resolve("damaged-" + ++outputs);
        Ran ran = Merges.run(inputs, target);

        assertThat(ran.status()).as(ran.text()).isEqualTo(status);
        assertThat(ran.err()).contains(problem);
        assertThat(status == 2 ? target : target.resolve("acme/realmferry.json"))
                .doesNotExist();
    }
}
