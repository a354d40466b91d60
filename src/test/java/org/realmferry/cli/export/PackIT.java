/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.cli.VerifiedArchives;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.Program;

/** {@code --archive}: each archive in one file, too. */
@ExtendWith(SharedSource.class)
class PackIT {
    private static final String USER = "users/acme/owner@acme.example.com";
    private static final List<String> ARCHIVES = List.of("acme", "orchard", USER);

    private final SourceServer source;

    private final Path folder;
    private Path run;

    PackIT(SourceServer source, @TempDir Path folder) {
        this.source = source;
        this.folder = folder;
        run = folder.resolve("run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar.gz", "tar.zst"})
    void whatTarUnpacksIsTheFolder(String format) throws IOException {
        if (format.equals("tar.zst")) {
            Program.require("zstd", "zstd");
        }
        export(format, "--jobs", "8");
        for (String archive : ARCHIVES) {
            Path target = Files.createDirectories(folder.resolve("unpacked").resolve(archive))
                    .resolveSibling("");
            ChildProcess tar =
                    ChildProcess.run("tar", "-xf", pack(archive, format).toString(), "-C", target.toString());

            assertThat(tar).isEqualTo(new ChildProcess(0, ""));
            SameFiles.assertSame(
                    run.resolve(archive), folder.resolve("unpacked").resolve(archive));
            assertThat(ChildProcess.run(
                                    "find",
                                    target.resolve(Path.of(archive).getFileName())
                                            .toString(),
                                    "-perm",
                                    "/077")
                            .text())
                    .isEmpty();
        }
    }

    /** The module with which Zulip packs its exports. */
    @Test
    void whatPythonUnpacksIsTheFolder() throws IOException {
        export("tar.gz");
        Path target = Files.createDirectory(folder.resolve("unpacked"));

        ChildProcess python = ChildProcess.run(
                "python3", "-m", "tarfile", "-e", pack("acme", "tar.gz").toString(), target.toString());

        assertThat(python.status()).as(python.text()).isZero();
        SameFiles.assertSame(run.resolve("acme"), target.resolve("acme"));
    }

