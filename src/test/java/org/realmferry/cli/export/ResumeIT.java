/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.Folders;

/** Which command goes on with a run, and which is refused. */
@ExtendWith(SharedSource.class)
class ResumeIT {
    private final SourceServer source;

    @TempDir
    private Path folder;

    private RunFolder run;
    private Path approvals;

    ResumeIT(SourceServer source) {
        this.source = source;
    }

    @BeforeEach
    void begin() throws IOException {
        run = new RunFolder(folder.resolve("run"));
        approvals = Files.writeString(
                folder.resolve("approvals.csv"), "realm,user,decision\nacme,owner@acme.example.com,approved\n");
    }

    @Test
    void aCommandThatAsksForSomethingElseIsRefusedAndToldWhatDiffers() throws Exception {
        source.copyDatabase("elsewhere");
        Path uploads = source.copyUploads(folder.resolve("uploads"));
        List<String> words = source.export(run.root());
        interrupt(words);

        assertRefused(with(words, "--realm", "orchard"), "--realm: acme, not acme orchard");
        assertRefused(
                with(words, "--user", "acme:owner@acme.example.com"), "--user: none, not acme:owner@acme.example.com");
        assertRefused(with(words, "--mode", "consent"), "--mode: full, not consent");
        assertRefused(with(words, "--unknown-tables", "skip"), "--unknown-tables: stop, not skip");
        assertRefused(with(words, "--zulip-version", "10.1"), "--zulip-version: none, not 10.1");
        assertRefused(
                with(words, "--approvals", approvals.toString()),
                "--mode: full, not consent",
                "--approvals: none, not a list with the SHA-256 ",
                "--unapproved: none, not placeholder");
        assertRefused(
                SourceServer.with(words, "--uploads", uploads.toString()),
                "--uploads: " + source.uploads() + ", not " + uploads);
        assertRefused(
                SourceServer.with(words, "--database", source.server().uri("elsewhere")), "--database: zulip at ");
        assertRefused(allRealms(words), "--realm: acme, not (all)");

        Ran same = Ran.command(with(words, "--jobs", "1", "--json"));
        assertThat(same.status()).as(same.text()).isZero();
    }

