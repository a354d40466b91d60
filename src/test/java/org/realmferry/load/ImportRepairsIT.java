/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.renumber.RankedIds;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ImportFixture;
import org.realmferry.sample.RealServer;

/**
 * Where Zulip's importer leaves what is wrong on the new server, and what ours leaves there. {@code {m:2025}} stands for the new id
 * of message 2025, and the other letters for other tables.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportRepairsIT {
    private static final Pattern ID = Pattern.compile("\\{([a-z]):(\\d+)}");
    private static final Map<String, String> TABLES = Map.of(
            "m", "zerver_message",
            "u", "zerver_userprofile",
            "c", "zerver_stream",
            "a", "zerver_realmauditlog",
            "v", "zerver_navigationview",
            "p", "zerver_submessage",
            "s", "zerver_scheduledmessage");

    @AutoClose
    private EmbeddedServer server;

    private ImportedServer like;
    private ImportedServer ours;

    @BeforeAll
    void importTwice(@TempDir Path folder) throws Exception {
        server = EmbeddedServer.start();
        Path archive = RealServer.ofZulip("12-dev").unpackAny("lear-full", folder.resolve("archive"));
        Path realm = archive.resolve("realm.json");
        String text = Files.readString(realm);
        for (Map.Entry<String, String> change : Map.of(
                        "\\\"key\\\": \\\"canned,0\\\"", "\\\"key\\\": \\\"66,0\\\"",
                        "narrow/has/reaction", "narrow/channel/49-web-public")
                .entrySet()) {
            assertThat(text).contains(change.getKey());
            text = text.replace(change.getKey(), change.getValue());
        }
        Files.writeString(realm, text.replaceFirst("\"acting_user\": 66\\b", "\"acting_user\": 8"));
        like = target("zulips", folder, true, archive);
        ours = target("repaired", folder, false, archive);
    }

    private ImportedServer target(String name, Path folder, boolean likeZulip, Path archive) throws Exception {
        ImportFixture.of("upgraded/zulip-11-dev-to-12-dev/imported/zulip-full-as-verona")
                .restore(server, name);
        ImportedServer target = new ImportedServer(server, name, folder.resolve(name));
        target.importAll(likeZulip, ImportedServer.realm("lear", archive));
        return target;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "message ~ content ~ {m:2148} ~ @**King Lear|66** ~ @**King Lear|{u:66}**",
                "message ~ content ~ {m:2149} ~ web topic@2025** ~ web topic@{m:2025}**",
                "message ~ content ~ {m:2185} ~ /#narrow/channel/48-pub-plaza/topic/web.20topic/near/2099) ~"
                        + " /#narrow/channel/{c:48}-pub-plaza/topic/web.20topic/near/{m:2099})",
                "message ~ rendered_content ~ {m:2148} ~ href=\"/#narrow/channel/48-pub-plaza\" ~"
                        + " href=\"/#narrow/channel/{c:48}-pub-plaza\"",
                "message ~ rendered_content ~ {m:2149} ~"
                        + " <a class=\"message-link\" href=\"/#narrow/channel/49-web-public/topic/web.20topic/near/2025\"> ~"
                        + " <a class=\"message-link\" href=\"/#narrow/channel/{c:49}-web-public/topic/web.20topic/near/{m:2025}\">",
                "message ~ rendered_content ~ {m:2185} ~"
                        + " <a class=\"stream-topic\" data-stream-id=\"49\" href=\"/#narrow/channel/49-web-public/topic/web.20topic/with/2041\"> ~"
                        + " <a class=\"stream-topic\" data-stream-id=\"{c:49}\" href=\"/#narrow/channel/{c:49}-web-public/topic/web.20topic/with/{m:2041}\">",
                "message ~ edit_history ~ {m:2099} ~ \"stream\":48 ~ \"stream\":{c:48}",
                "scheduledmessage ~ reminder_target_message_id ~ {s:16} ~ 2188 ~ {m:2188}",
                "submessage ~ content ~ {p:8} ~ \"key\": \"66,0\" ~ \"key\": \"{u:66},0\"",
                "navigationview ~ fragment ~ {v:38} ~ narrow/channel/49-web-public ~ narrow/channel/{c:49}-web-public",
                "userprofile ~ email ~ {u:70} ~ user70@zulipdev.com ~ user{u:70}@lear.example.com",
                "realm ~ name ~ (SELECT max(id) FROM zulip.zerver_realm) ~ lear ~ Lear & Co.",
            },
            quoteCharacter = '`')
    void onlyOursLeadsToTheRightRow(String table, String column, String id, String zulips, String repaired)
            throws Exception {
        String query = "SELECT " + column + " FROM zulip.zerver_" + table + " WHERE id = ";

        assertThat(like.value(query + resolved(like, id))).contains(zulips);
        assertThat(ours.value(query + resolved(ours, id)))
                .contains(resolved(ours, repaired))
                .doesNotContain(zulips + (zulips.equals("lear") ? "\n" : ""));
    }

    @Test
    void theLogNamesTheNewMessagesOnlyInOurs() throws Exception {
        String query = "SELECT event_last_message_id FROM zulip.zerver_realmauditlog a JOIN zulip.zerver_realm r"
                + " ON r.id = a.realm_id WHERE string_id = 'lear' AND event_last_message_id IS NOT NULL ORDER BY a.id";
        String last = "(SELECT max(m.id) FROM zulip.zerver_message m JOIN zulip.zerver_realm r ON r.id = m.realm_id"
                + " WHERE string_id = 'lear')";

        assertThat(like.rows(query).get(0)).containsExactly("1527");
        assertThat(ours.rows(query))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(Long.parseLong(row.get(0)))
                        .isLessThanOrEqualTo(Long.parseLong(ours.value("SELECT " + last))));
        assertThat(ours.rows(query)).doesNotContain(List.of("1527"));
    }

    @Test
    void aReferenceToARowThatTheArchiveLacksBecomesNullOnlyInOurs() throws Exception {
        String query = "SELECT count(*) FROM zulip.zerver_realmauditlog a JOIN zulip.zerver_realm r"
                + " ON r.id = a.realm_id WHERE string_id = 'lear' AND acting_user_id = 8";

        assertThat(like.value(query)).isEqualTo("1");
        assertThat(ours.value(query)).isEqualTo("0");
    }

    @Test
    void singleSignOnGoesOnOnlyInOurs() throws Exception {
        String query = "SELECT count(*) FROM zulip.zerver_externalauthid e JOIN zulip.zerver_realm r"
                + " ON r.id = e.realm_id WHERE string_id = 'lear'";

        assertThat(like.value(query)).isEqualTo("0");
        assertThat(Integer.parseInt(ours.value(query))).isPositive();
    }

    @Test
    void onlyOursKeepsTheCreatorsOfGroups() throws Exception {
        String query = "SELECT delivery_email FROM zulip.zerver_namedusergroup g JOIN zulip.zerver_realm r"
                + " ON r.id = g.realm_id LEFT JOIN zulip.zerver_userprofile u ON u.id = g.creator_id"
                + " WHERE string_id = 'lear' AND g.name = 'hamletchars lear'";
        ImportFixture.of("imports-12-dev/lear-full-as-lear").restore(server, "reference");

        assertThat(new ImportedServer(server, "reference", Path.of("")).value(query))
                .isEqualTo("null");
        assertThat(ours.value(query)).isEqualTo("king@lear.org");
    }

    private static String resolved(ImportedServer target, String text) {
        Matcher matcher = ID.matcher(text);
        return matcher.replaceAll(found -> {
            Path map = target.folder().resolve("run/ids/lear/" + TABLES.get(found.group(1)) + ".ids");
            return String.valueOf(RankedIds.readFrom(map).row(Long.parseLong(found.group(2))));
        });
    }
}
