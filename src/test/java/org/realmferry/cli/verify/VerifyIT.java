/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.realmferry.cli.ArchiveEdits.NEW_ID;
import static org.realmferry.cli.ArchiveEdits.edit;
import static org.realmferry.cli.ArchiveEdits.number;
import static org.realmferry.cli.ArchiveEdits.rows;
import static org.realmferry.cli.VerifiedArchives.FIRST;
import static org.realmferry.cli.VerifiedArchives.MANIFEST;
import static org.realmferry.cli.VerifiedArchives.assertFound;
import static org.realmferry.cli.VerifiedArchives.verify;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.Main;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedArchives;
import org.realmferry.cli.VerifiedArchives;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Terminal;
import org.realmferry.run.work.Progress;
import org.realmferry.sample.Json;
import org.realmferry.verify.Verification;

/** A verification is content with good archives and runs, reports on others, and goes on after an interruption. */
@ExtendWith(SharedArchives.class)
class VerifyIT {
    private final VerifiedArchives archives;

    VerifyIT(VerifiedArchives archives) {
        this.archives = archives;
    }

    @Test
    void nothingIsWrongWithAnArchive() {
        assertThat(verify(archives.ours())).isEmpty();
        assertThat(verify(archives.zulips())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "8"})
    void nothingIsWrongWithARun(String jobs) {
        Ran ran = Ran.command(List.of("verify", archives.run().toString(), "--jobs", jobs));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("zulip ", "lear ", "2 archives verified", "no problems found");
    }

    @Test
    void findsARunThatWasNotFinished() throws IOException {
        Path unfinished = archives.copy(archives.run());
        Files.writeString(unfinished.resolve(".lock"), "");
        Files.delete(unfinished.resolve("lear").resolve(MANIFEST));

        assertFound(unfinished, "unfinished", ".lock");
        assertFound(unfinished, "unfinished", "lear/" + MANIFEST);
    }

    @Test
    void findsArchivesOfARunThatAreMissingOrAdded() throws IOException {
        Path changed = archives.copy(archives.run());
        Files.move(changed.resolve("lear"), changed.resolve("other"));

        assertFound(changed, "missing-file", "lear");
        assertFound(changed, "stray-file", "other");
    }

    @Test
    void saysInAFewLinesWhatIsWrongAndWhatToDo() throws IOException {
        Path archive = archives.edited(
                archives.ours(), FIRST, file -> rows(file, "zerver_message").forEach(row -> row.put("sender", NEW_ID)));
        StringWriter out = new StringWriter();
        Console console = new Console(
                new PrintWriter(out, true), new PrintWriter(new StringWriter(), true), new Terminal(true, 80, true));

        int status = Main.run(console, Map.of(), "verify", archive.toString());

        assertThat(status).isOne();
        assertThat(out.toString())
                .contains("sender refers to " + NEW_ID + ", but the archive has no such row of zerver_userprofile")
                .contains("... and 995 more of kind dangling in " + FIRST)
                .contains("What to do:", "  changed-file: Copy the archive again;");
        assertThat(out.toString().lines().count()).isLessThan(40);
    }

    @Test
    void refusesWhatIsNoArchive(@TempDir Path folder) throws IOException {
        Ran empty = Ran.command(
                List.of("verify", Files.createDirectory(folder.resolve("empty")).toString()));
        assertThat(empty.status()).isEqualTo(6);
        assertThat(empty.err()).contains("is not an archive", "Give the folder or the .tar.gz with realm.json");

        Ran nowhere = Ran.command(List.of("verify", folder.resolve("nowhere").toString(), "--jobs", "0", "--fast"));
        assertThat(nowhere.status()).isEqualTo(2);
        assertThat(nowhere.err())
                .contains("nowhere does not exist", "--jobs 0 is not a number", "unknown option --fast");
    }

    @Test
    void goesOnAfterAnInterruptionAndLooksAgainAtWhatChanged() throws IOException {
        Path archive = archives.edited(
                archives.ours(), "stats.json", file -> Json.object(file).put("uploads_records", 1L));
        Path journal = archives.next("journal");
        interruptAtTheEnd(archive, journal);
        Path kept = Files.copy(journal, archives.next("journal"));

        Map<String, Object> resumed = summary(archive, journal);
        assertThat(number(resumed, "resumed_files")).isGreaterThan(20);
        assertThat(number(resumed, "findings")).isEqualTo(2);
        assertThat(journal).doesNotExist();
        assertThat(number(summary(archive, journal), "resumed_files")).isZero();

        edit(archive, FIRST, file -> rows(file, "zerver_message").remove(3));
        Map<String, Object> changed = summary(archive, kept);
        assertThat(number(changed, "resumed_files")).isEqualTo(number(resumed, "resumed_files") - 1);
        assertThat(number(changed, "findings")).isGreaterThan(4);
    }

    private static void interruptAtTheEnd(Path archive, Path journal) {
        Verification verification = Verification.of(archive, Optional.empty());
        Progress progress = new Progress(verification.names());
        assertThatThrownBy(() -> verification.run(
                        2,
                        finding -> {
                            throw new IllegalStateException("interrupted");
                        },
                        progress,
                        Optional.of(journal),
                        notes -> {}))
                .hasMessage("interrupted");
    }

    private static Map<String, Object> summary(Path archive, Path journal) {
        Ran ran = Ran.command(List.of("verify", archive.toString(), "--json", "--journal", journal.toString()));
        return ran.out()
                .lines()
                .map(line -> Json.object(Json.parse(line)))
                .filter(line -> "summary".equals(line.get("type")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void neverTakesAnotherFileForAJournal(@TempDir Path folder) throws IOException {
        Path other = Files.writeString(folder.resolve("letter.txt"), "Dear Sir");

        Ran ran = Ran.command(List.of("verify", archives.ours().toString(), "--journal", other.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("is not the journal of a verification");
        assertThat(other).hasContent("Dear Sir");
    }
}
