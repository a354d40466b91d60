/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.sample.FoundThings;
import org.realmferry.sample.SmallInput;
import org.realmferry.verify.rows.VerifiedFolder;

/** A run directory: which archives it names, and what has no place in it. */
class RunFolderTest {
    private static final String ACME = "{'realms':[{'archive':'acme'}]}";

    @TempDir
    private Path run;

    private final FoundThings found = new FoundThings();

    @Test
    void aFinishedRunIsNoFinding() throws IOException {
        archive("acme");
        archive("users/acme/ann@acme.example");
        for (String name : List.of("report.txt", "findings.jsonl", "journal.jsonl", "status.json")) {
            file(name, "");
        }

        RunFolder folder = read("{'realms':[{'archive':'acme','messages':5}],'users':[{'archive':"
                + "'users/acme/ann@acme.example'}],'tool':{'a':1}}");
        folder.check(found::add);

        assertThat(folder.archives()).containsExactly("acme", "users/acme/ann@acme.example");
        assertThat(found.all()).isEmpty();
    }

    @Test
    void anArchiveThatIsNotThereIsTold() throws IOException {
        archive("acme");

        RunFolder folder = read("{'realms':[{'archive':'acme'},{'archive':'orchard'}]}");
        folder.check(found::add);

        assertThat(folder.archives()).containsExactly("acme");
        assertThat(found.lines())
                .containsExactly("MISSING_FILE orchard: run.json lists this archive, but it is missing");
    }