    @Test
    void theWrongCommandIsToldEverythingThatDiffersAtOnce() throws Exception {
        List<String> words = source.export(run.root());
        interrupt(words);

        Ran ran = Ran.command(with(words, "--realm", "harbor", "--mode", "public"));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).isEqualTo("""
                realmferry: the run in %1$s was started with a different --mode: full, not public
                realmferry: the run in %1$s was started with a different --realm: acme, not acme harbor
                Give the command that started the run, or choose a new --output.
                """.formatted(run.root()));
    }

    @Test
    void anApprovalMoreIsAnotherCommand() throws Exception {
        List<String> words = with(source.export(run.root()), "--approvals", approvals.toString());
        interrupt(words);
        String before = Files.readString(approvals);
        Files.writeString(approvals, before + "acme,user1@acme.example.com,approved\n");

        assertRefused(words, "--approvals: a list with the SHA-256 ");

        Files.writeString(approvals, before);
        Ran ran = Ran.command(words);
        assertThat(ran.status()).as(ran.text()).isLessThan(2);
    }

    @Test
    void theOrderOfNamesIsNoDifference() throws Exception {
        interrupt(with(source.export(run.root()), "--realm", "orchard"));

        Ran ran = Ran.command(
                with(SourceServer.with(source.export(run.root()), "--realm", "orchard"), "--realm", "acme"));

        assertThat(ran.status()).as(ran.text()).isZero();
    }

    @Test
    void aFinishedRunIsNotGoneOnWith() throws IOException {
        List<String> words = source.export(run.root());
        assertThat(Ran.command(words).status()).isZero();
        List<Path> files = Folders.files(run.root());

        Ran again = Ran.command(words);

        assertThat(again.status()).isZero();
        assertThat(again.out()).isEqualTo(Files.readString(run.root().resolve("report.txt")));
        assertThat(again.err()).isEqualTo("""
                The run in %s is already finished; nothing was exported.
                To update it: realmferry refresh %s
                """.formatted(run.root(), run.root()));
        assertThat(Folders.files(run.root())).isEqualTo(files);
    }

    @Test
    void aFolderWithOtherFilesIsNoRun() throws IOException {
        Files.createDirectory(run.root());
        Files.createFile(run.root().resolve(".lock"));
        Files.writeString(run.root().resolve("letter.txt"), "mine");

        Ran ran = Ran.command(source.export(run.root()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("--output " + run.root() + " is not empty: it has letter.txt");
        assertThat(Folders.files(run.root())).hasSize(2);
    }

    @Test
    void aRunThatAnotherProcessWorksOnIsLockedUntilThatDies() throws Exception {
        List<String> words = source.export(run.root());
        try (Connection gate = source.server().connect(SourceServer.DATABASE)) {
            RunningCommand other = startBehind(gate, words);
            try {
                Ran ran = Ran.command(words);

                assertThat(ran.status()).isEqualTo(7);
                assertThat(ran.err()).contains("another run is writing to " + run.root(), "Wait for it to end");
            } finally {
                other.process().destroyForcibly().waitFor();
            }
        }

        assertThat(run.root().resolve(".lock")).exists();
        Ran after = Ran.command(words);
        assertThat(after.status()).as(after.text()).isZero();
    }

    @Test
    void whatAKilledProcessCopiedButDidNotNoteGoes() throws Exception {
        List<String> words = source.export(run.root());
        interrupt(words);
        Path stray = run.root().resolve("acme/uploads/2/aa/stray.txt");
        Files.createDirectories(stray.getParent());
        Files.writeString(stray, "of an upload that was deleted since");

        assertThat(Ran.command(words).status()).isZero();
        assertThat(stray).doesNotExist();
    }

    @Test
    void whatAKilledProcessLeftHalfWrittenGoes() throws Exception {
        List<String> words = source.export(run.root());
        interrupt(words);
        for (String half : List.of(".tmp-0123abcd-17", "acme/.tmp-89abcdef-4", "acme/uploads/2/.tmp-01234567-21")) {
            Path file = run.root().resolve(half);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "{");
        }

        assertThat(Ran.command(words).status()).isZero();
        assertThat(run.leftovers()).isEmpty();
    }

    /** What a user's archive had before is not the rest of a newer one. */
    @Test
    void aUsersArchiveIsMadeAnewAndUnfinishedMeanwhile() throws Exception {
        List<String> words = with(source.export(run.root()), "--user", "acme:owner@acme.example.com");
        interrupt(words);
        Path archive = run.root().resolve("users/acme/owner@acme.example.com");
        Path stray = archive.resolve("messages-000009.json");
        Files.createDirectories(archive);
        Files.writeString(stray, "{}");

        assertThat(Ran.command(words).status()).isZero();
        assertThat(stray).doesNotExist();
        assertThat(archive.resolve("messages-000001.json")).exists();
        assertThat(archive.resolve("realmferry.json")).exists();
    }

    @Test
    void theArchiveOfARealmThatIsGoneStaysUntilItIsToBeRemoved() throws Exception {
        source.copyDatabase("renamed");
        List<String> words = allRealms(source.export("renamed", source.uploads(), run.root()));
        interrupt("renamed", words);
        Files.createDirectories(run.root().resolve("harbor"));
        source.execute("renamed", "UPDATE zulip.zerver_realm SET string_id = 'haven' WHERE string_id = 'harbor'");

        Ran kept = Ran.command(words);
        assertThat(kept.status()).as(kept.text()).isOne();
        assertThat(run.root().resolve("haven/realmferry.json")).exists();
        assertThat(run.root().resolve("harbor")).exists();

        Ran ran = Ran.command(List.of("refresh", run.root().toString(), "--remove-gone"));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(run.root().resolve("harbor")).doesNotExist();
        assertThat(run.leftovers()).isEmpty();
    }

    /** Lets a command begin, and kills it. */
    private void interrupt(List<String> words) throws IOException, SQLException, InterruptedException {
        interrupt(SourceServer.DATABASE, words);
    }

    private void interrupt(String database, List<String> words) throws IOException, SQLException, InterruptedException {
        try (Connection gate = source.server().connect(database)) {
            startBehind(gate, words).process().destroyForcibly().waitFor();
        }
    }

    /** Starts a command that can't end while the connection is open. */
    private RunningCommand startBehind(Connection gate, List<String> words)
            throws IOException, SQLException, InterruptedException {
        gate.setAutoCommit(false);
        try (Statement statement = gate.createStatement()) {
            statement.execute("LOCK TABLE zulip.zerver_alertword IN ACCESS EXCLUSIVE MODE");
        }
        RunningCommand command = RunningCommand.start(folder, Map.of(), RunningCommand.java(words));
        while (command.process().isAlive() && run.journal("begun").size() < realms(words)) {
            Thread.sleep(1);
        }
        assertThat(command.process().isAlive()).isTrue();
        return command;
    }

    private static long realms(List<String> words) {
        return words.contains("--all-realms")
                ? 3
                : words.stream().filter("--realm"::equals).count();
    }

    private static List<String> with(List<String> words, String... more) {
        List<String> longer = new ArrayList<>(words);
        longer.addAll(List.of(more));
        return longer;
    }

    private static List<String> allRealms(List<String> words) {
        List<String> changed = new ArrayList<>(words);
        int realm = changed.indexOf("--realm");
        changed.remove(realm);
        changed.set(realm, "--all-realms");
        return changed;
    }

    private void assertRefused(List<String> words, String... differences) throws IOException {
        List<Path> files = Folders.files(run.root());
        Ran ran = Ran.command(words);

        assertThat(ran.status()).as(ran.text()).isEqualTo(2);
        for (String difference : differences) {
            assertThat(ran.err()).contains("the run in " + run.root() + " was started with a different " + difference);
        }
        assertThat(ran.err()).hasLineCount(differences.length + 1);
        assertThat(Folders.files(run.root()))
                .as("files after %s", List.of(differences))
                .containsAll(
                        files.stream().filter(file -> !file.endsWith(".lock")).toList());
    }
}
