/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.IdBitmap;
import org.realmferry.archive.JsonBytes;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;
import org.realmferry.renumber.ArchiveIds;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.RankedIds;
import org.realmferry.renumber.SmallArchive;
import org.realmferry.renumber.fields.Repairs.Repair;
import org.realmferry.renumber.text.AttachmentPaths;
import org.realmferry.renumber.text.AttachmentPaths.PathPair;
import org.realmferry.renumber.text.FilePaths;
import org.realmferry.schema.ZulipTables;

/**
 * What Zulip's importer writes, and what ours does beside it. Users get ids 100 higher, channels 200, messages 300, groups
 * 400, realms 500, emoji 600, clients 700.
 */
class RepairsTest {
    private static final String OLD_PATH = "2/ab/token/a.png";
    private static final String NEW_PATH = "502/cd/secret/a.png";
    private static final String UNLISTED = "2/ef/token/b.txt";

    private FieldMappers zulip;
    private FieldMappers ours;
    private Repairs repairs;

    @BeforeEach
    void make(@TempDir Path folder) throws IOException {
        Path rows = Files.writeString(folder.resolve("realm.json"), "{\"id\":1,\"field_type\":6}\n]\n");
        ArchiveIds survey = SmallArchive.of(folder, Map.of("zerver_customprofilefield", new Input.Section(rows, 0, 1)));
        survey.readTables();
        NewIds ids = new NewIds(survey);
        Map.of(
                        ZulipTables.USERS,
                        100,
                        "zerver_stream",
                        200,
                        "zerver_message",
                        300,
                        "zerver_usergroup",
                        400,
                        ZulipTables.REALMS,
                        500,
                        "zerver_realmemoji",
                        600,
                        ZulipTables.CLIENTS,
                        700)
                .forEach((table, add) -> ids.put(
                        table,
                        new RankedIds(
                                IdBitmap.bitmapOf(1, 2, 7, 9),
                                LongStream.of(1, 2, 7, 9)
                                        .mapToObj(id -> new long[] {id + add, id + add})
                                        .toList(),
                                Map.of())));
        AttachmentPaths attachments = message -> message == 7 ? List.of(new PathPair(OLD_PATH, NEW_PATH)) : List.of();
        Map<String, String> paths = Map.of(OLD_PATH, NEW_PATH, UNLISTED, "502/01/secret/b.txt");
        zulip = FieldMappers.likeZulip(ids, attachments, true);
        repairs = new Repairs(attachments);
        ours = FieldMappers.repairing(
                ids,
                FilePaths.replacing(path -> Optional.ofNullable(paths.get(path))),
                Optional.of("new.example"),
                repairs);
    }

    /** Gives the value of a field, written by Zulip and by us. */
    private List<String> both(String table, String field, String row) {
        return List.of(map(zulip, table, field, row), map(ours, table, field, row));
    }

    private static String map(FieldMappers mappers, String table, String field, String row) {
        byte[] data = row.getBytes(StandardCharsets.UTF_8);
        Fields.Range range = Objects.requireNonNull(Fields.find(data, 0, data.length, Fields.name(field)), row);
        FieldMapper.Value value = new FieldMapper.Value(data, 0, data.length, range.start(), range.end());
        JsonBytes out = new JsonBytes();
        boolean changed =
                mappers.of(table, field).map(mapper -> mapper.write(value, out)).orElse(false);
        return changed ? new String(out.data(), 0, out.size(), StandardCharsets.UTF_8) : value.json();
    }

    private static String message(long id, boolean hasAttachment, String field, String text) {
        return "{\"id\":" + id + ",\"" + field + "\":" + string(text) + ",\"has_attachment\":" + hasAttachment + "}";
    }

    private static String string(String text) {
        JsonBytes json = new JsonBytes();
        json.string(text);
        return new String(json.data(), 0, json.size(), StandardCharsets.UTF_8);
    }

