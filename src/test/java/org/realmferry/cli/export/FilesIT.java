/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;

/** Files of users as they are on a healthy server: byte for byte, with their times, and for nobody else's eyes. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class FilesIT {
    /** Of a time that no double holds exactly. */
    private static final Instant TO_THE_NANOSECOND = Instant.parse("2025-02-03T04:05:06.123456789Z");

    /** The order of the bytes of UTF-8 is that of the code points. */
    private static final Comparator<String> BY_CODE_POINT =
            Comparator.comparing(path -> path.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final SourceServer source;

    private Path uploads = Path.of("");
    private Path run = Path.of("");

    FilesIT(SourceServer source) {
        this.source = source;
    }

    @BeforeAll
    void exportAllRealms(@TempDir Path folder) throws IOException {
        uploads = source.copyUploads(folder.resolve("uploads"));
        for (Path file : Folders.files(uploads.resolve("files"))) {
            if (file.endsWith("salary.txt")) {
                Files.setLastModifiedTime(file, FileTime.from(TO_THE_NANOSECOND));
            }
        }
        run = folder.resolve("new-parent").resolve("run");
        Ran ran = Ran.command(source.export(
                SourceServer.DATABASE, uploads, run, "--realm", "orchard", "--realm", "harbor", "--jobs", "3"));
        assertThat(ran.status()).as(ran.text()).isZero();
    }

    @Test
    void everyRecordHasItsFileAndEveryFileItsRecord() throws IOException {
        for (Path set : sets()) {
            List<Map<String, Object>> records = Json.objects(Json.read(set.resolve("records.json")));
            assertThat(records)
                    .extracting(record -> set.resolve(path(record)))
                    .containsExactlyInAnyOrderElementsOf(Folders.files(set).stream()
                            .filter(file -> !file.equals(set.resolve("records.json")))
                            .toList());
        }
    }

    @Test
    void recordsAreInOrderOfTheirPaths() throws IOException {
        for (Path set : sets()) {
            List<String> paths = Json.objects(Json.read(set.resolve("records.json"))).stream()
                    .map(FilesIT::path)
                    .toList();
            assertThat(paths).isSortedAccordingTo(BY_CODE_POINT);
        }
    }

    @Test
    void uploadsAreTheSameBytesWithTheSameTimes() throws IOException {
        for (String realm : List.of("acme", "orchard", "harbor")) {
            Path set = run.resolve(realm).resolve("uploads");
            for (Map<String, Object> record : Json.objects(Json.read(set.resolve("records.json")))) {
                Path copy = set.resolve(path(record));
                Path original = uploads.resolve("files").resolve(path(record));
                FileTime time = Files.getLastModifiedTime(original);

                assertThat(copy).hasSameBinaryContentAs(original);
                assertThat(Files.getLastModifiedTime(copy)).isEqualTo(time);
                assertThat((Object) Files.size(copy)).isEqualTo(record.get("size"));
                assertThat((BigDecimal) record.get("last_modified")).isEqualByComparingTo(seconds(time.toInstant()));
            }
        }
    }

    @Test
    void anEmptyFileAndANameOfAllTheWorldAreAmongThem() throws IOException {
        List<Path> files = Folders.files(run.resolve("acme").resolve("uploads"));

        assertThat(files)
                .anySatisfy(file -> assertThat(file).hasFileName("empty.txt").isEmptyFile())
                .anySatisfy(
                        file -> assertThat(file).hasFileName("plan-é-日本.txt").isNotEmptyFile())
                .anySatisfy(file ->
                        assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(TO_THE_NANOSECOND));
    }

    @Test
    void anAttachmentIsThereIfAndOnlyIfItsFileIs() throws IOException {
        for (String realm : List.of("acme", "orchard", "harbor")) {
            Path archive = run.resolve(realm);
            Map<String, Object> rows = Json.object(Json.read(archive.resolve("attachment.json")));
            assertThat(Json.objects(rows.get("zerver_attachment")))
                    .isNotEmpty()
                    .extracting(row -> String.valueOf(row.get("path_id")))
                    .containsExactlyInAnyOrderElementsOf(
                            Json.objects(Json.read(archive.resolve("uploads").resolve("records.json"))).stream()
                                    .map(FilesIT::path)
                                    .toList());
        }
    }

    @Test
    void onlyTheOwnerReadsARunAndWhatIsInIt() throws IOException {
        assertPrivate(run);
    }

    @Test
    void aFolderThatWasThereBeforeIsClosedToOthersToo(@TempDir Path folder) throws IOException {
        Path open = Files.createDirectory(
                folder.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        assertThat(Ran.command(source.export(open)).status()).isZero();

        assertPrivate(open);
    }

    private static void assertPrivate(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    private List<Path> sets() {
        return Stream.of("acme", "orchard", "harbor")
                .map(run::resolve)
                .flatMap(archive ->
                        Stream.of("uploads", "avatars", "emoji", "realm_icons").map(archive::resolve))
                .toList();
    }

    private static String path(Map<String, Object> record) {
        return String.valueOf(record.get("path"));
    }

    private static BigDecimal seconds(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
    }
}
