/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;

/** A file system that fills up while an export writes to it: a tmpfs in a mount namespace of its own. */
@ExtendWith(SharedSource.class)
class NoSpaceIT {
    /** Mounts, runs the words after the first three, takes out what is left, and answers with their status. */
    private static final String SCRIPT = """
            mount -t tmpfs -o size="$1" tmpfs "$2" || exit 99
            target=$2 left=$3
            shift 3
            "$@"
            status=$?
            cp -a "$target/." "$left" || exit 98
            exit $status
            """;

    /** As {@link #SCRIPT}, and makes the file system larger when the command says that it pauses. */
    private static final String GROWING = """
            mount -t tmpfs -o size="$1" tmpfs "$2" || exit 99
            target=$2 left=$3
            shift 3
            "$@" 2>"$left/err" &
            command=$!
            while kill -0 $command 2>/dev/null && ! grep -q pauses "$left/err"; do sleep 0.1; done
            sleep 1
            printf 'while it waits: ' >&2
            cat "$target/run/status.json" "$left/err" >&2
            for word in "$@"; do [ "$word" = export ] || [ "$word" = merge ] && break; java="$java $word"; done
            $java status "$target" >&2
            mount -o remount,size=100m "$target" || exit 97
            wait $command
            status=$?
            rm "$left/err"
            cp -a "$target/." "$left" || exit 98
            exit $status
            """;

    private final SourceServer source;

    @TempDir
    private Path folder;

    NoSpaceIT(SourceServer source) {
        this.source = source;
    }

    @BeforeAll
    static void mountsArePermitted() {
        if (!RunningCommand.works(
                "unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", System.getProperty("java.io.tmpdir"))) {
            String problem = "NOT TESTED: a full file system, because unshare -rm can't mount a tmpfs here";
            System.err.println(problem);
            Assumptions.abort(problem);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"16k", "300k", "900k", "1300k"})
    void whatIsThereIsWholeAndTheRestIsToldToNeedRoom(String size) throws IOException, InterruptedException {
        Path mount = Files.createDirectory(folder.resolve("mount"));
        Path left = Files.createDirectory(folder.resolve("left"));
        Path output = mount.resolve("run");
        List<String> command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", SCRIPT, "sh", size));
        command.addAll(List.of(mount.toString(), left.toString()));
        command.addAll(RunningCommand.java(
                source.export(output, "--realm", "orchard", "--realm", "harbor", "--retry-for", "0s")));

        Ran ran = RunningCommand.start(folder, Map.of(), command).await();

        assertThat(ran.status()).as(ran.text()).isEqualTo(5);
        assertThat(ran.err())
                .contains("realmferry: can't write " + output, "No space left on device", "Free some space on");
        assertThat(ran.text()).doesNotContain("interrupted", "Exception");
        assertWhole(left.resolve("run"));
    }

