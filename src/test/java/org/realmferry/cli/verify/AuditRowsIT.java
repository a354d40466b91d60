/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.cli.ArchiveEdits.NEW_ID;
import static org.realmferry.cli.ArchiveEdits.edit;
import static org.realmferry.cli.ArchiveEdits.id;
import static org.realmferry.cli.ArchiveEdits.ids;
import static org.realmferry.cli.ArchiveEdits.list;
import static org.realmferry.cli.ArchiveEdits.number;
import static org.realmferry.cli.ArchiveEdits.row;
import static org.realmferry.cli.ArchiveEdits.rows;
import static org.realmferry.cli.ArchiveEdits.user;
import static org.realmferry.cli.AuditedExports.AVATARS;
import static org.realmferry.cli.AuditedExports.MESSAGES;
import static org.realmferry.cli.AuditedExports.REALM_FILE;
import static org.realmferry.cli.AuditedExports.UNAPPROVED;
import static org.realmferry.cli.AuditedExports.audit;
import static org.realmferry.cli.AuditedExports.consented;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ArchiveEdits;
import org.realmferry.cli.AuditedExports;
import org.realmferry.cli.Ran;
import org.realmferry.sample.Json;

/** An audit finds whatever is planted into the rows of an honest archive. */
@TestInstance(Lifecycle.PER_CLASS)
class AuditRowsIT {
    private AuditedExports exports;

    @BeforeAll
    void unpack(@TempDir Path folder) throws IOException {
        exports = AuditedExports.unpack(folder);
    }

    @Test
    void findsAPrivateMessage() throws IOException {
        Set<Long> exported = ids(exports.consent().resolve(MESSAGES), "zerver_message");
        Set<Long> recipients = ids(exports.consent().resolve(REALM_FILE), "zerver_recipient");
        Map<String, Object> hidden = rows(Json.read(exports.full().resolve(MESSAGES)), "zerver_message").stream()
                .filter(message -> !exported.contains(id(message)) && recipients.contains(number(message, "recipient")))
                .findFirst()
                .orElseThrow();

        Path archive =
                exports.planted(MESSAGES, file -> rows(file, "zerver_message").add(hidden));

        exports.assertFound(archive, "zerver_message " + id(hidden) + ": ");
    }

    @Test
    void findsAMessageOfAProtectedChannelThatNobodyApprovedSaw() throws IOException {
        Map<String, Object> realm = Json.object(Json.read(exports.consent().resolve(REALM_FILE)));
        Set<Long> approved = consented(exports.consent());
        Set<Long> channels = new TreeSet<>();
        rows(realm, "zerver_stream").stream()
                .filter(s -> Objects.equals(s.get("invite_only"), true)
                        && Objects.equals(s.get("history_public_to_subscribers"), false))
                .forEach(s -> channels.add(number(s, "recipient")));
        Map<String, Object> message =
                rows(Json.read(exports.consent().resolve("messages-000002.json")), "zerver_message").stream()
                        .filter(m ->
                                channels.contains(number(m, "recipient")) && !approved.contains(number(m, "sender")))
                        .findFirst()
                        .orElseThrow();

        Path archive = exports.planted(
                "messages-000002.json",
                file -> rows(file, "zerver_usermessage").removeIf(row -> number(row, "message") == id(message)));

        exports.assertFound(archive, "zerver_message " + id(message) + ": nobody approved received it");
    }

    @Test
    void findsWhatAPublicExportMustNotHold() throws IOException {
        Path archive = exports.copy(exports.open());
        edit(archive, REALM_FILE, file -> {
            user(file, 10).put("is_mirror_dummy", false);
            rows(file, "zerver_stream").get(0).put("invite_only", true);
        });
        edit(archive, MESSAGES, file -> rows(file, "zerver_message").get(1).put("recipient", 10L));

        Ran ran = audit(archive, "--mode", "public");

        assertThat(ran.status()).isOne();
        assertThat(ran.out())
                .contains(
                        "zerver_userprofile_mirrordummy 10: is_mirror_dummy is false",
                        ": the channel 1 is private",
                        ": it was not sent to a channel (recipient 10)");
    }

    @Test
    void findsAUserMessage() throws IOException {
        Path archive = exports.planted(MESSAGES, file -> {
            Map<String, Object> first = rows(file, "zerver_message").get(0);
            rows(file, "zerver_usermessage").add(row("user_profile", UNAPPROVED, "message", id(first)));
        });

        exports.assertFound(archive, "zerver_usermessage " + NEW_ID + ": it is of the user " + UNAPPROVED);
    }