    @Test
    void aRunWithoutAnArchiveVerifiesNothing() throws IOException {
        read("{'realms':[]}").check(found::add);

        assertThat(found.messages()).containsExactly("it lists no archive: nothing was verified");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../acme", "/acme", "acme/orchard", "users/acme", "users/acme/ann/more", ""})
    void aNameThatIsNoPlaceOfAnArchiveIsRefused(String name) throws IOException {
        RunFolder folder = read("{'realms':[{'archive':'" + name + "'}]}");
        folder.check(found::add);

        assertThat(folder.archives()).isEmpty();
        assertThat(found.messages()).containsExactly("it lists the archive " + name + ", which is not a plain name");
    }

    @ParameterizedTest
    @CsvSource({
        ".lock, UNFINISHED",
        ".parts, UNFINISHED",
        ".plain, UNFINISHED",
        "stray.txt, STRAY_FILE",
        "acme.tar.gz, STRAY_FILE"
    })
    void whatDoesNotBelongThereIsTold(String name, String kind) throws IOException {
        archive("acme");
        file(name, "");

        read(ACME).check(found::add);

        assertThat(found.all())
                .hasSize(1)
                .allMatch(one -> one.kind().name().equals(kind) && one.file().equals(name));
    }

    @Test
    void aFolderThatNoArchiveIsInIsStray() throws IOException {
        archive("acme");
        Files.createDirectories(run.resolve("other"));
        Files.createDirectories(run.resolve("users/acme/eve@acme.example"));
        Files.createDirectories(run.resolve(".ids"));

        read(ACME).check(found::add);

        assertThat(found.all())
                .extracting(one -> one.kind() + " " + one.file())
                .containsExactly("STRAY_FILE other", "STRAY_FILE users/acme/eve@acme.example");
    }

    @Test
    void anArchiveWithoutAManifestWasNotFinished() throws IOException {
        archive("acme");
        Files.delete(run.resolve("acme/realmferry.json"));

        read(ACME).check(found::add);

        assertThat(found.lines())
                .containsExactly(
                        "UNFINISHED acme/realmferry.json: the archive has no manifest: it is incomplete, or the manifest was lost");
    }

    @Test
    void aRecordThatIsNoJsonIsTold() throws IOException {
        RunFolder folder = read("{'realms':[{'archive':");
        folder.check(found::add);

        assertThat(found.lines()).hasSize(1).allMatch(line -> line.startsWith("MALFORMED run.json: line 1"));
        assertThat(folder.archives()).isEmpty();
    }

    @Test
    void packsBelongToTheirArchives() throws IOException {
        archive("acme");
        file("acme.tar.gz", "packed");
        file("acme.tar.gz.sha256", "");

        RunFolder folder = read(
                "{'realms':[{'archive':'acme'}],'packs':[{'archive':'acme','file':'acme.tar.gz','bytes':6,'sha256':'s'},"
                        + "{'archive':'acme','file':'other.tar.gz'},{'archive':'..','file':'...tar.gz'}]}");
        folder.check(found::add);

        assertThat(found.messages())
                .containsExactly(
                        "it lists the pack other.tar.gz, which belongs to no archive",
                        "it lists the pack ...tar.gz, which belongs to no archive");
        assertThat(folder.packs("acme")).hasSize(1);
        assertThat(folder.encrypted()).isEmpty();
    }

    @Test
    void aPackIsHeldAgainstTheRecord() throws IOException {
        archive("acme");
        file("acme.tar.gz", "packed");
        file("acme.tar.gz.sha256", "another\n");
        RunFolder folder = read("{'realms':[{'archive':'acme'}],'packs':[{'archive':'acme','file':'acme.tar.gz',"
                + "'sha256':'0123'},{'archive':'acme','file':'acme.tar.zst','sha256':'0123'}]}");

        folder.packs("acme").forEach(pack -> folder.check(pack, found::add));

        assertThat(found.lines())
                .containsExactly(
                        "CHANGED_FILE acme.tar.gz: checksum mismatch: it differs from the pack that the run wrote",
                        "CHANGED_FILE acme.tar.gz.sha256: it is not the checksum of the pack that the run wrote",
                        "MISSING_FILE acme.tar.zst: run.json lists this pack, but it is missing");
    }

    @Test
    void anEncryptedPackWithoutAKeyStaysClosed() throws IOException {
        file("acme.tar.zst.age", "secret");

        RunFolder folder = read(encrypted());
        folder.check(found::add);

        assertThat(found.lines())
                .containsExactly(
                        "UNOPENED acme.tar.zst.age: it is encrypted: without the key, only the checksum of the file was checked");
        assertThat(folder.encrypted()).extracting(RunPack::archive).containsExactly("acme");
    }

    @Test
    void anEncryptedPackIsOpenedByTheKey(@TempDir Path opened) throws IOException {
        file("acme.tar.zst.age", "secret");
        Files.writeString(opened.resolve("realmferry.json"), "{}");

        RunFolder folder = read(encrypted(), pack -> opened);
        folder.check(found::add);

        assertThat(folder.archives()).containsExactly("acme");
        assertThat(folder.archive("acme")).isEqualTo(opened);
        assertThat(found.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"CONFIGURATION, UNOPENED", "DAMAGED_ARCHIVE, UNREADABLE"})
    void aPackThatCannotBeOpenedIsTold(ExitStatus status, String kind) throws IOException {
        file("acme.tar.zst.age", "secret");

        read(encrypted(), pack -> {
                    throw new Failure(status, "no key fits", "Find it.");
                })
                .check(found::add);

        assertThat(found.lines()).containsExactly(kind + " acme.tar.zst.age: no key fits");
    }

    private static String encrypted() {
        return "{'realms':[{'archive':'acme'}],'packs':[{'archive':'acme','file':'acme.tar.zst.age','sha256':'s'}]}";
    }

    private void archive(String name) throws IOException {
        Files.createDirectories(run.resolve(name));
        file(name + "/realm.json", "{}");
        file(name + "/realmferry.json", "{}");
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(run.resolve(name), text);
    }

    private RunFolder read(String text) throws IOException {
        file("run.json", SmallInput.json(text));
        return new RunFolder(new VerifiedFolder(run), Optional.empty());
    }

    private RunFolder read(String text, UnaryOperator<Path> opening) throws IOException {
        file("run.json", SmallInput.json(text));
        return new RunFolder(new VerifiedFolder(run), Optional.of(opening));
    }
}
