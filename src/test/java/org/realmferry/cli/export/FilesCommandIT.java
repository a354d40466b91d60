/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.S3Source;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;
import org.realmferry.sample.S3Server;

/** {@code realmferry files}: rows without files and files without rows, in S3 and in a local folder. */
@TestInstance(Lifecycle.PER_CLASS)
class FilesCommandIT {
    private static final String PICTURE = "5/-Z-DIpjLpG53sql_ZvhC4Ppx/img.png";
    private static final String SCHEDULED = "5/FowKHxpFHpIWDYSTck3khBfg/sched.txt";
    private static final String DRAWING = "5/9c_IU-H9YsWVmUAUWrbM9T6o/pic.svg";
    private static final String STRAY = "5/AbCdEfGhIjKlMnOpQrStUvWx/nobody-knows.txt";

    @AutoClose
    private S3Source source;

    private S3Server s3;
    private Path folder;

    @BeforeAll
    void spoil(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        source = S3Source.start(folder);
        s3 = source.s3();
        s3.delete(S3Server.UPLOADS, PICTURE);
        s3.change(S3Server.UPLOADS, SCHEDULED, m -> Map.of("user_profile_id", "66", "realm_id", "5"));
        s3.change(S3Server.UPLOADS, DRAWING, m -> Map.of());
        s3.put(S3Server.UPLOADS, SCHEDULED + ".info", new byte[7], null, Map.of());
        s3.put(S3Server.UPLOADS, STRAY, new byte[1000], null, Map.of());
        source.database().execute("UPDATE zulip.zerver_attachment SET size = 12 WHERE path_id = '" + SCHEDULED + "'");
    }

    @Test
    void aRealmInS3IsToldAsJson() throws IOException {
        Ran ran = Ran.command(source.words("files", s3.endpoint().toString(), List.of("--realm", "lear", "--json")));

        assertThat(ran.status()).as(ran.text()).isOne();
        List<Map<String, Object>> lines =
                ran.out().lines().map(line -> Json.object(Json.parse(line))).toList();
        assertThat(lines).last().satisfies(last -> assertThat(last).containsEntry("type", "summary"));
        assertFinding(lines, "missing-file", PICTURE, "does not exist");
        assertFinding(lines, "wrong-metadata", SCHEDULED, "user_profile_id 66, not 67");
        assertFinding(lines, "wrong-size", SCHEDULED, ", but its row says 12;");
        assertFinding(lines, "missing-metadata", DRAWING, "no realm_id");
        assertFinding(lines, "side-car", SCHEDULED + ".info", "is a side-car");
        assertFinding(lines, "without-row", STRAY, "is named by no row");
        assertThat(lines)
                .filteredOn(line -> "uploads".equals(line.get("kind")))
                .singleElement()
                .satisfies(line -> assertThat(line).containsEntry("named", 10L).containsEntry("there", 9L));
        assertThat(lines)
                .filteredOn(line -> "side_cars".equals(line.get("kind")))
                .singleElement()
                .satisfies(line -> assertThat(line).containsEntry("there", 1L).containsEntry("bytes", 7L));
    }

    /** Those of an old version of a picture are without a row; thumbnails, other sizes and deleted uploads aren't. */
    @Test
    void eachObjectOfARealmIsOfOneKind() throws IOException {
        Ran ran = Ran.command(source.words("files", s3.endpoint().toString(), List.of("--realm", "lear", "--json")));

        long there = ran.out()
                .lines()
                .map(line -> Json.object(Json.parse(line)))
                .filter(line -> "files".equals(line.get("type")))
                .mapToLong(line -> Long.parseLong(String.valueOf(line.get("there"))))
                .sum();
        long objects = List.of(S3Server.UPLOADS, S3Server.AVATARS).stream()
                .flatMap(bucket -> s3.keys(bucket).stream())
                .filter(key -> key.startsWith("5/") || key.startsWith("thumbnail/5/"))
                .count();
        assertThat(there).isEqualTo(objects);
        assertThat(ran.out())
                .contains("5/7e912f74aba608d60d63b6e81a8147c0bf62bbb4.original in the bucket zulip-avatars")
                .doesNotContain("file thumbnail/", "still/", "9c2b9bc0490ca6293438e7a5d42bd616bde7f3d8-medium.png");
    }

    @Test
    void aTableIsPrintedWithoutJson() throws IOException {
        Ran ran = Ran.command(source.words("files", s3.endpoint().toString(), List.of("--realm", "lear")));

        assertThat(ran.out())
                .containsPattern("lear +named by rows +found +bytes")
                .containsPattern("uploads +10 +9 ")
                .contains("without a row", "Nothing was downloaded or written.");
        assertThat(ran.out().lines().filter(line -> !line.startsWith("finding")))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void aLocalFolderIsTold() throws IOException, SQLException {
        RealServer real = RealServer.ofZulip11();
        real.restore(source.database().server(), "local");
        Path uploads = real.unpackUploads(folder.resolve("uploads"));
        Path stray = Files.createDirectories(uploads.resolve("files/5/ab/cd")).resolve("stray.txt");
        Files.writeString(stray, "nobody knows");
        Ran ran = Ran.command(List.of(
                "files",
                "--database",
                source.database().server().uri("local"),
                "--uploads",
                uploads.toString(),
                "--avatar-salt-file",
                source.database().salt().toString(),
                "--realm",
                "lear"));

        assertThat(ran.status()).as(ran.text()).isOne();
        assertThat(ran.out())
                .contains("files/5/ab/cd/stray.txt in the uploads folder: the file is named by no row")
                .containsPattern("uploads +10 +10 ")
                .doesNotContain("does not exist");
    }

    private static void assertFinding(List<Map<String, Object>> lines, String kind, String key, String what) {
        assertThat(lines)
                .filteredOn(line -> kind.equals(line.get("kind"))
                        && (line.get("place") + " " + line.get("message")).contains(key + " in the bucket"))
                .singleElement()
                .satisfies(
                        line -> assertThat(String.valueOf(line.get("message"))).contains(what));
    }
}