    @Test
    void findsAUserMessageOfAMessageThatIsNotThere() throws IOException {
        long user = consented(exports.consent()).iterator().next();

        Path archive = exports.planted(
                MESSAGES, file -> rows(file, "zerver_usermessage").add(row("user_profile", user, "message", NEW_ID)));

        exports.assertFound(
                archive, "zerver_usermessage " + NEW_ID + ": its message " + NEW_ID + " is not in the same file");
    }

    @Test
    void findsAPersonInThePlaceOfASystemBot() throws IOException {
        Path archive = exports.planted(
                REALM_FILE,
                file -> rows(file, "zerver_userprofile_crossrealm")
                        .add(row("email", "real@example.com", "recipient_id", NEW_ID)));

        Ran ran = exports.assertFound(
                archive, "zerver_userprofile_crossrealm " + NEW_ID + ": it is not one of the three system bots");

        assertThat(ran.out()).doesNotContain("real@example.com");
    }

    @Test
    void findsAReactionOnAHiddenMessage() throws IOException {
        Path archive = exports.planted(REALM_FILE, file -> {
            Map<String, Object> reaction =
                    new LinkedHashMap<>(rows(file, "zerver_reaction").get(0));
            reaction.putAll(Map.of("id", NEW_ID, "message", NEW_ID));
            rows(file, "zerver_reaction").add(reaction);
        });

        exports.assertFound(
                archive, "zerver_reaction " + NEW_ID + ": its message " + NEW_ID + " is not in the archive");
    }

    @Test
    void findsEditHistoryOfAMessageThatWasNeverEdited() throws IOException {
        long[] id = new long[1];
        Path archive = exports.planted(MESSAGES, file -> {
            Map<String, Object> message = rows(file, "zerver_message").get(0);
            id[0] = id(message);
            message.put(
                    "edit_history",
                    "[{\"user_id\":" + message.get("sender") + ",\"timestamp\":1790192901,\"prev_content\":\"mine\"}]");
        });

        Ran ran = exports.assertFound(archive, "zerver_message " + id[0] + ": the message was never edited, but");

        assertThat(ran.out()).doesNotContain("mine");
    }

    @Test
    void findsEditHistoryThatIsNotTheSendersAndNamesOthers() throws IOException {
        Path archive = exports.planted(MESSAGES, file -> {
            Map<String, Object> message = rows(file, "zerver_message").get(0);
            message.put("last_edit_time", message.get("date_sent"));
            message.put(
                    "edit_history",
                    "[{\"user_id\":4711,\"timestamp\":1790192900,\"prev_content\":\"x\",\"prev_stream\":4712},"
                            + "{\"user_id\":null,\"timestamp\":1890192900,\"why\":\"x\"}]");
        });

        exports.assertFound(
                archive,
                "edit_history: user_id names the user 4711, who is not in the archive",
                "edit_history has a text of the user 4711, who is not the sender",
                "edit_history names the channel 4712, which is not in the archive",
                "edit_history has an edit that is newer than the last edit",
                "edit_history has a field that no edit has");
    }

    @Test
    void findsAnAddressThatWasHiddenFromEverybody() throws IOException {
        Path archive = exports.planted(REALM_FILE, file -> user(file, 10).put("delivery_email", "real@example.com"));

        Ran ran =
                exports.assertFound(archive, "zerver_userprofile_mirrordummy 10: delivery_email may be a real address");

        assertThat(ran.out()).doesNotContain("real@example.com");
        exports.assertFound(
                exports.planted(REALM_FILE, file -> user(file, 10).put("email", "real@example.com")),
                "zerver_userprofile_mirrordummy 10: email may be a real address");
        exports.assertFound(
                exports.planted(AVATARS, file -> list(file).get(0).put("user_profile_email", "real@example.com")),
                "user_profile_email is not the email of the user 6");
    }

    @Test
    void findsSettingsOfAUserWhoIsNotApproved() throws IOException {
        Path archive =
                exports.planted(REALM_FILE, file -> user(file, UNAPPROVED).put("color_scheme", 3L));

        exports.assertFound(
                archive, "zerver_userprofile_mirrordummy " + UNAPPROVED + ": the setting color_scheme is not");
    }

    @Test
    void findsAnActivePersonWhoIsNotApproved() throws IOException {
        Path archive =
                exports.planted(REALM_FILE, file -> user(file, UNAPPROVED).put("is_active", true));

        exports.assertFound(archive, "zerver_userprofile_mirrordummy " + UNAPPROVED + ": is_active is true");
    }