    private List<String> texts(String field, long id, boolean hasAttachment, String text) {
        return both("zerver_message", field, message(id, hasAttachment, field, text));
    }

    @Test
    void bothMoveTheFilesOfAnAttachmentThatListsTheMessage() {
        String text = "[a](/user_uploads/" + OLD_PATH + ") and " + OLD_PATH;
        String moved = "[a](/user_uploads/" + NEW_PATH + ") and ";
        assertThat(texts("content", 7, true, text)).containsExactly(string(moved + NEW_PATH), string(moved + OLD_PATH));
    }

    @Test
    void onlyOursMovesTheFilesOfOtherAttachments() {
        String text = "[b](/user_uploads/" + UNLISTED + ")";
        String moved = string("[b](/user_uploads/502/01/secret/b.txt)");
        assertThat(texts("content", 7, true, text)).containsExactly(string(text), moved);
        assertThat(texts("content", 9, true, text)).containsExactly(string(text), moved);
        assertThat(repairs.of(Repair.FILE_LINKS)).isEqualTo(2);
        assertThat(repairs.of(Repair.MENTIONS_AND_LINKS)).isZero();
    }

    @Test
    void zulipMovesNoFilesOfAMessageThatSaysItHasNone() {
        String text = "/user_uploads/" + OLD_PATH;
        assertThat(texts("content", 7, false, text)).containsExactly(string(text), string("/user_uploads/" + NEW_PATH));
    }

    @Test
    void bothMoveThumbnails() {
        String text = "<img src=\"/user_uploads/thumbnail/" + OLD_PATH + "/840x560.webp\">";
        String moved = string("<img src=\"/user_uploads/thumbnail/" + NEW_PATH + "/840x560.webp\">");
        assertThat(texts("rendered_content", 7, true, text)).containsExactly(moved, moved);
        assertThat(repairs.counts()).isEmpty();
    }

    @Test
    void onlyOursFindsTheImagesOfEmoji() {
        String text = "<img class=\"emoji\" src=\"/user_avatars/2/emoji/images/1.png\">";
        assertThat(texts("rendered_content", 1, false, text))
                .containsExactly(string(text), string(text.replace("/2/", "/502/")));
        assertThat(repairs.counts()).isEqualTo(Map.of("links to files", 1L));
    }

    @Test
    void onlyOursMapsWhatPeopleWrote() {
        String text = "@**Bob|7** #**rome>lunch@9** [x](/#narrow/channel/2-rome/near/7)";
        assertThat(texts("content", 1, false, text))
                .containsExactly(
                        string(text),
                        string("@**Bob|107** #**rome>lunch@309** [x](/#narrow/channel/202-rome/near/307)"));
        assertThat(repairs.of(Repair.MENTIONS_AND_LINKS)).isEqualTo(1);
    }

