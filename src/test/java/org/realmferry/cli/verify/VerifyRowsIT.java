/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.cli.ArchiveEdits.NEW_ID;
import static org.realmferry.cli.ArchiveEdits.edit;
import static org.realmferry.cli.ArchiveEdits.elements;
import static org.realmferry.cli.ArchiveEdits.id;
import static org.realmferry.cli.ArchiveEdits.number;
import static org.realmferry.cli.ArchiveEdits.row;
import static org.realmferry.cli.ArchiveEdits.rows;
import static org.realmferry.cli.VerifiedArchives.ATTACHMENTS;
import static org.realmferry.cli.VerifiedArchives.FIRST;
import static org.realmferry.cli.VerifiedArchives.REALM;
import static org.realmferry.cli.VerifiedArchives.SECOND;
import static org.realmferry.cli.VerifiedArchives.UPLOADS;
import static org.realmferry.cli.VerifiedArchives.assertFound;
import static org.realmferry.cli.VerifiedArchives.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ArchiveEdits;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedArchives;
import org.realmferry.cli.VerifiedArchives;
import org.realmferry.sample.Json;

/**
 * Each damage of the rows is found, by its kind and at its place:
 * in an archive of ours by the manifest, and, wherever possible, in one of Zulip's own, which has none.
 */
@ExtendWith(SharedArchives.class)
class VerifyRowsIT {
    private final VerifiedArchives archives;

    VerifyRowsIT(VerifiedArchives archives) {
        this.archives = archives;
    }

    @Test
    void findsAKeyThatIsThereTwiceInARow() throws IOException {
        Path archive = archives.copy(archives.zulips());
        String text = Files.readString(archive.resolve(REALM));
        Files.writeString(archive.resolve(REALM), text.replaceFirst("\"string_id\":", "\"name\": \"x\", \"name\":"));

        assertThat(assertFound(archive, "malformed", REALM).get("message")).isEqualTo("name is duplicated in it");
    }

    @Test
    void findsADeletedRow() throws IOException {
        Path archive = archives.edited(
                archives.zulips(), FIRST, file -> rows(file, "zerver_message").remove(7));
        long deleted = id(rows(Json.read(archives.zulips().resolve(FIRST)), "zerver_message")
                .get(7));

        assertFound(archive, "wrong-count", FIRST, "zerver_message", "");
        assertThat(verify(archive))
                .anySatisfy(finding -> assertThat(String.valueOf(finding.get("message")))
                        .contains("message refers to " + deleted + ", but the file has no such message"));
        assertFound(
                archives.edited(
                        archives.ours(),
                        FIRST,
                        file -> rows(file, "zerver_usermessage").remove(7)),
                "wrong-count",
                FIRST,
                "zerver_usermessage",
                "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zerver_message", "zerver_usermessage"})
    void findsARowThatIsThereTwice(String table) throws IOException {
        Path archive = archives.edited(
                archives.zulips(),
                FIRST,
                file -> rows(file, table).add(3, rows(file, table).get(2)));
        long id = id(rows(Json.read(archives.zulips().resolve(FIRST)), table).get(2));

        assertFound(archive, "duplicate", FIRST, table, String.valueOf(id));
    }

    @Test
    void findsARowOfTheRealmThatIsThereTwice() throws IOException {
        Path archive = archives.edited(archives.zulips(), REALM, file -> {
            List<Map<String, Object>> rows = rows(file, "zerver_alertword");
            rows.add(rows.get(0));
        });

        assertFound(archive, "duplicate", REALM, "zerver_alertword", null);
    }

    @Test
    void findsRowsOutOfOrder() throws IOException {
        Path archive = archives.edited(archives.zulips(), REALM, file -> {
            List<Map<String, Object>> rows = rows(file, "zerver_reaction");
            rows.add(rows.remove(0));
        });

        assertFound(archive, "wrong-order", REALM, "zerver_reaction", null);
    }

    @Test
    void findsAUserMessageWithoutItsMessage() throws IOException {
        Path archive = archives.edited(
                archives.zulips(),
                SECOND,
                file -> rows(file, "zerver_usermessage").get(0).put("message", NEW_ID));

        assertFound(archive, "dangling", SECOND, "zerver_usermessage", null);
    }

    @Test
    void followsUserMessagesThatStandBeforeTheirMessages() throws IOException {
        Path archive = archives.edited(archives.zulips(), SECOND, file -> {
            Object messages = Objects.requireNonNull(Json.object(file).remove("zerver_message"));
            Json.object(file).put("zerver_message", messages);
        });
        assertThat(verify(archive)).isEmpty();

        edit(archive, SECOND, file -> rows(file, "zerver_usermessage").get(0).put("message", NEW_ID));
        assertFound(archive, "dangling", SECOND, "zerver_usermessage", null);
    }

    @Test
    void findsARecipientWithoutItsChannel() throws IOException {
        long recipient = id(rows(Json.read(archives.zulips().resolve(REALM)), "zerver_recipient").stream()
                .filter(row -> number(row, "type") == 2)
                .findFirst()
                .orElseThrow());
        Path archive = archives.edited(
                archives.zulips(),
                REALM,
                file -> rows(file, "zerver_recipient").stream()
                        .filter(row -> id(row) == recipient)
                        .forEach(row -> row.put("type_id", NEW_ID)));

        assertFound(archive, "dangling", REALM, "zerver_recipient", String.valueOf(recipient));
    }