    @Test
    void findsSettingsOfASubscription() throws IOException {
        long[] id = new long[1];
        Path archive = exports.planted(REALM_FILE, file -> {
            Map<String, Object> subscription = rows(file, "zerver_subscription").stream()
                    .filter(row -> number(row, "user_profile") == UNAPPROVED)
                    .findFirst()
                    .orElseThrow();
            id[0] = id(subscription);
            subscription.putAll(Map.of("is_muted", true, "color", "#123456", "push_notifications", false));
        });

        exports.assertFound(
                archive,
                "zerver_subscription " + id[0] + ": the setting is_muted is not the default",
                "zerver_subscription " + id[0] + ": the setting push_notifications is not the default",
                "zerver_subscription " + id[0] + ": color is not a standard one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zerver_scheduledmessage:sender",
                "zerver_alertword:user_profile",
                "zerver_usertopic:user_profile",
                "zerver_onboardingstep:user",
                "zerver_botconfigdata:bot_profile",
                "zerver_savedsnippet:user_profile"
            })
    void findsWhatIsPrivateToAUserWhoIsNotApproved(String place) throws IOException {
        String table = place.replaceFirst(":.*", "");
        Path archive = exports.planted(REALM_FILE, file -> {
            Map<String, Object> row = new LinkedHashMap<>(rows(file, table).get(0));
            row.putAll(Map.of("id", NEW_ID, place.replaceFirst(".*:", ""), UNAPPROVED));
            rows(file, table).add(row);
        });

        exports.assertFound(archive, table + " " + NEW_ID + ": it is private to the user " + UNAPPROVED);
    }

    @Test
    void findsAnAuditRow() throws IOException {
        Path archive = exports.planted(REALM_FILE, file -> {
            Map<String, Object> row =
                    new LinkedHashMap<>(rows(file, "zerver_realmauditlog").get(0));
            row.putAll(Map.of("id", NEW_ID, "modified_user", UNAPPROVED, "event_type", 122L));
            rows(file, "zerver_realmauditlog").add(row);
        });

        exports.assertFound(
                archive, "zerver_realmauditlog " + NEW_ID + ": an event of type 122 on the user " + UNAPPROVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zerver_draft", "zerver_pushdevicetoken", "zerver_usermessage"})
    void findsATableThatNoExportHas(String table) throws IOException {
        Path archive =
                exports.planted(REALM_FILE, file -> Json.object(file).put(table, List.of(row("content", "secret"))));

        exports.assertFound(archive, table + " " + NEW_ID + ": no export has this table in realm.json");
    }

    @Test
    void findsSecrets() throws IOException {
        Path archive = exports.planted(REALM_FILE, file -> {
            user(file, 7).putAll(Map.of("api_key", "x", "password", "x", "uuid", "x"));
            rows(file, "zerver_stream").get(0).put("email_token", "x");
        });

        exports.assertFound(
                archive,
                "zerver_userprofile 7: the field api_key holds secrets",
                "zerver_userprofile 7: the field password holds secrets",
                "zerver_userprofile 7: the field uuid holds secrets",
                "zerver_stream 1: the field email_token holds secrets");
    }

    @Test
    void findsAGroupConversationWithoutAnybodyApproved() throws IOException {
        Path archive = exports.planted(REALM_FILE, file -> {
            rows(file, "zerver_recipient").add(row("type", 3L, "type_id", NEW_ID));
            rows(file, "zerver_huddle").add(row("huddle_hash", "x", "recipient", NEW_ID, "group_size", 3L));
            Map<String, Object> subscription =
                    new LinkedHashMap<>(rows(file, "zerver_subscription").get(0));
            subscription.putAll(Map.of("id", NEW_ID, "user_profile", UNAPPROVED, "recipient", NEW_ID));
            rows(file, "zerver_subscription").add(subscription);
        });

        exports.assertFound(
                archive,
                "zerver_huddle " + NEW_ID + ": nobody approved",
                "zerver_recipient " + NEW_ID + ": nobody approved",
                "zerver_subscription " + NEW_ID + ": nobody approved");
    }

    @Test
    void findsARowOfAnotherRealm() throws IOException {
        Path archive = exports.planted(
                REALM_FILE, file -> rows(file, "zerver_realmfilter").get(0).put("realm", 77L));

        exports.assertFound(archive, "zerver_realmfilter 1: realm names another realm, 77");
    }

    @Test
    void findsAListOfConsentThatIsNotTheApprovedOne() throws IOException {
        Path archive = exports.planted(
                "consented_user_ids.json",
                file -> ArchiveEdits.<Object>elements(file).add(UNAPPROVED));

        exports.assertFound(
                archive, "consented_user_ids.json " + UNAPPROVED + ": the list has the user, who is not approved");
    }
}