    @Test
    void aRunPausesUntilThereIsRoomAndGoesOn() throws IOException, InterruptedException {
        Path mount = Files.createDirectory(folder.resolve("mount"));
        Path left = Files.createDirectory(folder.resolve("left"));
        Path output = mount.resolve("run");
        List<String> command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", GROWING, "sh", "900k"));
        command.addAll(List.of(mount.toString(), left.toString()));
        command.addAll(RunningCommand.java(source.export(output, "--realm", "orchard", "--realm", "harbor")));

        Ran ran = RunningCommand.start(folder, Map.of(), command).await();

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.err())
                .contains("realmferry: can't write " + output, "No space left on device")
                .contains("The run pauses, and continues when there is free space on the file system of " + output)
                .contains("while it waits: ", "waiting: can't write " + output);
        Path undisturbed = folder.resolve("undisturbed");
        assertThat(Ran.command(source.export(undisturbed, "--realm", "orchard", "--realm", "harbor"))
                        .status())
                .isZero();
        for (String realm : List.of("acme", "orchard", "harbor")) {
            assertThat(SameFiles.differences(
                            undisturbed.resolve(realm), left.resolve("run").resolve(realm)))
                    .isEmpty();
        }
        assertThat(new RunFolder(left.resolve("run")).leftovers()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"merge", "bundle"})
    void aMergePausesUntilThereIsRoomAndGoesOnAsAnExportDoes(String what) throws IOException, InterruptedException {
        Path mount = Files.createDirectory(folder.resolve("mount"));
        Path left = Files.createDirectory(folder.resolve("left"));
        Path output = mount.resolve("run");
        List<String> inputs = List.of(exported("full", "full"), exported("public", "public"));
        List<String> command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", GROWING, "sh", "300k"));
        command.addAll(List.of(mount.toString(), left.toString()));
        command.addAll(RunningCommand.java(merge(what, output, inputs)));

        Ran ran = RunningCommand.start(folder, Map.of(), command).await();

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.err())
                .contains("realmferry: can't write " + output, "No space left on device")
                .contains("The run pauses, and goes on by itself when there is room on the file system of " + output)
                .containsPattern("run +running +\\d+% .* acme ");
        assertThat(Ran.command(List.of("status", left.toString())).out()).contains(" done ", "acme");
        Path undisturbed = folder.resolve("undisturbed");
        assertThat(Ran.command(merge(what, undisturbed, inputs)).status()).isZero();
        assertThat(SameFiles.differences(
                        undisturbed.resolve("acme"), left.resolve("run").resolve("acme")))
                .isEmpty();
    }

    private String exported(String run, String mode) {
        Path output = folder.resolve(run);
        assertThat(Ran.command(source.export(output, "--mode", mode)).status()).isZero();
        return output.resolve("acme").toString();
    }

    /** Merges all archives of a realm, or bundles the first. */
    private static List<String> merge(String what, Path output, List<String> inputs) {
        return what.equals("merge")
                ? List.of("merge", "--output", output.toString(), inputs.get(0), inputs.get(1))
                : List.of("merge", "--bundle", "--output", output.toString(), inputs.get(0));
    }

    private void assertWhole(Path run) throws IOException {
        assertThat(Folders.files(run)).allSatisfy(file -> {
            String name = file.getFileName().toString();
            assertThat(name).doesNotStartWith(".");
            if (name.endsWith(".json") && !run.relativize(file).startsWith(".parts")) {
                assertThat(Json.read(file)).isNotNull();
            }
        });
        assertThat(run.resolve("run.json")).doesNotExist();
        for (String realm : List.of("acme", "orchard", "harbor")) {
            Path archive = run.resolve(realm);
            assertAsInSource(
                    archive.resolve("uploads"), path -> Path.of("files").resolve(path));
            assertAsInSource(
                    archive.resolve("avatars"), path -> Path.of("avatars").resolve(path));
            assertAsInSource(
                    archive.resolve("emoji"), path -> Path.of("avatars").resolve(path));
            assertAsInSource(archive.resolve("realm_icons"), NoSpaceIT::icon);
            if (Files.exists(archive.resolve("realmferry.json"))) {
                assertComplete(archive);
            }
        }
    }

    /** Where the uploads folder has the icon {@code REALM/NAME} of an archive. */
    private static Path icon(Path path) {
        return Path.of("avatars")
                .resolve(path.subpath(0, 1))
                .resolve("realm")
                .resolve(path.subpath(1, path.getNameCount()));
    }

    private void assertAsInSource(Path copies, UnaryOperator<Path> placeInSource) throws IOException {
        if (Files.notExists(copies)) {
            return;
        }
        for (Path copy : Folders.files(copies)) {
            if (!copy.equals(copies.resolve("records.json"))) {
                Path original = source.uploads().resolve(placeInSource.apply(copies.relativize(copy)));
                assertThat(copy).hasSameBinaryContentAs(original);
            }
        }
    }

    private static void assertComplete(Path archive) throws IOException {
        Map<String, Object> manifest = Json.object(Json.read(archive.resolve("realmferry.json")));
        assertThat(Json.objects(manifest.get("files"))).isNotEmpty().allSatisfy(entry -> {
            Path file = archive.resolve(String.valueOf(entry.get("path")));
            assertThat((Object) Files.size(file)).isEqualTo(entry.get("bytes"));
        });
    }
}