    @Test
    void findsReferencesToNothing() throws IOException {
        assertDangling("zerver_reaction", "message");
        assertDangling("zerver_subscription", "recipient");
        assertDangling("zerver_realmauditlog", "acting_user");
        assertDangling("zerver_namedusergroup", "can_mention_group");
        assertDangling("zerver_useractivity", "client");
        Path message = archives.edited(
                archives.zulips(),
                FIRST,
                file -> rows(file, "zerver_message").get(5).put("sender", NEW_ID));
        assertFound(message, "dangling", FIRST, "zerver_message", null);
        Path attachment = archives.edited(
                archives.zulips(),
                ATTACHMENTS,
                file -> elements(rows(file, "zerver_attachment").get(0).get("messages"))
                        .add(NEW_ID));
        assertFound(attachment, "dangling", ATTACHMENTS, "zerver_attachment", null);
    }

    private void assertDangling(String table, String field) throws IOException {
        Path archive = archives.edited(
                archives.zulips(), REALM, file -> rows(file, table).get(0).put(field, NEW_ID));
        assertFound(archive, "dangling", REALM, table, null);
    }

    @Test
    void findsAReferenceThatIsNone() throws IOException {
        Path archive = archives.edited(
                archives.zulips(),
                FIRST,
                file -> rows(file, "zerver_message")
                        .get(5)
                        .put("sending_client", new LinkedHashMap<>(Map.of("id", 1L))));

        assertFound(archive, "malformed", FIRST, "zerver_message", null);
    }

    @Test
    void findsARowWithoutAnIdAndOneOfOtherColumns() throws IOException {
        Path archive = archives.edited(archives.zulips(), REALM, file -> {
            rows(file, "zerver_client").get(1).remove("id");
            rows(file, "zerver_reaction").get(4).remove("emoji_code");
        });

        assertFound(archive, "malformed", REALM, "zerver_client", "row 2");
        assertFound(archive, "malformed", REALM, "zerver_reaction", null);
    }

    @Test
    void findsWrongCounts() throws IOException {
        Path archive = archives.edited(archives.zulips(), "stats.json", file -> {
            Json.object(Json.object(file).get("realm")).put("zerver_stream", 1L);
            Json.object(Json.object(file).get("messages-000001")).put("zerver_message", 1L);
            Json.object(file).put("uploads_records", 1L);
        });

        assertFound(archive, "wrong-count", REALM, "zerver_stream", "");
        assertFound(archive, "wrong-count", FIRST, "zerver_message", "");
        assertFound(archive, "wrong-count", UPLOADS, "records", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "api_key", "uuid", "otp_encrypted"})
    void findsAColumnThatNeverLeavesAServer(String column) throws IOException {
        Path archive = archives.edited(
                archives.zulips(),
                REALM,
                file -> rows(file, "zerver_userprofile").forEach(row -> row.put(column, "hidden-1")));

        assertFound(archive, "secret", REALM, "zerver_userprofile", "");
        assertThat(Ran.command(List.of("verify", archive.toString())).text()).doesNotContain("hidden-1");
    }

    @Test
    void findsATableThatNoExportHas() throws IOException {
        Path archive = archives.edited(
                archives.zulips(),
                REALM,
                file -> Json.object(file).put("zerver_pushdevicetoken", new ArrayList<>(List.of(row()))));

        assertFound(archive, "secret", REALM, "zerver_pushdevicetoken", "");
    }

    @Test
    void findsWhatAnImporterMisses() throws IOException {
        Path log = archives.edited(
                archives.zulips(),
                REALM,
                file -> rows(file, "zerver_realmauditlog").removeIf(row -> number(row, "event_type") == 206));
        assertFound(log, "importer", REALM, "zerver_realmauditlog", "");

        Path table = archives.edited(
                archives.zulips(), REALM, file -> Json.object(file).remove("zerver_huddle"));
        assertFound(table, "importer", REALM, "zerver_huddle", "");

        for (String name : List.of("migration_status.json", "avatars/records.json", ATTACHMENTS)) {
            Path archive = archives.copy(archives.zulips());
            Files.delete(archive.resolve(name));
            assertFound(archive, "importer", name);
        }
    }

    @Test
    void findsTwoGroupsOfTheSameMembers() throws IOException {
        Path archive = archives.edited(archives.zulips(), REALM, file -> {
            List<Long> groups = rows(file, "zerver_recipient").stream()
                    .filter(row -> number(row, "type") == 3)
                    .map(ArchiveEdits::id)
                    .toList();
            List<Map<String, Object>> subscriptions = rows(file, "zerver_subscription");
            subscriptions.removeIf(row -> number(row, "recipient") == groups.get(1));
            long id = NEW_ID;
            for (Map<String, Object> row : List.copyOf(subscriptions)) {
                if (number(row, "recipient") == groups.get(0)) {
                    Map<String, Object> same = new LinkedHashMap<>(row);
                    same.put("id", id++);
                    same.put("recipient", groups.get(1));
                    subscriptions.add(same);
                }
            }
        });

        assertFound(archive, "importer", REALM, "zerver_recipient", null);
    }

    @Test
    void findsWhoConsentsAndIsNobody() throws IOException {
        Path archive = archives.copy(archives.zulips());
        Files.writeString(archive.resolve("consented_user_ids.json"), "[" + NEW_ID + "]");

        assertFound(archive, "dangling", "consented_user_ids.json");
    }
}
