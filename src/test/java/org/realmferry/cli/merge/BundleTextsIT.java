/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.BundledIds;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;

/** Ids in texts, in JSON and in fields whose table another field tells: they follow the rows of the bundle. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class BundleTextsIT {
    private static final String WRITTEN =
            "@**Any|%1$d** @_**|%1$d** #**x>y @ home@%3$d** [l](#narrow/channel/%2$d-x/topic/9/near/%3$d)"
                    + " [h](http://acme.example.com/#narrow/dm/%1$d,%4$d-group/near/%3$d) [o](https://chat.example.org/#narrow/channel/7-x)"
                    + " [f](/user_uploads/%5$d/ab/cd/e.png) https://chat.example.org/user_uploads/2/zz/q/r.png"
                    + " /#narrow/-sender/%1$d-any/stream/%2$d #user/%1$d /#groups/%6$d/x 2|1 @**Any** #**x>12**";
    private static final String RENDERED = "<p><span class=\"user-mention\" data-user-id=\"%1$d\">@Any</span>"
            + "<span class=\"user-mention\" data-user-id=\"*\">@all</span>"
            + "<span class=\"user-group-mention\" data-user-group-id=\"%6$d\">@g</span>"
            + "<a class=\"stream\" data-stream-id=\"%2$d\" href=\"/#narrow/channel/%2$d-x\">#x</a>"
            + "<a href=\"#narrow/dm/%1$d,%4$d-group/near/%3$d\">http://acme.example.com/#narrow/dm/%1$d,%4$d-group/near/%3$d</a>"
            + "<a href=\"https://chat.example.org/#narrow/channel/7-x\">o</a>"
            + "<img src=\"/user_uploads/thumbnail/%5$d/ab/cd/e.png/840x560.webp\"><img src=\"/user_avatars/%5$d/emoji/images/1.png\">"
            + "<img src=\"/avatar/%1$d?s=30\">@**Any|1**</p>";
    private static final String HISTORY =
            "[{\"user_id\":%1$d,\"timestamp\":1700000000,\"prev_content\":\"@**Any|%1$d** \\\"é\\\"\","
                    + "\"prev_rendered_content\":\"<span data-user-id=\\\"%1$d\\\">\",\"prev_rendered_content_version\":1,"
                    + "\"prev_stream\":%2$d,\"stream\":%2$d,\"prev_topic\":\"7\"}]";
    private static final String SETTING =
            "{\"1\":%6$d,\"2\":{\"direct_members\":[%1$d],\"direct_subgroups\":[%6$d]},\"property\":\"can_send_message_group\"}";
    private static final String EMOJI = "{\"realm_emoji\":{\"%7$d\":{\"id\":\"%7$d\",\"name\":\"x\",\"author_id\":%1$d,"
            + "\"source_url\":\"/user_avatars/%5$d/emoji/images/1.png\"}}}";

    @AutoClose
    private EmbeddedServer server;

    private ExportedServer sample;
    private Path folder;
    private Path bundle;
    private BundledIds ids;
    private Object[] old;
    private Object[] changed;
    private long message;
    private List<Long> events;

    @BeforeAll
    void bundle(@TempDir Path temporary, SourceServer source) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        ExportedServer real = ExportedServer.ofZulip11(server, folder, "zulip", "lear");
        sample = ExportedServer.ofSample(source, "acme").copy("texts");
        write();
        export(real, "runA");
        export(sample, "runB");
        bundle = folder.resolve("bundle");
        Ran ran = Merges.run(List.of(folder.resolve("runA"), folder.resolve("runB")), bundle, "--bundle");
        assertThat(ran.status()).as(ran.text()).isZero();
        ids = BundledIds.read(bundle);
        changed = new Object[] {
            of("zerver_userprofile", 0),
            of("zerver_stream", 1),
            of("zerver_message", 2),
            of("zerver_userprofile", 3),
            of("zerver_realm", 4),
            of("zerver_usergroup", 5),
            of("zerver_realmemoji", 6)
        };
        for (int i = 0; i < old.length; i++) {
            assertThat(changed[i]).isNotEqualTo(old[i]);
        }
    }

    private long of(String table, int position) {
        return ids.of("acme", table, (Long) old[position]);
    }

    private void export(ExportedServer exported, String run) {
        ExportOutcome outcome = exported.export(folder.resolve(run));
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
    }

    private void write() throws SQLException {
        long realm = sample.number("SELECT id FROM zulip.zerver_realm WHERE string_id = 'acme'");
        List<Long> users = sample.numbers(
                "SELECT id FROM zulip.zerver_userprofile WHERE realm_id = " + realm + " ORDER BY id LIMIT 2");
        List<Long> channels = sample.numbers(
                "SELECT id FROM zulip.zerver_stream WHERE realm_id = " + realm + " AND NOT invite_only ORDER BY id");
        List<Long> messages = sample.numbers(
                "SELECT m.id FROM zulip.zerver_message m JOIN zulip.zerver_recipient r ON r.id = m.recipient_id"
                        + " WHERE m.realm_id = " + realm + " AND r.type = 2 ORDER BY m.id LIMIT 2");
        long group = sample.number("SELECT max(id) FROM zulip.zerver_usergroup WHERE realm_id = " + realm);
        long emoji = sample.number("SELECT min(id) FROM zulip.zerver_realmemoji WHERE realm_id = " + realm);
        old = new Object[] {users.get(0), channels.get(0), messages.get(0), users.get(1), realm, group, emoji};
        message = messages.get(1);
        events = sample.numbers(
                "SELECT id FROM zulip.zerver_realmauditlog WHERE realm_id = " + realm + " ORDER BY id LIMIT 2");
        sample.execute(
                "UPDATE zulip.zerver_message SET last_edit_time = date_sent, content = " + quoted(WRITTEN)
                        + ", rendered_content = " + quoted(RENDERED) + ", edit_history = " + quoted(HISTORY)
                        + " WHERE id = " + message,
                "UPDATE zulip.zerver_realmauditlog SET extra_data = " + quoted(SETTING) + " WHERE id = "
                        + events.get(0),
                "UPDATE zulip.zerver_realmauditlog SET extra_data = " + quoted(EMOJI) + " WHERE id = " + events.get(1));
    }

    private String quoted(String template) {
        return "'" + filled(template, old) + "'";
    }

    private static String filled(String template, Object... values) {
        return String.format(Locale.ROOT, template, values);
    }

    private Map<Long, Map<String, Object>> rows(String run, String realm, String file, String table)
            throws IOException {
        Object rows = Json.object(Json.read(folder.resolve(run).resolve(realm).resolve(file)))
                .get(table);
        return Json.objects(rows).stream()
                .collect(Collectors.toMap(row -> (Long) row.getOrDefault("id", -1L), row -> row));
    }

    private Map<String, Object> after(String file, String table, long id) throws IOException {
        return Objects.requireNonNull(rows("bundle", "acme", file, table).get(ids.of("acme", table, id)));
    }

    @Test
    void mentionsLinksAndPathsOfMessages() throws IOException {
        Map<String, Object> row = after("messages-000001.json", "zerver_message", message);

        assertThat(row.get("content")).isEqualTo(filled(WRITTEN, changed));
        assertThat(row.get("rendered_content")).isEqualTo(filled(RENDERED, changed));
        assertThat(row.get("edit_history")).isEqualTo(filled(HISTORY, changed));
    }

    @Test
    void whatTheLogSaysOfEvents() throws IOException {
        assertThat(after("realm.json", "zerver_realmauditlog", events.get(0)).get("extra_data"))
                .isEqualTo(Json.parse(filled(SETTING, changed)));
        assertThat(after("realm.json", "zerver_realmauditlog", events.get(1)).get("extra_data"))
                .isEqualTo(Json.parse(filled(EMOJI, changed)));
    }

    @Test
    void ownEmojiAndListsOfUsersInProfiles() throws IOException {
        int emoji = 0;
        for (Map<String, Object> row :
                rows("runB", "acme", "realm.json", "zerver_reaction").values()) {
            boolean own = Objects.equals(row.get("reaction_type"), "realm_emoji");
            String code = String.valueOf(row.get("emoji_code"));
            emoji += own ? 1 : 0;
            assertThat(after("realm.json", "zerver_reaction", (Long) row.getOrDefault("id", -1L)))
                    .containsEntry(
                            "emoji_code",
                            own ? String.valueOf(ids.of("acme", "zerver_realmemoji", Long.parseLong(code))) : code);
        }
        assertThat(emoji).isPositive();
        Map<Long, Map<String, Object>> fields = rows("runB", "acme", "realm.json", "zerver_customprofilefield");
        int lists = 0;
        for (Map<String, Object> row : rows("runB", "acme", "realm.json", "zerver_customprofilefieldvalue")
                .values()) {
            boolean list = Objects.equals(
                    Objects.requireNonNull(fields.get((Long) row.getOrDefault("field", -1L)))
                            .get("field_type"),
                    6L);
            Object value = after("realm.json", "zerver_customprofilefieldvalue", (Long) row.getOrDefault("id", -1L))
                    .get("value");
            if (list) {
                lists++;
                List<?> users = (List<?>) Json.parse(String.valueOf(row.get("value")));
                assertThat(Json.parse(String.valueOf(value)))
                        .isEqualTo(users.stream()
                                .map(user -> ids.of("acme", "zerver_userprofile", (Long) user))
                                .toList());
            } else {
                assertThat(value).isEqualTo(row.get("value"));
            }
        }
        assertThat(lists).isPositive();
    }

    @Test
    void lastMessagesAreMessagesOfTheRealmOrNone() throws IOException {
        Map<String, Object> others = Map.of(
                "zerver_realmauditlog",
                "event_last_message_id",
                "zerver_userprofile",
                "last_active_message_id",
                "zerver_stream",
                "first_message_id");
        for (Map.Entry<String, Object> field : others.entrySet()) {
            for (Map<String, Object> row :
                    rows("bundle", "acme", "realm.json", field.getKey()).values()) {
                Object id = row.get(String.valueOf(field.getValue()));
                if (id instanceof Long last && last > 0) {
                    assertThat(messages("zulip")).as("%s", row).doesNotContainKey(last);
                }
            }
        }
    }

    private Map<Long, Map<String, Object>> messages(String realm) throws IOException {
        Map<Long, Map<String, Object>> all = rows("bundle", realm, "messages-000001.json", "zerver_message");
        return all;
    }
}