    @Test
    void eachHasItsChecksumAndIsItsOwnersOnly() throws IOException {
        export("tar.gz");
        for (String archive : ARCHIVES) {
            Path checksum = Path.of(pack(archive, "tar.gz") + ".sha256");
            ChildProcess check = ChildProcess.run(
                    "sh",
                    "-c",
                    "cd \"$1\" && sha256sum -c --strict \"$2\"",
                    "sh",
                    checksum.resolveSibling("").toString(),
                    String.valueOf(checksum.getFileName()));

            assertThat(check.text()).isEqualTo(pack(archive, "tar.gz").getFileName() + ": OK\n");
        }
        assertThat(ChildProcess.run("find", run.toString(), "-perm", "/077").text())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar.gz", "tar.zst"})
    void theBytesAreTheSameWhateverTheNumberOfWorkers(String format) throws IOException {
        export(format, "--jobs", "8");
        Path one = run;
        export(format, "--jobs", "1");

        for (String archive : ARCHIVES) {
            assertThat(pack(archive, format))
                    .hasSameBinaryContentAs(one.resolve(run.relativize(pack(archive, format))));
        }
    }

    @Test
    void refreshPacksOnlyWhatChanged() throws IOException, SQLException {
        source.copyDatabase("packed");
        run = folder.resolve("run");
        assertThat(Ran.command(words("packed", "tar.gz")).status()).isZero();
        Map<String, FileTime> before = times();
        source.execute("packed", "UPDATE zulip.zerver_realm SET description = 'other' WHERE string_id = 'orchard'");

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        Map<String, FileTime> after = times();
        assertThat(after.get("acme")).isEqualTo(before.get("acme"));
        assertThat(after.get(USER)).isEqualTo(before.get(USER));
        assertThat(after.get("orchard")).isNotEqualTo(before.get("orchard"));
        assertThat(Ran.command(List.of("verify", run.toString())).status()).isZero();
        Path target = Files.createDirectory(folder.resolve("unpacked"));
        ChildProcess.run("tar", "-xf", pack("orchard", "tar.gz").toString(), "-C", target.toString());
        SameFiles.assertSame(run.resolve("orchard"), target.resolve("orchard"));
    }

    @Test
    void thePacksOfArchivesThatAreGoneStayUntilTheyAreToBeRemoved() throws IOException, SQLException {
        source.copyDatabase("renamedpack");
        run = folder.resolve("run");
        List<String> all = List.of("--all-realms", "--archive", "tar.gz");
        List<String> words = source.export("renamedpack", source.uploads(), run);
        words.removeAll(List.of("--realm", "acme"));
        words.addAll(all);
        assertThat(Ran.command(words).status()).isZero();
        source.execute("renamedpack", "UPDATE zulip.zerver_realm SET string_id = 'port' WHERE string_id = 'harbor'");

        Ran kept = Ran.command(List.of("refresh", run.toString()));
        assertThat(kept.status()).as(kept.text()).isOne();
        assertThat(names(run)).contains("harbor.tar.gz", "harbor.tar.gz.sha256", "port.tar.gz");
        Ran removed = Ran.command(List.of("refresh", run.toString(), "--remove-gone"));
        assertThat(removed.status()).as(removed.text()).isZero();

        assertThat(names(run)).contains("port", "port.tar.gz", "port.tar.gz.sha256", "acme.tar.gz");
        assertThat(names(run)).noneMatch(name -> name.startsWith("harbor"));
    }

    @Test
    void verifyTellsWhatBecameOfThePacksOfARun() throws IOException {
        export("tar.gz");
        assertThat(VerifiedArchives.verify(run)).isEmpty();
        Files.write(pack("acme", "tar.gz"), new byte[] {0}, StandardOpenOption.APPEND);
        Files.delete(pack("orchard", "tar.gz"));
        Files.writeString(Path.of(pack(USER, "tar.gz") + ".sha256"), "0000  any\n");
        Files.createFile(run.resolve("harbor.tar.gz"));

        List<String> found = VerifiedArchives.verify(run).stream()
                .map(finding -> finding.get("kind") + " " + finding.get("file"))
                .toList();

        assertThat(found)
                .containsExactlyInAnyOrder(
                        "changed-file acme.tar.gz",
                        "missing-file orchard.tar.gz",
                        "changed-file " + USER + ".tar.gz.sha256",
                        "stray-file harbor.tar.gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar.gz", "tar.zst"})
    void aPackIsVerifiedAsItIs(String format) throws IOException {
        export(format);
        Path alone = Files.createDirectory(folder.resolve("alone"));
        Path pack = Files.copy(pack("orchard", format), alone.resolve("copy"));

        Ran ran = Ran.command(List.of("verify", pack.toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("1 archive verified", "no problems found");
        assertThat(names(alone)).containsExactly("copy");

        byte[] bytes = Files.readAllBytes(pack);
        bytes[bytes.length / 2] ^= 1;
        Files.write(pack, bytes);
        Ran damaged = Ran.command(List.of("verify", pack.toString(), "--json"));
        assertThat(damaged.status()).as(damaged.text()).isEqualTo(6);
        assertThat(Json.object(Json.parse(damaged.out()))).containsEntry("type", "error");
        assertThat(names(alone)).containsExactly("copy");
    }

    @Test
    void aPackIsAuditedAsItIs() throws IOException {
        export("tar.zst", "--mode", "public", "--force");

        Ran ran = Ran.command(List.of("audit", pack("orchard", "tar.zst").toString(), "--mode", "public"));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("No exceptions");
    }

    @Test
    void whatWasUnpackedIsGoneAfterAnInterruption() throws IOException, InterruptedException {
        export("tar.gz");
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        List<String> words =
                List.of("verify", pack("acme", "tar.gz").toString(), "--temp", temporary.toString(), "--jobs", "1");
        RunningCommand command = RunningCommand.start(folder, Map.of(), RunningCommand.java(words));
        while (command.process().isAlive() && Folders.files(temporary).isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(command.process().isAlive()).isTrue();

        command.process().destroy();

        assertThat(command.await().status()).isEqualTo(143);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void theDryRunCountsThem() {
        Ran without = Ran.command(source.export(folder.resolve("run"), "--dry-run", "--json"));
        Ran with = Ran.command(source.export(folder.resolve("run"), "--dry-run", "--json", "--archive", "tar.gz"));

        assertThat(estimated(with)).isGreaterThan(estimated(without) * 6 / 5).isLessThan(estimated(without) * 2);
    }

    @Test
    void anotherFormatIsAnotherRunAndAnUnknownOneIsNone() {
        Ran unknown = Ran.command(source.export(folder.resolve("run"), "--archive", "zip"));
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("--archive zip is neither tar.gz nor tar.zst");

        export("tar.gz");
        Ran other = Ran.command(words(SourceServer.DATABASE, "tar.zst"));
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("was started with a different --archive: tar.gz, not tar.zst");
    }

    private static long estimated(Ran dryRun) {
        String last = dryRun.out().lines().reduce("", (first, second) -> second);
        return Long.parseLong(String.valueOf(Json.object(Json.parse(last)).get("estimated_bytes")));
    }

    /** Exports into a new run. */
    private void export(String format, String... options) {
        run = folder.resolve("run-" + format + String.join("", options));
        Ran ran = Ran.command(words(SourceServer.DATABASE, format, options));
        assertThat(ran.status()).as(ran.text()).isZero();
    }

    private List<String> words(String database, String format, String... options) {
        List<String> words = source.export(database, source.uploads(), run, options);
        if (List.of(options).contains("--mode")) {
            words.addAll(List.of("--realm", "orchard", "--archive", format));
        } else {
            words.addAll(List.of("--realm", "orchard", "--user", "acme:owner@acme.example.com", "--archive", format));
        }
        return words;
    }

    private Path pack(String archive, String format) {
        return run.resolve(archive + "." + format);
    }

    private Map<String, FileTime> times() {
        return ARCHIVES.stream().collect(Collectors.toMap(archive -> archive, archive -> {
            try {
                return Files.getLastModifiedTime(pack(archive, "tar.gz"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> String.valueOf(path.getFileName())).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
