/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ann and Ben, who are approved, with Xan's bot; Xan and Yan, who are not; and all that the latter could be seen by, in
 * rows that are added to the sample server.
 */
public final class OmittedCases {
    /** The path of a file of Xan's. */
    public static final String PATH = "2/aa/bb/xans.txt";

    public final long ann;
    public final long ben;
    public final long xan;
    public final long xansBot;
    public final long channel;
    private final ExportedServer server;
    private final NamedRows rows;
    private final long yan;
    private final long notificationBot;

    private OmittedCases(ExportedServer server) throws SQLException {
        this.server = server;
        rows = new NamedRows(server);
        List<Long> people = server.numbers("SELECT id FROM zulip.zerver_userprofile WHERE realm_id = 2"
                + " AND is_active AND NOT is_bot ORDER BY id LIMIT 4");
        ann = people.get(0);
        ben = people.get(1);
        xan = people.get(2);
        yan = people.get(3);
        xansBot = server.number("SELECT id FROM zulip.zerver_userprofile WHERE bot_owner_id = " + xan);
        notificationBot =
                server.number("SELECT id FROM zulip.zerver_userprofile WHERE email = 'notification-bot@zulip.com'");
        channel = server.number("SELECT recipient_id FROM zulip.zerver_stream WHERE realm_id = 2 AND name = 'general'");
    }

    public static OmittedCases addTo(ExportedServer server) throws IOException, SQLException {
        OmittedCases cases = new OmittedCases(server);
        cases.addConversations();
        cases.addMentions();
        cases.addFiles();
        cases.addPersonalData();
        cases.addLog();
        return cases;
    }

    /** The id of an added row. */
    public long id(String name) {
        return rows.id(name);
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
        long recipient = rows.newId();
        long group = rows.newId();
        rows.add("recipient of " + name, "zerver_recipient", Map.of("id", recipient, "type", 3, "type_id", group));
        rows.add(
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
            rows.add(
                    name + member,
                    "zerver_subscription",
                    Map.of("id", rows.newId(), "user_profile_id", member, "recipient_id", recipient));
        }
        addMessage("to " + name, ann, recipient, "hello, group");
    }

    private void addMentions() throws SQLException {
        String address = server.texts("SELECT delivery_email FROM zulip.zerver_userprofile WHERE id = " + xan)
                .get(0);
        addMessage("bot on Xan's address", notificationBot, channel, "From: " + address.toUpperCase(Locale.ROOT));
        server.execute("UPDATE zulip.zerver_stream SET description = 'ask @**Xan|" + xan + "**' WHERE recipient_id = "
                + channel);
        String mention = "@_**Xan|" + xan + "**";
        addMessage("Ann on Xan", ann, channel, "ask @**Xan|" + xan + "**");
        server.execute("UPDATE zulip.zerver_message SET edit_history = '[{\"user_id\": " + xan
                + ", \"timestamp\": 2, \"prev_topic\": \"former topic\"}, {\"user_id\": " + ann
                + ", \"timestamp\": 1, \"prev_content\": \"ask\"}]' WHERE id = " + rows.id("Ann on Xan"));
        addMessage(
                "bot on Xan, not rendered", notificationBot, channel, mention + " has marked this topic as resolved.");
        addMessage("bot on Xan, rendered", notificationBot, channel, "resolved");
        server.execute("UPDATE zulip.zerver_message SET rendered_content = '<span class=\"user-mention silent\""
                + " data-user-id=\"" + xan + "\">Xan</span>' WHERE id = " + rows.id("bot on Xan, rendered"));
        addMessage("bot on Ann", notificationBot, channel, "@_**Ann|" + ann + "** has marked this topic as resolved.");
        addMessage("bot on 12345 things", notificationBot, channel, "**12345** things, and 2**67** | 890** more");
        addReaction("Ben reacts", ben, "Ann on Xan");
        addReaction("Xan reacts", xan, "Ann on Xan");
        addReaction("Ann reacts to Xan", ann, "Xan to all");
    }

    private void addReaction(String name, long user, String message) throws SQLException {
        rows.add(
                name,
                "zerver_reaction",
                Map.of("id", rows.newId(), "user_profile_id", user, "message_id", rows.id(message)));
    }