    @Test
    void bothMapThreeKindsOfElements() {
        String text = "<span class=\"user-mention silent\" data-user-id=\"7\">Bob</span>"
                + "<span class=\"user-mention\" data-user-id=\"*\">@all</span>"
                + "<span data-user-id=\"8\" class=\"user-mention\">gone</span>"
                + "<a class=\"stream\" data-stream-id=\"9\" href=\"#\">#rome</a>"
                + "<span class=\"user-group-mention\" data-user-group-id=\"2\">@cooks</span>";
        String mapped = string(
                text.replace("\"7\"", "\"107\"").replace("\"9\"", "\"209\"").replace("\"2\"", "\"402\""));
        assertThat(texts("rendered_content", 1, false, text)).containsExactly(mapped, mapped);
        assertThat(repairs.counts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "<a class='stream' data-stream-id='9' href='/#narrow/channel/9-rome'> ~"
                        + "<a class='stream' data-stream-id='209' href='/#narrow/channel/9-rome'> ~"
                        + "<a class='stream' data-stream-id='209' href='/#narrow/channel/209-rome'>",
                "<a class='stream-topic' data-stream-id='9' href='/#narrow/channel/9-rome/topic/x'> ~"
                        + "<a class='stream-topic' data-stream-id='9' href='/#narrow/channel/9-rome/topic/x'> ~"
                        + "<a class='stream-topic' data-stream-id='209' href='/#narrow/channel/209-rome/topic/x'>",
                "<a class='message-link' data-stream-id='9' href='/#narrow/channel/9-rome/near/7'> ~"
                        + "<a class='message-link' data-stream-id='9' href='/#narrow/channel/9-rome/near/7'> ~"
                        + "<a class='message-link' data-stream-id='209' href='/#narrow/channel/209-rome/near/307'>",
                "<a href='#user/7'> ~ <a href='#user/7'> ~ <a href='#user/107'>",
                "<i class='user-mention' data-user-id='7'> ~ <i class='user-mention' data-user-id='7'> ~"
                        + "<i class='user-mention' data-user-id='107'>",
            },
            quoteCharacter = '|')
    void onlyOursMapsLinks(String text, String zulips, String repaired) {
        assertThat(texts("rendered_content", 1, false, text.replace('\'', '"')))
                .containsExactly(string(zulips.replace('\'', '"')), string(repaired.replace('\'', '"')));
        assertThat(repairs.counts()).isEqualTo(Map.of("mentions and links", 1L));
    }

    @Test
    void onlyOursMapsTheChannelsOfEditHistories() {
        String mention = "<span class=\"user-mention\" data-user-id=\"9\"></span>";
        String history = "[{\"user_id\": 7, \"prev_stream\": 1, \"stream\": 2, \"prev_content\": \"@**B|9**\","
                + " \"prev_rendered_content\": " + string(mention) + ", \"timestamp\": 8}, {\"user_id\": null}]";
        String mapped = "[{\"user_id\":107,\"prev_stream\":1,\"stream\":2,\"prev_content\":\"@**B|9**\","
                + "\"prev_rendered_content\":" + string(mention.replace("9", "109"))
                + ",\"timestamp\":8},{\"user_id\":null}]";
        assertThat(both("zerver_message", "edit_history", message(1, false, "edit_history", history)))
                .containsExactly(
                        string(mapped),
                        string(mapped.replace("_stream\":1", "_stream\":201")
                                .replace("\"stream\":2", "\"stream\":202")
                                .replace("B|9", "B|109")));
        assertThat(repairs.counts()).isEqualTo(Map.of("edit histories", 1L));
    }

    @Test
    void anEditHistoryWithoutChannelsIsEqualInBoth() {
        String history = string("[{\"user_id\": 7, \"prev_topic\": \"é\", \"timestamp\": 1700000000}]");
        String mapped = string("[{\"user_id\":107,\"prev_topic\":\"é\",\"timestamp\":1700000000}]");
        assertThat(both("zerver_message", "edit_history", "{\"id\":1,\"edit_history\":" + history + "}"))
                .containsExactly(mapped, mapped);
        assertThat(repairs.counts()).isEmpty();
    }

    @Test
    void onlyOursMapsWhatTheLogSays() {
        assertThat(both("zerver_realmauditlog", "extra_data", "{\"id\":1,\"extra_data\":{\"user_id\":7}}"))
                .containsExactly("{\"user_id\":7}", "{\"user_id\":107}");
        assertThat(both("zerver_realmauditlog", "event_last_message_id", "{\"id\":1,\"event_last_message_id\":8}"))
                .containsExactly("8", "307");
        assertThat(repairs.counts()).isEqualTo(Map.of("realm's log", 2L));
    }

