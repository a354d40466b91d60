/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.cli.VerifiedArchives;
import org.realmferry.sample.AgeKey;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Program;

/** {@code --encrypt-to}: archives that only the owner of a key can open, and nothing plain beside them. */
@ExtendWith(SharedSource.class)
class EncryptIT {
    private static final String USER = "users/acme/owner@acme.example.com";
    private static final List<String> ARCHIVES = List.of("acme", "orchard", USER);

    private final SourceServer source;

    @TempDir
    private Path folder;

    private AgeKey key;
    private RunFolder run;

    EncryptIT(SourceServer source) {
        this.source = source;
    }

    @BeforeEach
    void generateKey() throws IOException {
        Program.require("zstd", "zstd");
        key = AgeKey.generate(folder.resolve("key.txt"));
        run = new RunFolder(folder.resolve("run"));
    }

    @Test
    void theProgramsAgeAndTarGiveThePlainArchive() throws IOException {
        assertExported(words("--encrypt-to", key.recipient()));
        Path plain = plainRun(SourceServer.DATABASE);

        for (String archive : ARCHIVES) {
            SameFiles.assertSame(plain.resolve(archive), decrypted(archive, key));
        }
        assertNothingPlain();
        ChildProcess check = ChildProcess.run(
                "sh",
                "-c",
                "cd \"$1\" && sha256sum -c *.sha256",
                "sh",
                run.root().toString());
        assertThat(check.text()).isEqualTo("acme.tar.zst.age: OK\norchard.tar.zst.age: OK\n");
    }

    @Test
    void eachRealmHasItsOwnKey() throws IOException {
        AgeKey other = AgeKey.generate(folder.resolve("other.txt"));
        assertExported(words("--encrypt-to", "acme=" + key.recipient(), "--encrypt-to", other.recipient()));

        assertThat(verify("acme", key).status()).isZero();
        assertThat(verify(USER, key).status()).isZero();
        assertThat(verify("orchard", other).status()).isZero();
        assertThat(verify("acme", other).status()).isEqualTo(3);
        assertThat(verify("orchard", key).status()).isEqualTo(3);
    }