    private void addFiles() throws SQLException, IOException {
        addAttachment("file of Xan", xan, PATH);
        server.execute("INSERT INTO zulip.zerver_attachment_messages (attachment_id, message_id) VALUES ("
                + rows.id("file of Xan") + ", " + rows.id("Ann on Xan") + ")");
        addScheduled("Ann to Ben later", recipient(ben));
        addScheduled("Ann to Xan later", recipient(xan));
        addScheduled("to Ann, Ben, Yan later", rows.id("recipient of Ann, Ben, Yan"));
        // The paths are those of files that the uploads folder has.
        List<String> unclaimed = server.texts("SELECT path_id FROM zulip.zerver_attachment a WHERE realm_id = 2"
                + " AND owner_id = " + ann + " ORDER BY id DESC LIMIT 2");
        server.execute("UPDATE zulip.zerver_attachment SET path_id = path_id || '.old' WHERE path_id IN ('"
                + String.join("', '", unclaimed) + "')");
        server.execute("DELETE FROM zulip.zerver_attachment_messages WHERE attachment_id IN"
                + " (SELECT id FROM zulip.zerver_attachment WHERE path_id LIKE '%.old')");
        server.execute("DELETE FROM zulip.zerver_attachment_scheduled_messages WHERE attachment_id IN"
                + " (SELECT id FROM zulip.zerver_attachment WHERE path_id LIKE '%.old')");
        addAttachment("file for Xan", ann, unclaimed.get(0));
        addAttachment("file for Ben and Xan", ann, unclaimed.get(1));
        schedule("file for Xan", "Ann to Xan later");
        schedule("file for Ben and Xan", "Ann to Xan later");
        schedule("file for Ben and Xan", "Ann to Ben later");
        assertThat(Files.exists(server.uploads().resolve("files").resolve(unclaimed.get(1))))
                .isTrue();
        rows.add(
                "emoji of Xan",
                "zerver_realmemoji",
                Map.of("id", rows.newId(), "name", "xans", "file_name", "xans.png", "author_id", xan));
    }

    private void addAttachment(String name, long owner, String path) throws SQLException {
        rows.add(
                name,
                "zerver_attachment",
                Map.of("id", rows.newId(), "owner_id", owner, "realm_id", 2, "path_id", path, "size", size(path)));
    }

    private long size(String path) {
        Path file = server.uploads().resolve("files").resolve(path);
        return file.toFile().exists() ? file.toFile().length() : 1;
    }

    private void addScheduled(String name, long recipient) throws SQLException {
        Map<String, Object> values = new TreeMap<>(Map.of("id", rows.newId(), "sender_id", ann, "realm_id", 2));
        values.put("recipient_id", recipient);
        values.put("stream_id", null);
        rows.add(name, "zerver_scheduledmessage", values);
    }

    private void schedule(String attachment, String message) throws SQLException {
        server.execute("INSERT INTO zulip.zerver_attachment_scheduled_messages (attachment_id, scheduledmessage_id)"
                + " VALUES (" + rows.id(attachment) + ", " + rows.id(message) + ")");
    }

    private void addPersonalData() throws SQLException {
        long field = rows.newId();
        rows.add(
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
        long group = server.number("SELECT usergroup_ptr_id FROM zulip.zerver_namedusergroup WHERE realm_id = 2"
                + " AND NOT is_system_group ORDER BY 1 LIMIT 1");
        server.execute("DELETE FROM zulip.zerver_usergroupmembership WHERE user_group_id = " + group);
        server.execute("UPDATE zulip.zerver_namedusergroup SET creator_id = " + xan + " WHERE realm_id = 2");
        server.execute("UPDATE zulip.zerver_stream SET creator_id = " + xan + " WHERE realm_id = 2");
        addMember("Ann is a member", ann, group);
        addMember("Xan is a member", xan, group);
    }

    private void addMentors(String name, long user, long field, String mentors) throws SQLException {
        rows.add(
                "mentors of " + name,
                "zerver_customprofilefieldvalue",
                Map.of("id", rows.newId(), "user_profile_id", user, "field_id", field, "value", mentors));
    }

    private void addMute(String name, long user, long muted) throws SQLException {
        server.execute(
                "DELETE FROM zulip.zerver_muteduser WHERE user_profile_id = " + user + " AND muted_user_id = " + muted);
        rows.add(name, "zerver_muteduser", Map.of("id", rows.newId(), "user_profile_id", user, "muted_user_id", muted));
    }

    private void addMember(String name, long user, long group) throws SQLException {
        rows.add(
                name,
                "zerver_usergroupmembership",
                Map.of("id", rows.newId(), "user_profile_id", user, "user_group_id", group));
    }

    private void addLog() throws SQLException {
        addLogged("Ann did it to Ben", 301, ann, ben);
        addLogged("Xan did it to Ann", 301, xan, ann);
        addLogged("Ann did it to Xan", 301, ann, xan);
        addLogged("Xan did it to nobody", 207, xan, null);
        addLogged("Xan exported the realm", 206, xan, null);
    }

    private void addLogged(String name, int event, long acting, @Nullable Long modified) throws SQLException {
        Map<String, Object> values = new TreeMap<>(Map.of("id", rows.newId(), "event_type", event, "realm_id", 2));
        values.put("acting_user_id", acting);
        values.put("modified_user_id", modified);
        values.put("modified_stream_id", null);
        values.put("modified_user_group_id", null);
        values.put("extra_data", Map.of("user", xan));
        rows.add(name, "zerver_realmauditlog", values);
    }

    private void addMessage(String name, long sender, long recipient, String content) throws SQLException {
        Map<String, Object> values = new TreeMap<>(Map.of("id", rows.newId(), "sender_id", sender, "realm_id", 2));
        values.put("recipient_id", recipient);
        values.put("content", content);
        values.put("rendered_content", "<p>" + content.length() + " letters</p>");
        values.put("edit_history", null);
        values.put("is_channel_message", recipient == channel);
        rows.add(name, "zerver_message", values);
    }

    private long recipient(long user) throws SQLException {
        return server.number("SELECT recipient_id FROM zulip.zerver_userprofile WHERE id = " + user);
    }
}