    @ParameterizedTest
    @CsvSource({
        "zerver_submessage, content, '{\"key\":\"7,1\",\"vote\":1}', '{\"key\":\"107,1\",\"vote\":1}', options of polls",
        "zerver_navigationview, fragment, narrow/channel/9-rome, narrow/channel/209-rome, navigation views",
    })
    void onlyOursMapsOtherTexts(String table, String field, String text, String repaired, String title) {
        assertThat(both(table, field, "{\"id\":1,\"" + field + "\":" + string(text) + "}"))
                .containsExactly(string(text), string(repaired));
        assertThat(repairs.counts()).isEqualTo(Map.of(title, 1L));
    }

    @Test
    void onlyOursMapsTheMessagesOfReminders() {
        String field = "reminder_target_message_id";
        assertThat(both("zerver_scheduledmessage", field, "{\"id\":1,\"" + field + "\":7}"))
                .containsExactly("7", "307");
        assertThat(repairs.counts()).isEqualTo(Map.of("reminders", 1L));
    }

    @ParameterizedTest
    @CsvSource({
        "user7@old.example, bob@x.example, user107@new.example",
        "user7@old.example, user7@old.example, user7@old.example",
        "user9@old.example, bob@x.example, user9@old.example",
        "user7x@old.example, bob@x.example, user7x@old.example",
        "bob@x.example, bob@x.example, bob@x.example",
    })
    void onlyOursGivesHiddenAddressesTheNewIdAndHost(String email, String delivery, String repaired) {
        String row = "{\"id\":7,\"email\":\"" + email + "\",\"delivery_email\":\"" + delivery + "\"}";
        for (String table : List.of("zerver_userprofile", "zerver_userprofile_mirrordummy")) {
            assertThat(both(table, "email", row)).containsExactly(string(email), string(repaired));
        }
        assertThat(repairs.of(Repair.HIDDEN_ADDRESSES)).isEqualTo(email.equals(repaired) ? 0 : 2);
    }

    @Test
    void bothMapTheLastMessageThatAUserSaw() {
        String field = "last_active_message_id";
        assertThat(both("zerver_userprofile", field, "{\"id\":1,\"" + field + "\":7}"))
                .containsExactly("307", "307");
        assertThat(both("zerver_userprofile", field, "{\"id\":1,\"" + field + "\":8}"))
                .containsExactly("8", "307");
    }

    @Test
    void bothMapListsOfUsersInTheirOrder() {
        String row = "{\"id\":1,\"field\":1,\"value\":\"[9, 7]\"}";
        assertThat(both("zerver_customprofilefieldvalue", "value", row))
                .containsExactly("\"[109,107]\"", "\"[109,107]\"");
    }

    @Test
    void zulipWritesAListOfUsersWithoutSpacesWhereNoIdIsKnown() {
        String row = "{\"id\":1,\"field\":1,\"value\":\"[5, 6]\"}";
        assertThat(map(zulip, "zerver_customprofilefieldvalue", "value", row)).isEqualTo("\"[5,6]\"");
    }

    @Test
    void zulipRendersDescriptionsOfChannelsAgain() {
        String text =
                "<a class=\"stream\" data-stream-id=\"9\" href=\"/#narrow/channel/9-rome\"> <a href=\"/#user/7\">";
        String row = "{\"id\":1,\"rendered_description\":" + string(text) + "}";
        assertThat(both("zerver_stream", "rendered_description", row))
                .containsExactly(
                        string(text.replace("9", "209")),
                        string(text.replace("9", "209").replace("7", "107")));
    }

    @Test
    void bothMapTheCodesOfOwnEmoji() {
        String row = "{\"id\":1,\"reaction_type\":\"realm_emoji\",\"emoji_code\":\"7\"}";
        assertThat(both("zerver_reaction", "emoji_code", row)).containsExactly("\"607\"", "\"607\"");
    }

    @Test
    void bothMapForeignKeys() {
        assertThat(both("zerver_message", "sender", "{\"id\":1,\"sender\":7}")).containsExactly("107", "107");
        assertThat(both("zerver_message", "id", "{\"id\":9}")).containsExactly("309", "309");
    }
}
