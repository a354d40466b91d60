/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.extract.ArchiveContents;
import org.realmferry.extract.ArchiveReferences;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ExportOutcome;

/**
 * What a user who is omitted could be seen by, each thing once, in rows that are added to the sample server: Ann and Ben
 * are approved, and Xan's bot; Xan, Yan and all others are not.
 */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class OmitCasesIT {
    private static final String PATH = "2/aa/bb/xans.txt";

    private final SourceServer sample;

    private ExportedServer source;
    private ExportedArchive archive;
    private OmittedUsers omitted;

    private long ann;
    private long ben;
    private long xan;
    private long yan;
    private long xansBot;
    private long notificationBot;
    private long channel;

    /** Ids that no row of the sample has. */
    private long lastId = 1_000_000;

    private final Map<String, Long> ids = new HashMap<>();

    OmitCasesIT(SourceServer sample) {
        this.sample = sample;
    }

    @BeforeAll
    void export(@TempDir Path folder) throws IOException, SQLException {
        source = ExportedServer.ofSample(sample, "acme").copy("omit");
        List<Long> people = source.numbers("SELECT id FROM zulip.zerver_userprofile WHERE realm_id = 2"
                + " AND is_active AND NOT is_bot ORDER BY id LIMIT 4");
        ann = people.get(0);
        ben = people.get(1);
        xan = people.get(2);
        yan = people.get(3);
        xansBot = number("SELECT id FROM zulip.zerver_userprofile WHERE bot_owner_id = " + xan);
        notificationBot = number("SELECT id FROM zulip.zerver_userprofile WHERE email = 'notification-bot@zulip.com'");
        channel = number("SELECT recipient_id FROM zulip.zerver_stream WHERE realm_id = 2 AND name = 'general'");
        addConversations();
        addMentions();
        addFiles();
        addPersonalData();
        addLog();

        Set<Long> approved = Set.of(ann, ben, xansBot);
        Path list = source.writeApprovals(folder.resolve("approvals.csv"), approved);
        omitted = OmittedUsers.of(source, "acme", approved);
        ExportOutcome outcome =
                source.export(folder.resolve("run"), "--approvals", list.toString(), "--unapproved", "omit");
        assertThat(outcome.status()).as(outcome.text()).isZero();
        archive = ExportedArchive.read(folder.resolve("run").resolve("acme"));
    }

    @Test
    void theArchiveIsWholeAndTellsOfNoneOfThem() throws IOException {
        assertThat(ArchiveReferences.check(archive).problems()).isEmpty();
        assertThat(ArchiveContents.problems(archive)).isEmpty();
        assertThat(omitted.traces(archive)).isEmpty();
    }

    @Test
    void aGroupWithFewerThanTwoOfThoseWhoAreLeftIsNotThere() {
        assertThat(archive.ids("zerver_huddle")).doesNotContain(id("Ann and Xan"));
        assertThat(archive.ids("zerver_message")).doesNotContain(id("to Ann and Xan"));
    }

    @Test
    void ofGroupsThatBecomeTheSameOneIsThere() {
        assertThat(archive.ids("zerver_huddle")).contains(id("Ann, Ben, Xan")).doesNotContain(id("Ann, Ben, Yan"));
        assertThat(archive.ids("zerver_message"))
                .contains(id("to Ann, Ben, Xan"))
                .doesNotContain(id("to Ann, Ben, Yan"));
        Map<String, Object> group = row("zerver_huddle", "Ann, Ben, Xan");
        assertThat(group).containsEntry("group_size", 2L);
        assertThat(group.get("huddle_hash")).isNotEqualTo("hash of Ann, Ben, Xan");
    }

    @Test
    void ofGroupsThatBecomeTheSameTheOneThatIsWholeIsThere() {
        assertThat(archive.ids("zerver_huddle")).contains(id("Ann and a bot")).doesNotContain(id("Ann, a bot, Xan"));
        assertThat(archive.ids("zerver_message"))
                .contains(id("to Ann and a bot"))
                .doesNotContain(id("to Ann, a bot, Xan"));
    }

    @ParameterizedTest
    @CsvSource({"zerver_stream,first_message_id", "zerver_realmauditlog,event_last_message_id"})
    void aMessageThatARowNamesWithoutAForeignKeyIsThere(String table, String field) {
        assertThat(archive.rows(table).stream().map(row -> row.get(field)).filter(Objects::nonNull))
                .isNotEmpty()
                .allSatisfy(
                        message -> assertThat(archive.ids("zerver_message")).contains(ExportedArchive.number(message)));
    }

    @Test
    void aSystemBotSpeaksOfThoseOnlyWhoAreLeft() {
        assertThat(archive.ids("zerver_message"))
                .contains(id("bot on Ann"), id("bot on 12345 things"))
                .doesNotContain(id("bot on Xan, rendered"), id("bot on Xan, not rendered"), id("bot on Xan's address"));
    }

    @Test
    void aDescriptionThatNamesThemIsEmpty() {
        Map<Object, Object> descriptions = archive.rows("zerver_stream").stream()
                .collect(Collectors.toMap(row -> row.get("recipient"), row -> row.get("description")));

        assertThat(descriptions.get(channel)).isEqualTo("");
        assertThat(descriptions.values()).anyMatch(text -> !text.equals(""));
        assertThat(archive.rows("zerver_stream"))
                .filteredOn(row -> Objects.equals(row.get("recipient"), channel))
                .extracting(row -> row.get("rendered_description"))
                .containsExactly("");
    }

    @Test
    void whatApprovedPeopleWroteOfThemStays() {
        assertThat(row("zerver_message", "Ann on Xan").get("content")).isEqualTo("ask @**Xan|" + xan + "**");
        assertThat(row("zerver_message", "Ann on Xan").get("sender")).isEqualTo(ann);
    }

    @Test
    void directMessagesBetweenThemAndOthersAreNotThere() {
        assertThat(archive.ids("zerver_message"))
                .contains(id("Ann to Ben"))
                .doesNotContain(id("Ann to Xan"), id("Xan to Ann"), id("Xan to all"));
    }

    @Test
    void anEditTellsNotThatItWasTheirs() {
        assertThat(String.valueOf(row("zerver_message", "Ann on Xan").get("edit_history")))
                .contains("\"user_id\": null", "\"user_id\": " + ann, "former topic")
                .doesNotContain("\"user_id\": " + xan);
    }

    @Test
    void aListOfUsersInAProfileNamesThoseWhoAreLeft() {
        assertThat(row("zerver_customprofilefieldvalue", "mentors of Ann").get("value"))
                .isEqualTo("[" + ben + "]");
        assertThat(row("zerver_customprofilefieldvalue", "mentors of Ben").get("value"))
                .isEqualTo("[]");
        assertThat(row("zerver_customprofilefieldvalue", "mentors of a bot").get("value"))
                .isEqualTo("[]");
        assertThat(archive.ids("zerver_customprofilefieldvalue")).doesNotContain(id("mentors of Xan"));
    }

    @Test
    void mutesMembershipsAndReactionsOfThemOrOnThemAreNotThere() {
        assertThat(archive.ids("zerver_muteduser"))
                .contains(id("Ann mutes Ben"))
                .doesNotContain(id("Ann mutes Xan"), id("Xan mutes Ann"));
        assertThat(archive.ids("zerver_usergroupmembership"))
                .contains(id("Ann is a member"))
                .doesNotContain(id("Xan is a member"));
        assertThat(archive.ids("zerver_reaction"))
                .contains(id("Ben reacts"))
                .doesNotContain(id("Xan reacts"), id("Ann reacts to Xan"));
    }

    @Test
    void whatTheyMadeForAllStaysWithoutTheirName() {
        assertThat(row("zerver_realmemoji", "emoji of Xan")).containsEntry("author", null);
        assertThat(row("zerver_userprofile", xansBot)).containsEntry("bot_owner", null);
        assertThat(archive.rows("zerver_stream"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).containsEntry("creator", null));
        assertThat(archive.rows("zerver_namedusergroup"))
                .extracting(row -> row.get("creator"))
                .containsOnlyNulls();
    }

    @Test
    void theLogHasWhatWasDoneToAndByThoseWhoAreLeft() {
        assertThat(archive.ids("zerver_realmauditlog"))
                .contains(id("Ann did it to Ben"), id("Xan exported the realm"))
                .doesNotContain(id("Xan did it to Ann"), id("Ann did it to Xan"), id("Xan did it to nobody"));
        assertThat(row("zerver_realmauditlog", "Xan exported the realm"))
                .containsEntry("acting_user", null)
                .containsEntry("extra_data", Map.of());
    }

    @Test
    void theirFilesAreNotThereEvenWhereOthersShowThem() {
        assertThat(archive.ids("zerver_attachment")).doesNotContain(id("file of Xan"));
        assertThat(archive.root().resolve("uploads").resolve(PATH)).doesNotExist();
        assertThat(archive.root().resolve("emoji/2/emoji/images/xans.png")).doesNotExist();
    }

    @Test
    void aFileThatOnlyAMessageToThemShowsIsNotThere() {
        assertThat(archive.ids("zerver_scheduledmessage"))
                .contains(id("Ann to Ben later"))
                .doesNotContain(id("Ann to Xan later"));
        assertThat(archive.ids("zerver_attachment")).doesNotContain(id("file for Xan"));
        assertThat(row("zerver_attachment", "file for Ben and Xan").get("scheduled_messages"))
                .isEqualTo(List.of(id("Ann to Ben later")));
    }

    private void addConversations() throws SQLException {
        addGroup("Ann, Ben, Xan", ann, ben, xan);
        addGroup("Ann, Ben, Yan", ann, ben, yan);
        addGroup("Ann and Xan", ann, xan);
        addGroup("Ann, a bot, Xan", ann, xansBot, xan);
        addGroup("Ann and a bot", ann, xansBot);
        addMessage("Ann to Ben", ann, recipient(ben), "hello");
        addMessage("Ann to Xan", ann, recipient(xan), "hello");
        addMessage("Xan to Ann", xan, recipient(ann), "hello");
        addMessage("Xan to all", xan, channel, "hello");
    }

    private void addGroup(String name, long... members) throws SQLException {
        long recipient = ++lastId;
        long group = ++lastId;
        add("recipient of " + name, "zerver_recipient", Map.of("id", recipient, "type", 3, "type_id", group));
        add(
                name,
                "zerver_huddle",
                Map.of(
                        "id",
                        group,
                        "recipient_id",
                        recipient,
                        "group_size",
                        members.length,
                        "huddle_hash",
                        "hash of " + name));
        for (long member : members) {
            add(
                    name + member,
                    "zerver_subscription",
                    Map.of("id", ++lastId, "user_profile_id", member, "recipient_id", recipient));
        }
        addMessage("to " + name, ann, recipient, "hello, group");
    }

    private void addMentions() throws SQLException {
        String address = source.texts("SELECT delivery_email FROM zulip.zerver_userprofile WHERE id = " + xan)
                .get(0);
        addMessage("bot on Xan's address", notificationBot, channel, "From: " + address.toUpperCase(Locale.ROOT));
        source.execute("UPDATE zulip.zerver_stream SET description = 'ask @**Xan|" + xan + "**' WHERE recipient_id = "
                + channel);
        String mention = "@_**Xan|" + xan + "**";
        addMessage("Ann on Xan", ann, channel, "ask @**Xan|" + xan + "**");
        source.execute("UPDATE zulip.zerver_message SET edit_history = '[{\"user_id\": " + xan
                + ", \"timestamp\": 2, \"prev_topic\": \"former topic\"}, {\"user_id\": " + ann
                + ", \"timestamp\": 1, \"prev_content\": \"ask\"}]' WHERE id = " + id("Ann on Xan"));
        addMessage(
                "bot on Xan, not rendered", notificationBot, channel, mention + " has marked this topic as resolved.");
        addMessage("bot on Xan, rendered", notificationBot, channel, "resolved");
        source.execute("UPDATE zulip.zerver_message SET rendered_content = '<span class=\"user-mention silent\""
                + " data-user-id=\"" + xan + "\">Xan</span>' WHERE id = " + id("bot on Xan, rendered"));
        addMessage("bot on Ann", notificationBot, channel, "@_**Ann|" + ann + "** has marked this topic as resolved.");
        addMessage("bot on 12345 things", notificationBot, channel, "**12345** things, and 2**67** | 890** more");
        addReaction("Ben reacts", ben, "Ann on Xan");
        addReaction("Xan reacts", xan, "Ann on Xan");
        addReaction("Ann reacts to Xan", ann, "Xan to all");
    }

    private void addReaction(String name, long user, String message) throws SQLException {
        add(name, "zerver_reaction", Map.of("id", ++lastId, "user_profile_id", user, "message_id", id(message)));
    }

    private void addFiles() throws SQLException, IOException {
        addAttachment("file of Xan", xan, PATH);
        source.execute("INSERT INTO zulip.zerver_attachment_messages (attachment_id, message_id) VALUES ("
                + id("file of Xan") + ", " + id("Ann on Xan") + ")");
        addScheduled("Ann to Ben later", recipient(ben));
        addScheduled("Ann to Xan later", recipient(xan));
        // The paths are those of files that the uploads folder has.
        List<String> unclaimed = source.texts("SELECT path_id FROM zulip.zerver_attachment a WHERE realm_id = 2"
                + " AND owner_id = " + ann + " ORDER BY id DESC LIMIT 2");
        source.execute("UPDATE zulip.zerver_attachment SET path_id = path_id || '.old' WHERE path_id IN ('"
                + String.join("', '", unclaimed) + "')");
        source.execute("DELETE FROM zulip.zerver_attachment_messages WHERE attachment_id IN"
                + " (SELECT id FROM zulip.zerver_attachment WHERE path_id LIKE '%.old')");
        source.execute("DELETE FROM zulip.zerver_attachment_scheduled_messages WHERE attachment_id IN"
                + " (SELECT id FROM zulip.zerver_attachment WHERE path_id LIKE '%.old')");
        addAttachment("file for Xan", ann, unclaimed.get(0));
        addAttachment("file for Ben and Xan", ann, unclaimed.get(1));
        schedule("file for Xan", "Ann to Xan later");
        schedule("file for Ben and Xan", "Ann to Xan later");
        schedule("file for Ben and Xan", "Ann to Ben later");
        assertThat(Files.exists(source.uploads().resolve("files").resolve(unclaimed.get(1))))
                .isTrue();
        add(
                "emoji of Xan",
                "zerver_realmemoji",
                Map.of("id", ++lastId, "name", "xans", "file_name", "xans.png", "author_id", xan));
    }

    private void addAttachment(String name, long owner, String path) throws SQLException {
        add(name, "zerver_attachment", Map.of("id", ++lastId, "owner_id", owner, "realm_id", 2, "path_id", path));
    }

    private void addScheduled(String name, long recipient) throws SQLException {
        Map<String, Object> values = new TreeMap<>(Map.of("id", ++lastId, "sender_id", ann, "realm_id", 2));
        values.put("recipient_id", recipient);
        values.put("stream_id", null);
        add(name, "zerver_scheduledmessage", values);
    }

    private void schedule(String attachment, String message) throws SQLException {
        source.execute("INSERT INTO zulip.zerver_attachment_scheduled_messages (attachment_id, scheduledmessage_id)"
                + " VALUES (" + id(attachment) + ", " + id(message) + ")");
    }

    private void addPersonalData() throws SQLException {
        long field = ++lastId;
        add(
                "mentors",
                "zerver_customprofilefield",
                Map.of("id", field, "name", "mentors", "field_type", 6, "realm_id", 2, "field_data", ""));
        addMentors("Ann", ann, field, List.of(xan, ben, yan).toString());
        addMentors("Ben", ben, field, List.of(xan).toString());
        addMentors("Xan", xan, field, List.of(ann).toString());
        addMentors("a bot", xansBot, field, "");
        addMute("Ann mutes Ben", ann, ben);
        addMute("Ann mutes Xan", ann, xan);
        addMute("Xan mutes Ann", xan, ann);
        long group = number("SELECT usergroup_ptr_id FROM zulip.zerver_namedusergroup WHERE realm_id = 2"
                + " AND NOT is_system_group ORDER BY 1 LIMIT 1");
        source.execute("DELETE FROM zulip.zerver_usergroupmembership WHERE user_group_id = " + group);
        source.execute("UPDATE zulip.zerver_namedusergroup SET creator_id = " + xan + " WHERE realm_id = 2");
        source.execute("UPDATE zulip.zerver_stream SET creator_id = " + xan + " WHERE realm_id = 2");
        addMember("Ann is a member", ann, group);
        addMember("Xan is a member", xan, group);
    }

    private void addMentors(String name, long user, long field, String mentors) throws SQLException {
        add(
                "mentors of " + name,
                "zerver_customprofilefieldvalue",
                Map.of("id", ++lastId, "user_profile_id", user, "field_id", field, "value", mentors));
    }

    private void addMute(String name, long user, long muted) throws SQLException {
        source.execute(
                "DELETE FROM zulip.zerver_muteduser WHERE user_profile_id = " + user + " AND muted_user_id = " + muted);
        add(name, "zerver_muteduser", Map.of("id", ++lastId, "user_profile_id", user, "muted_user_id", muted));
    }

    private void addMember(String name, long user, long group) throws SQLException {
        add(
                name,
                "zerver_usergroupmembership",
                Map.of("id", ++lastId, "user_profile_id", user, "user_group_id", group));
    }

    private void addLog() throws SQLException {
        addLogged("Ann did it to Ben", 301, ann, ben);
        addLogged("Xan did it to Ann", 301, xan, ann);
        addLogged("Ann did it to Xan", 301, ann, xan);
        addLogged("Xan did it to nobody", 207, xan, null);
        addLogged("Xan exported the realm", 206, xan, null);
    }

    private void addLogged(String name, int event, long acting, @Nullable Long modified) throws SQLException {
        Map<String, Object> values = new TreeMap<>(Map.of("id", ++lastId, "event_type", event, "realm_id", 2));
        values.put("acting_user_id", acting);
        values.put("modified_user_id", modified);
        values.put("modified_stream_id", null);
        values.put("modified_user_group_id", null);
        values.put("extra_data", Map.of("user", xan));
        add(name, "zerver_realmauditlog", values);
    }

    private void addMessage(String name, long sender, long recipient, String content) throws SQLException {
        Map<String, Object> values = new TreeMap<>(Map.of("id", ++lastId, "sender_id", sender, "realm_id", 2));
        values.put("recipient_id", recipient);
        values.put("content", content);
        values.put("rendered_content", "<p>" + content.length() + " letters</p>");
        values.put("edit_history", null);
        values.put("is_channel_message", recipient == channel);
        add(name, "zerver_message", values);
    }

    /** Adds a row, with what isn't given as in the table's first row, and remembers its id. */
    private void add(String name, String table, Map<String, ?> values) throws SQLException {
        assertThat(ids.put(name, (Long) values.get("id"))).isNull();
        source.execute(
                "INSERT INTO zulip.%1$s SELECT (jsonb_populate_record(t, '%2$s')).* FROM zulip.%1$s t ORDER BY id LIMIT 1"
                        .formatted(table, json(values).replace("'", "''")));
        assertThat(number("SELECT count(*) FROM zulip." + table + " WHERE id = " + id(name)))
                .isOne();
    }

    private static String json(Map<String, ?> values) {
        return values.entrySet().stream()
                .map(value -> "\"" + value.getKey() + "\": " + json(value.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    @SuppressWarnings("unchecked")
    private static String json(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return json((Map<String, ?>) map);
        }
        return value instanceof String text ? '"' + text.replace("\"", "\\\"") + '"' : String.valueOf(value);
    }

    private long recipient(long user) throws SQLException {
        return number("SELECT recipient_id FROM zulip.zerver_userprofile WHERE id = " + user);
    }

    private long number(String sql) throws SQLException {
        return source.numbers(sql).get(0);
    }

    private long id(String name) {
        return Objects.requireNonNull(ids.get(name), name);
    }

    private Map<String, Object> row(String table, String name) {
        return row(table, id(name));
    }

    private Map<String, Object> row(String table, long id) {
        return archive.rows(table).stream()
                .filter(row -> ExportedArchive.number(row.get("id")) == id)
                .findFirst()
                .orElseThrow(() -> new AssertionError(table + " has no row " + id));
    }
}
