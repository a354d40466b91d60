/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.cli.ArchiveEdits.NEW_ID;
import static org.realmferry.cli.ArchiveEdits.list;
import static org.realmferry.cli.ArchiveEdits.rows;
import static org.realmferry.cli.VerifiedArchives.ATTACHMENTS;
import static org.realmferry.cli.VerifiedArchives.FIRST;
import static org.realmferry.cli.VerifiedArchives.MANIFEST;
import static org.realmferry.cli.VerifiedArchives.REALM;
import static org.realmferry.cli.VerifiedArchives.SECOND;
import static org.realmferry.cli.VerifiedArchives.UPLOADS;
import static org.realmferry.cli.VerifiedArchives.assertFound;
import static org.realmferry.cli.VerifiedArchives.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.SharedArchives;
import org.realmferry.cli.VerifiedArchives;
import org.realmferry.sample.Json;

/**
 * Each damage of the files is found, by its kind and at its place:
 * in an archive of ours by the manifest, and, wherever possible, in one of Zulip's own, which has none.
 */
@ExtendWith(SharedArchives.class)
class VerifyFilesIT {
    private final VerifiedArchives archives;

    VerifyFilesIT(VerifiedArchives archives) {
        this.archives = archives;
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, SECOND, REALM, ATTACHMENTS, UPLOADS, "stats.json"})
    void findsAMissingFile(String name) throws IOException {
        Path archive = archives.copy(archives.ours());
        Files.delete(archive.resolve(name));

        assertFound(archive, "missing-file", name);
    }

    @Test
    void findsAMissingMessageFileWithoutAManifest() throws IOException {
        Path gap = archives.copy(archives.zulips());
        Files.delete(gap.resolve(FIRST));
        Files.delete(gap.resolve("stats.json"));
        Path end = archives.copy(archives.zulips());
        Files.delete(end.resolve(SECOND));

        assertFound(gap, "missing-file", FIRST);
        assertFound(end, "missing-file", SECOND);
    }

    @Test
    void findsSwappedMessageFiles() throws IOException {
        assertFound(swapped(archives.ours()), "changed-file", FIRST);
        assertFound(swapped(archives.ours()), "wrong-order", SECOND);
        assertFound(swapped(archives.zulips()), "wrong-order", SECOND);
    }

    private Path swapped(Path of) throws IOException {
        Path archive = archives.copy(of);
        Files.move(archive.resolve(FIRST), archive.resolve("other"));
        Files.move(archive.resolve(SECOND), archive.resolve(FIRST));
        Files.move(archive.resolve("other"), archive.resolve(SECOND));
        return archive;
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, REALM, ATTACHMENTS, UPLOADS, "analytics.json", "migration_status.json"})
    void findsATruncatedFile(String name) throws IOException {
        assertFound(truncated(archives.ours(), name), "changed-file", name);
        assertFound(truncated(archives.ours(), name), "malformed", name);
        assertFound(truncated(archives.zulips(), name), "malformed", name);
        assertThat(verify(truncated(archives.zulips(), name)))
                .as("rows that could not be read are not told to be too few")
                .noneMatch(finding -> "wrong-count".equals(finding.get("kind")));
    }

    private Path truncated(Path of, String name) throws IOException {
        Path archive = archives.copy(of);
        byte[] bytes = Files.readAllBytes(archive.resolve(name));
        Files.write(archive.resolve(name), Arrays.copyOf(bytes, bytes.length / 2));
        return archive;
    }

    @Test
    void findsAMessageFileThatIsThereTwice() throws IOException {
        assertFound(doubled(archives.ours()), "stray-file", "messages-000003.json");
        assertFound(doubled(archives.zulips()), "wrong-order", "messages-000003.json");
        assertThat(verify(doubled(archives.zulips())).stream()
                        .filter(finding -> "duplicate".equals(finding.get("kind")))
                        .map(finding -> finding.get("table"))
                        .distinct())
                .containsExactlyInAnyOrder("zerver_message", "zerver_usermessage");
    }

    private Path doubled(Path of) throws IOException {
        Path archive = archives.copy(of);
        Files.copy(archive.resolve(SECOND), archive.resolve("messages-000003.json"));
        return archive;
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, REALM, UPLOADS, "stats.json"})
    void findsAFlippedByte(String name) throws IOException {
        Path archive = archives.copy(archives.ours());
        String text = Files.readString(archive.resolve(name));
        int place = text.lastIndexOf("1");
        Files.writeString(archive.resolve(name), text.substring(0, place) + "2" + text.substring(place + 1));

        assertFound(archive, "changed-file", name);
    }

    @Test
    void findsBytesThatAreNoText() throws IOException {
        Path archive = archives.copy(archives.zulips());
        byte[] bytes = Files.readAllBytes(archive.resolve(FIRST));
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"content\": \"") + 13] = (byte) 0xff;
        Files.write(archive.resolve(FIRST), bytes);

        assertFound(archive, "malformed", FIRST);
    }

    @Test
    void findsAMissingUpload() throws IOException {
        for (Path of : List.of(archives.ours(), archives.zulips())) {
            Path archive = archives.copy(of);
            Files.delete(archive.resolve("uploads").resolve(archives.upload()));

            assertFound(archive, "records", UPLOADS);
        }
        Path archive = archives.copy(archives.ours());
        Files.delete(archive.resolve("uploads").resolve(archives.upload()));
        assertFound(archive, "missing-file", "uploads/" + archives.upload());
    }

    @Test
    void findsAnUploadWithOtherBytes() throws IOException {
        Path changed = archives.copy(archives.ours());
        Path file = changed.resolve("uploads").resolve(archives.upload());
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] ^= 1;
        Files.write(file, bytes);
        assertFound(changed, "changed-file", "uploads/" + archives.upload());

        Path longer = archives.copy(archives.zulips());
        Files.writeString(longer.resolve("uploads").resolve(archives.upload()), "other than before");
        assertFound(longer, "records", UPLOADS);
    }

    @Test
    void findsAnUploadOfAnotherSizeThanItsRowSays() throws IOException {
        for (Path of : List.of(archives.ours(), archives.zulips())) {
            Path archive = archives.edited(
                    of,
                    ATTACHMENTS,
                    file -> rows(file, "zerver_attachment").get(0).put("size", 9_999_999));

            assertThat(assertFound(archive, "wrong-size", ATTACHMENTS).get("message"))
                    .asString()
                    .matches("its file has [0-9,]+ bytes?, but its size is 9999999: [0-9]+/.*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../realm.json", "/etc/passwd", "a/../../b", "records.json"})
    void findsARecordWithAPathOutside(String path) throws IOException {
        Path archive = archives.edited(
                archives.zulips(), UPLOADS, file -> list(file).get(0).put("path", path));

        assertThat(assertFound(archive, "records", UPLOADS).get("message"))
                .asString()
                .contains("is refused");
    }

    @Test
    void findsAttachmentsAndRecordsThatDoNotAgree() throws IOException {
        Path noRow = archives.edited(
                archives.zulips(),
                ATTACHMENTS,
                file -> rows(file, "zerver_attachment").remove(0));
        assertThat(assertFound(noRow, "records", UPLOADS).get("message"))
                .asString()
                .contains("no row of attachment.json");

        Path noRecord =
                archives.edited(archives.zulips(), UPLOADS, file -> list(file).remove(0));
        assertFound(noRecord, "records", ATTACHMENTS);
        assertFound(noRecord, "stray-file", "uploads/" + archives.upload());
    }

    @Test
    void findsARecordOfAnotherRealmOrOfNobody() throws IOException {
        Path archive = archives.edited(archives.zulips(), "avatars/records.json", file -> {
            list(file).get(0).put("realm_id", NEW_ID);
            list(file).get(1).put("user_profile_id", NEW_ID);
        });

        assertThat(verify(archive).stream().filter(finding -> "avatars/records.json".equals(finding.get("file"))))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void findsAnEditedManifest() throws IOException {
        assertFound(manifest(file -> counts(Json.object(file)).put("zerver_message", 1L)), "manifest", MANIFEST);
        assertFound(manifest(file -> Json.object(file).put("format", 2L)), "manifest", MANIFEST);
        assertFound(manifest(file -> entry(file, FIRST).put("sha256", "0".repeat(64))), "changed-file", FIRST);
        assertFound(manifest(file -> entry(file, FIRST).put("first_message", NEW_ID)), "manifest", FIRST);
        assertFound(
                manifest(file -> counts(entry(file, SECOND)).put("zerver_message", 1L)),
                "wrong-count",
                SECOND,
                "zerver_message",
                "");
        assertFound(manifest(file -> entry(file, FIRST).put("path", "../../etc/passwd")), "manifest", MANIFEST);
        assertFound(
                manifest(file -> Json.object(Json.object(file).get("realm")).put("id", NEW_ID)), "manifest", MANIFEST);
        Path removed = manifest(
                file -> list(Json.object(file).get("files")).removeIf(entry -> FIRST.equals(entry.get("path"))));
        assertFound(removed, "stray-file", FIRST);
    }

    /** A copy of our archive with another manifest. */
    private Path manifest(Consumer<Object> change) throws IOException {
        return archives.edited(archives.ours(), MANIFEST, change);
    }

    private static Map<String, Object> counts(Map<String, Object> of) {
        return Json.object(of.get("rows"));
    }

    private static Map<String, Object> entry(Object manifest, String path) {
        return list(Json.object(manifest).get("files")).stream()
                .filter(entry -> path.equals(entry.get("path")))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notes.txt",
                "messages-1.json",
                "messages-0000001.json",
                "messages-000000.json",
                "uploads/2/extra.bin",
                "emoji/x"
            })
    void findsAStrayFile(String name) throws IOException {
        for (Path of : List.of(archives.ours(), archives.zulips())) {
            Path archive = archives.copy(of);
            Files.createDirectories(Objects.requireNonNull(archive.resolve(name).getParent()));
            Files.writeString(archive.resolve(name), "");

            assertFound(archive, "stray-file", name);
        }
    }

    @Test
    void findsALinkAndNeverFollowsIt(@TempDir Path folder) throws IOException {
        Path archive = archives.copy(archives.zulips());
        Path file = archive.resolve("uploads").resolve(archives.upload());
        Files.move(file, folder.resolve("elsewhere"));
        Files.createSymbolicLink(file, folder.resolve("elsewhere"));

        assertFound(archive, "stray-file", "uploads/" + archives.upload());
        assertFound(archive, "records", UPLOADS);
    }
}
