/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.cli.ArchiveEdits.NEW_ID;
import static org.realmferry.cli.ArchiveEdits.list;
import static org.realmferry.cli.ArchiveEdits.rows;
import static org.realmferry.cli.AuditedExports.AVATARS;
import static org.realmferry.cli.AuditedExports.MESSAGES;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.AuditedExports;
import org.realmferry.cli.Ran;
import org.realmferry.sample.Json;

/** An audit finds the files, and the records of files, that are planted into an honest archive. */
@TestInstance(Lifecycle.PER_CLASS)
class AuditFilesIT {
    private static final String ATTACHMENTS = "attachment.json";
    private static final String UPLOADS = "uploads/records.json";

    private AuditedExports exports;

    @BeforeAll
    void unpack(@TempDir Path folder) throws IOException {
        exports = AuditedExports.unpack(folder);
    }

    @Test
    void findsAFileOfAMessageThatIsNotThere() throws IOException {
        Path archive = exports.planted(ATTACHMENTS, file -> {
            Map<String, Object> attachment =
                    new LinkedHashMap<>(rows(file, "zerver_attachment").get(0));
            attachment.putAll(Map.of("id", NEW_ID, "messages", List.of(NEW_ID), "path_id", "2/ab/secret/offer.pdf"));
            rows(file, "zerver_attachment").add(attachment);
        });

        exports.assertFound(archive, "zerver_attachment " + NEW_ID + ": messages names the message " + NEW_ID);
    }

    @Test
    void findsAFileWhoseMessageDoesNotLinkToIt() throws IOException {
        Path archive = exports.planted(ATTACHMENTS, file -> {
            Map<String, Object> attachment =
                    new LinkedHashMap<>(rows(file, "zerver_attachment").get(0));
            attachment.putAll(Map.of("id", NEW_ID, "path_id", "2/ab/secret/offer.pdf"));
            rows(file, "zerver_attachment").add(attachment);
        });

        exports.assertFound(archive, "zerver_attachment " + NEW_ID + ": messages names the message ", "no link to it");
    }

    @Test
    void findsAFileThatOnlyARecordNames() throws IOException {
        Path archive = exports.planted(UPLOADS, file -> {
            Map<String, Object> upload = new LinkedHashMap<>(list(file).get(0));
            upload.put("path", "2/ab/secret/offer.pdf");
            list(file).add(upload);
        });

        exports.assertFound(archive, UPLOADS + " 2/ab/secret/offer.pdf: no attachment of the archive has this path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"uploads/2/ab/offer.pdf", "avatars/2/me.png", "emoji/x", "realm_icons/x", "notes.txt", "a/b"})
    void findsAFileThatNothingNames(String name) throws IOException {
        Path archive = exports.copy(exports.consent());
        Files.createDirectories(archive.resolve(name).getParent());
        Files.writeString(archive.resolve(name), "secret");

        exports.assertFound(archive, name + ": no ");
    }

    @Test
    void findsAFileThatWasPutInThePlaceOfAnother() throws IOException {
        Path archive = exports.copy(exports.consent());
        String path =
                String.valueOf(list(Json.read(archive.resolve(UPLOADS))).get(0).get("path"));
        Files.writeString(archive.resolve("uploads").resolve(path), "secret", StandardOpenOption.APPEND);

        exports.assertFound(archive, UPLOADS + " uploads/" + path + ": its size differs from its record");
    }

    @Test
    void findsALinkAndNeverFollowsIt() throws IOException {
        Path archive = exports.copy(exports.consent());
        Files.createSymbolicLink(archive.resolve("uploads/2/link"), exports.folder());
        Files.createSymbolicLink(
                archive.resolve("messages-000009.json"), exports.full().resolve(MESSAGES));

        Ran ran = exports.assertFound(archive, "uploads/2/link: it is a link", "messages-000009.json: it is a link");

        assertThat(ran.out()).doesNotContain("zerver_message ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../secret", "/etc/passwd", "2/../../realm.json"})
    void findsARecordOutsideOfTheFolder(String path) throws IOException {
        Path archive = exports.planted(UPLOADS, file -> {
            Map<String, Object> upload = new LinkedHashMap<>(list(file).get(0));
            upload.put("path", path);
            list(file).add(upload);
        });

        exports.assertFound(archive, UPLOADS + " " + path + ": path leads out of the folder");
    }

    @Test
    void findsAnAvatar() throws IOException {
        String hash = "0123456789abcdef0123456789abcdef01234567";
        Path archive = exports.planted(AVATARS, file -> {
            Map<String, Object> avatar = new LinkedHashMap<>(list(file).get(0));
            avatar.putAll(Map.of("user_profile_id", 4711L, "path", "2/" + hash + ".png"));
            list(file).add(avatar);
            avatar = new LinkedHashMap<>(list(file).get(0));
            avatar.put("path", "2/" + hash.replace('0', '1') + ".png");
            list(file).add(avatar);
        });

        exports.assertFound(
                archive,
                AVATARS + " 2/" + hash + ".png: user_profile_id names the user 4711, who is not in the archive",
                AVATARS + " 2/" + hash.replace('0', '1') + ".png: the user 6 has two pictures");
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "J"})
    void findsAPictureOfAUserWhoUploadedNone(String source) throws IOException {
        Path archive = exports.planted(
                "realm.json",
                file -> Stream.of("zerver_userprofile", "zerver_userprofile_mirrordummy")
                        .flatMap(table -> rows(file, table).stream())
                        .filter(user -> Long.valueOf(6).equals(user.get("id")))
                        .forEach(user -> user.put("avatar_source", source)));

        exports.assertFound(archive, "the user 6 has no uploaded picture");
    }
}