    @Test
    void verifyAndAuditReadItWithTheKeyAndLeaveNothing() throws IOException {
        List<String> words = words("--encrypt-to", key.recipient(), "--mode", "public", "--force");
        words.removeAll(List.of("--user", "acme:owner@acme.example.com"));
        assertExported(words);
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        List<String> with = List.of("--identity", key.file().toString(), "--temp", temporary.toString());

        List<String> audit = new ArrayList<>(List.of("audit", pack("orchard").toString(), "--mode", "public"));
        audit.addAll(with);
        Ran audited = Ran.command(audit);
        assertThat(audited.status()).as(audited.text()).isZero();
        assertThat(audited.out()).contains("No exceptions");
        assertThat(temporary).isEmptyDirectory();

        byte[] bytes = Files.readAllBytes(pack("acme"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(pack("acme"), bytes);
        assertThat(verify("acme", key).status()).isEqualTo(6);
    }

    @Test
    void verifyOfTheRunOpensItsArchivesWithTheKey() throws IOException {
        assertExported(words("--encrypt-to", key.recipient()));
        Ran whole = verifyRun(key);
        assertThat(whole.status()).as(whole.text()).isZero();
        assertThat(whole.out())
                .contains("3 archives verified in ", "no problems found")
                .contains(USER);
        assertNothingPlain();

        AgeKey other = AgeKey.generate(folder.resolve("other.txt"));
        Ran closed = verifyRun(other);
        assertThat(closed.status()).as(closed.text()).isOne();
        assertThat(closed.out())
                .contains("0 archives verified in ", "3 findings")
                .doesNotContain("no problems found");

        Files.write(pack("acme"), new byte[] {1});
        Ran damaged = verifyRun(key);
        assertThat(damaged.status()).isOne();
        assertThat(damaged.out())
                .contains(
                        "2 archives verified in ",
                        "acme.tar.zst.age: checksum mismatch: it differs from the pack that the run wrote");
    }

    @Test
    void verifyOfTheRunWithoutTheKeyIsNeverFine() throws IOException {
        assertExported(words("--encrypt-to", key.recipient()));
        Ran whole = Ran.command(List.of("verify", run.root().toString()));
        assertThat(whole.status()).as(whole.text()).isOne();
        assertThat(whole.out())
                .contains(
                        "acme.tar.zst.age: it is encrypted: without the key, only the checksum of the file was checked",
                        "unopened: Verify again with --identity KEYFILE")
                .doesNotContain("no problems found");

        Files.delete(pack("orchard"));
        Files.write(pack("acme"), new byte[] {1});
        assertThat(VerifiedArchives.verify(run.root()))
                .extracting(finding -> finding.get("kind") + " " + finding.get("file"))
                .containsExactlyInAnyOrder(
                        "missing-file orchard.tar.zst.age",
                        "changed-file acme.tar.zst.age",
                        "unopened acme.tar.zst.age",
                        "unopened " + USER + ".tar.zst.age");
    }

    @Test
    void killedItGoesOnFromItsPlainFiles() throws IOException, InterruptedException {
        List<String> words = words("--encrypt-to", key.recipient());
        RunningCommand command = RunningCommand.start(folder, Map.of(), RunningCommand.java(words));
        while (command.process().isAlive() && run.journal("messages").size() < 2) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        command.process().destroyForcibly().waitFor();
        assertThat(run.isFinished()).isFalse();
        int before = run.journal("messages").size();

        assertExported(words);

        assertThat(run.journal("messages")).hasSizeGreaterThanOrEqualTo(before);
        assertThat(run.unitsDone())
                .allSatisfy((unit, times) -> assertThat(times).as(unit).isOne());
        assertNothingPlain();
        SameFiles.assertSame(plainRun(SourceServer.DATABASE).resolve("acme"), decrypted("acme", key));
    }

    @Test
    void refreshMakesEverythingAgainAndSaysSo() throws IOException, SQLException {
        source.copyDatabase("encrypted");
        List<String> words = SourceServer.with(
                words("--encrypt-to", key.recipient()),
                "--database",
                source.server().uri("encrypted"));
        assertExported(words);
        source.execute("encrypted", "UPDATE zulip.zerver_realm SET description = 'other' WHERE string_id = 'acme'");

        Ran ran = Ran.command(List.of("refresh", run.root().toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.err()).contains("everything is read and encrypted again");
        assertNothingPlain();
        SameFiles.assertSame(plainRun("encrypted").resolve("acme"), decrypted("acme", key));
    }

    @Test
    void whatIsWrongWithTheKeysIsToldBeforeAnythingIsWritten() {
        Ran format = Ran.command(source.export(run.root(), "--archive", "tar.gz", "--encrypt-to", "age1nonsense"));
        assertThat(format.status()).isEqualTo(2);
        assertThat(format.err())
                .contains(
                        "--encrypt-to is given without --archive tar.zst",
                        "--encrypt-to age1nonsense is not an age public key");

        Ran realms = Ran.command(words("--encrypt-to", "harbor=" + key.recipient()));
        assertThat(realms.status()).isEqualTo(2);
        assertThat(realms.err())
                .contains(
                        "no key is given to encrypt the archives of realm acme",
                        "no key is given to encrypt the archives of realm orchard",
                        "--encrypt-to names the realm harbor, which is not exported");
        assertThat(run.root()).doesNotExist();
    }

    private List<String> words(String... options) {
        List<String> words = source.export(run.root(), options);
        words.addAll(List.of("--realm", "orchard", "--user", "acme:owner@acme.example.com", "--archive", "tar.zst"));
        return words;
    }

    private static void assertExported(List<String> words) {
        Ran ran = Ran.command(words);
        assertThat(ran.status()).as(ran.text()).isZero();
    }

    private Path plainRun(String database) {
        Path plain = folder.resolve("plain-run");
        List<String> words = source.export(database, source.uploads(), plain);
        words.addAll(List.of("--realm", "orchard", "--user", "acme:owner@acme.example.com"));
        assertExported(words);
        return plain;
    }

    private Path pack(String archive) {
        return run.root().resolve(archive + ".tar.zst.age");
    }

    private Ran verify(String archive, AgeKey with) {
        return Ran.command(List.of(
                "verify", pack(archive).toString(), "--identity", with.file().toString()));
    }

    private Ran verifyRun(AgeKey with) {
        return Ran.command(List.of(
                "verify", run.root().toString(), "--identity", with.file().toString()));
    }

    /** What the programs age and tar make of a pack. */
    private Path decrypted(String archive, AgeKey with) throws IOException {
        Path tar = with.decrypt(pack(archive), folder.resolve("decrypted.tar.zst"));
        Path target = Files.createDirectories(folder.resolve("decrypted").resolve(archive))
                .resolveSibling("");
        assertThat(ChildProcess.run("tar", "-xf", tar.toString(), "-C", target.toString()))
                .isEqualTo(new ChildProcess(0, ""));
        Files.delete(tar);
        return folder.resolve("decrypted").resolve(archive);
    }

    /** Only packs, their checksums and the run's own files. */
    private void assertNothingPlain() throws IOException {
        assertThat(run.leftovers()).isEmpty();
        Set<String> own =
                Set.of("run.json", "report.txt", "report.html", "findings.jsonl", "journal.jsonl", "status.json");
        assertThat(Folders.files(run.root())).isNotEmpty().allSatisfy(file -> {
            String name = String.valueOf(file.getFileName());
            assertThat(own.contains(name) || name.matches(".*\\.tar\\.zst\\.age(\\.sha256)?"))
                    .as(name)
                    .isTrue();
        });
        assertThat(run.root().resolve("acme")).doesNotExist();
        assertThat(run.root().resolve(USER)).doesNotExist();
    }
}
