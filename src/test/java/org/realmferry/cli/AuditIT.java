/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.cli.ArchiveEdits.NEW_ID;
import static org.realmferry.cli.ArchiveEdits.edit;
import static org.realmferry.cli.ArchiveEdits.id;
import static org.realmferry.cli.ArchiveEdits.ids;
import static org.realmferry.cli.ArchiveEdits.list;
import static org.realmferry.cli.ArchiveEdits.manifest;
import static org.realmferry.cli.ArchiveEdits.number;
import static org.realmferry.cli.ArchiveEdits.row;
import static org.realmferry.cli.ArchiveEdits.rows;
import static org.realmferry.cli.ArchiveEdits.user;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/** An audit finds whatever is planted into an honest archive, and nothing in one where nothing is planted. */
@TestInstance(Lifecycle.PER_CLASS)
class AuditIT {
    private static final String REALM_FILE = "realm.json";
    private static final String MESSAGES = "messages-000001.json";
    private static final String ATTACHMENTS = "attachment.json";
    private static final String UPLOADS = "uploads/records.json";
    private static final String AVATARS = "avatars/records.json";

    private RealServer real;
    private Path folder;
    private Path consent;
    private Path full;
    private Path open;
    private int copies;

    @BeforeAll
    void unpack(@TempDir Path temporary) throws IOException {
        folder = temporary;
        real = RealServer.ofZulip11();
        consent = unpacked("zulip", "consent");
        full = unpacked("zulip", "full");
        open = unpacked("zulip", "public");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zulip", "lear", "zephyr", "analytics"})
    void zulipsOwnExportsHaveNoException(String realm) throws IOException {
        Path consenting = unpacked(realm, "consent");

        assertHonest(audit(unpacked(realm, "public"), "--mode", "public"));
        assertHonest(audit(consenting, "--mode", "consent"));
        assertHonest(audit(consenting, "--approvals", approvals(realm, consented(consenting))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zulip", "lear", "zephyr"})
    void aFullExportIsHonestWhereEverybodyIsApproved(String realm) throws IOException {
        Path archive = unpacked(realm, "full");
        Set<Long> everybody = new TreeSet<>();
        for (String table : List.of("zerver_userprofile", "zerver_userprofile_mirrordummy")) {
            rows(Json.read(archive.resolve(REALM_FILE)), table).forEach(user -> everybody.add(id(user)));
        }
        String approvals = approvals(realm, everybody);

        assertHonest(audit(archive, "--approvals", approvals, "--unapproved", "placeholder"));
        assertHonest(audit(archive, "--approvals", approvals, "--unapproved", "omit"));
    }

    @Test
    void aFullExportHoldsWhatAPublicOneMustNot() throws IOException {
        Ran ran = audit(full, "--mode", "public");

        assertThat(ran.status()).isOne();
        assertThat(ran.out())
                .contains("zerver_message ", "zerver_alertword ", "zerver_huddle ", "zerver_userprofile ")
                .doesNotContain("extrauser0@zulip.com")
                .containsPattern("\n[0-9,]+ exceptions: this archive holds what it should not");
    }

    @Test
    void aConsentExportHoldsReferencesToOthersWhereTheyWereToLeaveNoTrace() throws IOException {
        Ran ran = audit(consent, "--mode", "consent", "--unapproved", "omit");

        assertThat(ran.status()).isOne();
        assertThat(ran.out().lines().map(line -> line.replaceAll(" .*", "")).distinct())
                .contains(
                        "zerver_userprofile_mirrordummy",
                        "zerver_message",
                        "zerver_subscription",
                        "zerver_reaction",
                        "zerver_userpresence",
                        "zerver_customprofilefieldvalue",
                        "zerver_usergroupmembership",
                        "zerver_muteduser",
                        "zerver_stream",
                        "zerver_realmauditlog",
                        "zerver_realmemoji",
                        "analytics_usercount",
                        "avatars/records.json",
                        "emoji/records.json");
    }

    @Test
    void findsAPrivateMessage() throws IOException {
        Set<Long> exported = ids(consent.resolve(MESSAGES), "zerver_message");
        Set<Long> recipients = ids(consent.resolve(REALM_FILE), "zerver_recipient");
        Map<String, Object> hidden = rows(Json.read(full.resolve(MESSAGES)), "zerver_message").stream()
                .filter(message -> !exported.contains(id(message)) && recipients.contains(number(message, "recipient")))
                .findFirst()
                .orElseThrow();

        Path archive = planted(MESSAGES, file -> rows(file, "zerver_message").add(hidden));

        assertFound(archive, "zerver_message " + id(hidden) + ": ");
    }

    @Test
    void findsAMessageOfAProtectedChannelThatNobodyApprovedSaw() throws IOException {
        Map<String, Object> realm = Json.object(Json.read(consent.resolve(REALM_FILE)));
        Set<Long> approved = consented(consent);
        Set<Long> channels = new TreeSet<>();
        rows(realm, "zerver_stream").stream()
                .filter(s -> Objects.equals(s.get("invite_only"), true)
                        && Objects.equals(s.get("history_public_to_subscribers"), false))
                .forEach(s -> channels.add(number(s, "recipient")));
        Map<String, Object> message =
                rows(Json.read(consent.resolve("messages-000002.json")), "zerver_message").stream()
                        .filter(m ->
                                channels.contains(number(m, "recipient")) && !approved.contains(number(m, "sender")))
                        .findFirst()
                        .orElseThrow();

        Path archive = planted(
                "messages-000002.json",
                file -> rows(file, "zerver_usermessage").removeIf(row -> number(row, "message") == id(message)));

        assertFound(archive, "zerver_message " + id(message) + ": nobody approved received it");
    }

    @Test
    void findsWhatAPublicExportMustNotHold() throws IOException {
        Path archive = copy(open);
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
        Path archive = planted(MESSAGES, file -> {
            Map<String, Object> first = rows(file, "zerver_message").get(0);
            rows(file, "zerver_usermessage").add(row("user_profile", unapproved(), "message", id(first)));
        });

        assertFound(archive, "zerver_usermessage " + NEW_ID + ": it is of the user " + unapproved());
    }

    @Test
    void findsAUserMessageOfAMessageThatIsNotThere() throws IOException {
        long user = consented(consent).iterator().next();

        Path archive = planted(
                MESSAGES, file -> rows(file, "zerver_usermessage").add(row("user_profile", user, "message", NEW_ID)));

        assertFound(archive, "zerver_usermessage " + NEW_ID + ": its message " + NEW_ID + " is not in the same file");
    }

    @Test
    void findsAFileOfAMessageThatIsNotThere() throws IOException {
        Path archive = planted(ATTACHMENTS, file -> {
            Map<String, Object> attachment =
                    new LinkedHashMap<>(rows(file, "zerver_attachment").get(0));
            attachment.putAll(Map.of("id", NEW_ID, "messages", List.of(NEW_ID), "path_id", "2/ab/secret/offer.pdf"));
            rows(file, "zerver_attachment").add(attachment);
        });

        assertFound(archive, "zerver_attachment " + NEW_ID + ": messages names the message " + NEW_ID);
    }

    @Test
    void findsAFileWhoseMessageDoesNotLinkToIt() throws IOException {
        Path archive = planted(ATTACHMENTS, file -> {
            Map<String, Object> attachment =
                    new LinkedHashMap<>(rows(file, "zerver_attachment").get(0));
            attachment.putAll(Map.of("id", NEW_ID, "path_id", "2/ab/secret/offer.pdf"));
            rows(file, "zerver_attachment").add(attachment);
        });

        assertFound(archive, "zerver_attachment " + NEW_ID + ": messages names the message ", "no link to it");
    }

    @Test
    void findsAFileThatOnlyARecordNames() throws IOException {
        Path archive = planted(UPLOADS, file -> {
            Map<String, Object> upload = new LinkedHashMap<>(list(file).get(0));
            upload.put("path", "2/ab/secret/offer.pdf");
            list(file).add(upload);
        });

        assertFound(archive, UPLOADS + " 2/ab/secret/offer.pdf: no attachment of the archive has this path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"uploads/2/ab/offer.pdf", "avatars/2/me.png", "emoji/x", "realm_icons/x", "notes.txt", "a/b"})
    void findsAFileThatNothingNames(String name) throws IOException {
        Path archive = copy(consent);
        Files.createDirectories(archive.resolve(name).getParent());
        Files.writeString(archive.resolve(name), "secret");

        assertFound(archive, name + ": no ");
    }

    @Test
    void findsAFileThatWasPutInThePlaceOfAnother() throws IOException {
        Path archive = copy(consent);
        String path =
                String.valueOf(list(Json.read(archive.resolve(UPLOADS))).get(0).get("path"));
        Files.writeString(archive.resolve("uploads").resolve(path), "secret", StandardOpenOption.APPEND);

        assertFound(archive, UPLOADS + " uploads/" + path + ": its size is not the one of its record");
    }

    @Test
    void findsAPersonInThePlaceOfASystemBot() throws IOException {
        Path archive = planted(
                REALM_FILE,
                file -> rows(file, "zerver_userprofile_crossrealm")
                        .add(row("email", "real@example.com", "recipient_id", NEW_ID)));

        Ran ran = assertFound(
                archive, "zerver_userprofile_crossrealm " + NEW_ID + ": it is none of the three system bots");

        assertThat(ran.out()).doesNotContain("real@example.com");
    }

    @Test
    void findsALinkAndNeverFollowsIt() throws IOException {
        Path archive = copy(consent);
        Files.createSymbolicLink(archive.resolve("uploads/2/link"), folder);
        Files.createSymbolicLink(archive.resolve("messages-000009.json"), full.resolve(MESSAGES));

        Ran ran = assertFound(archive, "uploads/2/link: it is a link", "messages-000009.json: it is a link");

        assertThat(ran.out()).doesNotContain("zerver_message ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../secret", "/etc/passwd", "2/../../realm.json"})
    void findsARecordOutsideOfTheFolder(String path) throws IOException {
        Path archive = planted(UPLOADS, file -> {
            Map<String, Object> upload = new LinkedHashMap<>(list(file).get(0));
            upload.put("path", path);
            list(file).add(upload);
        });

        assertFound(archive, UPLOADS + " " + path + ": path leads out of the folder");
    }

    @Test
    void findsAnAvatar() throws IOException {
        String hash = "0123456789abcdef0123456789abcdef01234567";
        Path archive = planted(AVATARS, file -> {
            Map<String, Object> avatar = new LinkedHashMap<>(list(file).get(0));
            avatar.putAll(Map.of("user_profile_id", 4711L, "path", "2/" + hash + ".png"));
            list(file).add(avatar);
            avatar = new LinkedHashMap<>(list(file).get(0));
            avatar.put("path", "2/" + hash.replace('0', '1') + ".png");
            list(file).add(avatar);
        });

        assertFound(
                archive,
                AVATARS + " 2/" + hash + ".png: user_profile_id names the user 4711, who is not in the archive",
                AVATARS + " 2/" + hash.replace('0', '1') + ".png: the user 6 has two pictures");
    }

    @Test
    void findsAReactionOnAHiddenMessage() throws IOException {
        Path archive = planted(REALM_FILE, file -> {
            Map<String, Object> reaction =
                    new LinkedHashMap<>(rows(file, "zerver_reaction").get(0));
            reaction.putAll(Map.of("id", NEW_ID, "message", NEW_ID));
            rows(file, "zerver_reaction").add(reaction);
        });

        assertFound(archive, "zerver_reaction " + NEW_ID + ": its message " + NEW_ID + " is not in the archive");
    }

    @Test
    void findsEditHistoryOfAMessageThatWasNeverEdited() throws IOException {
        long[] id = new long[1];
        Path archive = planted(MESSAGES, file -> {
            Map<String, Object> message = rows(file, "zerver_message").get(0);
            id[0] = id(message);
            message.put(
                    "edit_history",
                    "[{\"user_id\":" + message.get("sender") + ",\"timestamp\":1790192901,\"prev_content\":\"mine\"}]");
        });

        Ran ran = assertFound(archive, "zerver_message " + id[0] + ": edit_history is there, but");

        assertThat(ran.out()).doesNotContain("mine");
    }

    @Test
    void findsEditHistoryThatIsNotTheSendersAndNamesOthers() throws IOException {
        Path archive = planted(MESSAGES, file -> {
            Map<String, Object> message = rows(file, "zerver_message").get(0);
            message.put("last_edit_time", message.get("date_sent"));
            message.put(
                    "edit_history",
                    "[{\"user_id\":4711,\"timestamp\":1790192900,\"prev_content\":\"x\",\"prev_stream\":4712},"
                            + "{\"user_id\":null,\"timestamp\":1890192900,\"why\":\"x\"}]");
        });

        assertFound(
                archive,
                "edit_history: user_id names the user 4711, who is not in the archive",
                "edit_history has a text of the user 4711, who is not the sender",
                "edit_history names the channel 4712, which is not in the archive",
                "edit_history has an edit that is younger than the last one",
                "edit_history has a field that no edit has");
    }

    @Test
    void findsAnAddressThatWasHiddenFromEverybody() throws IOException {
        Path archive = planted(REALM_FILE, file -> user(file, 10).put("delivery_email", "real@example.com"));

        Ran ran = assertFound(archive, "zerver_userprofile_mirrordummy 10: delivery_email may be a real address");

        assertThat(ran.out()).doesNotContain("real@example.com");
        assertFound(
                planted(REALM_FILE, file -> user(file, 10).put("email", "real@example.com")),
                "zerver_userprofile_mirrordummy 10: email may be a real address");
        assertFound(
                planted(AVATARS, file -> list(file).get(0).put("user_profile_email", "real@example.com")),
                "user_profile_email is not the email of the user 6");
    }

    @Test
    void findsSettingsOfAUserWhoIsNotApproved() throws IOException {
        Path archive = planted(REALM_FILE, file -> user(file, unapproved()).put("color_scheme", 3L));

        assertFound(archive, "zerver_userprofile_mirrordummy " + unapproved() + ": the setting color_scheme is not");
    }

    @Test
    void findsAnActivePersonWhoIsNotApproved() throws IOException {
        Path archive = planted(REALM_FILE, file -> user(file, unapproved()).put("is_active", true));

        assertFound(archive, "zerver_userprofile_mirrordummy " + unapproved() + ": is_active is true");
    }

    @Test
    void findsSettingsOfASubscription() throws IOException {
        long[] id = new long[1];
        Path archive = planted(REALM_FILE, file -> {
            Map<String, Object> subscription = rows(file, "zerver_subscription").stream()
                    .filter(row -> number(row, "user_profile") == unapproved())
                    .findFirst()
                    .orElseThrow();
            id[0] = id(subscription);
            subscription.putAll(Map.of("is_muted", true, "color", "#123456", "push_notifications", false));
        });

        assertFound(
                archive,
                "zerver_subscription " + id[0] + ": the setting is_muted is not the default",
                "zerver_subscription " + id[0] + ": the setting push_notifications is not the default",
                "zerver_subscription " + id[0] + ": color is none of the standard ones");
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
        Path archive = planted(REALM_FILE, file -> {
            Map<String, Object> row = new LinkedHashMap<>(rows(file, table).get(0));
            row.putAll(Map.of("id", NEW_ID, place.replaceFirst(".*:", ""), unapproved()));
            rows(file, table).add(row);
        });

        assertFound(archive, table + " " + NEW_ID + ": it is private to the user " + unapproved());
    }

    @Test
    void findsAnAuditRow() throws IOException {
        Path archive = planted(REALM_FILE, file -> {
            Map<String, Object> row =
                    new LinkedHashMap<>(rows(file, "zerver_realmauditlog").get(0));
            row.putAll(Map.of("id", NEW_ID, "modified_user", unapproved(), "event_type", 122L));
            rows(file, "zerver_realmauditlog").add(row);
        });

        assertFound(archive, "zerver_realmauditlog " + NEW_ID + ": an event of type 122 on the user " + unapproved());
    }

    @ParameterizedTest
    @ValueSource(strings = {"zerver_draft", "zerver_pushdevicetoken", "zerver_usermessage"})
    void findsATableThatNoExportHas(String table) throws IOException {
        Path archive = planted(REALM_FILE, file -> Json.object(file).put(table, List.of(row("content", "secret"))));

        assertFound(archive, table + " " + NEW_ID + ": no export has this table in realm.json");
    }

    @Test
    void findsSecrets() throws IOException {
        Path archive = planted(REALM_FILE, file -> {
            user(file, 7).putAll(Map.of("api_key", "x", "password", "x", "uuid", "x"));
            rows(file, "zerver_stream").get(0).put("email_token", "x");
        });

        assertFound(
                archive,
                "zerver_userprofile 7: the field api_key holds secrets",
                "zerver_userprofile 7: the field password holds secrets",
                "zerver_userprofile 7: the field uuid holds secrets",
                "zerver_stream 1: the field email_token holds secrets");
    }

    @Test
    void findsAGroupConversationWithoutAnybodyApproved() throws IOException {
        Path archive = planted(REALM_FILE, file -> {
            rows(file, "zerver_recipient").add(row("type", 3L, "type_id", NEW_ID));
            rows(file, "zerver_huddle").add(row("huddle_hash", "x", "recipient", NEW_ID, "group_size", 3L));
            Map<String, Object> subscription =
                    new LinkedHashMap<>(rows(file, "zerver_subscription").get(0));
            subscription.putAll(Map.of("id", NEW_ID, "user_profile", unapproved(), "recipient", NEW_ID));
            rows(file, "zerver_subscription").add(subscription);
        });

        assertFound(
                archive,
                "zerver_huddle " + NEW_ID + ": nobody approved",
                "zerver_recipient " + NEW_ID + ": nobody approved",
                "zerver_subscription " + NEW_ID + ": nobody approved");
    }

    @Test
    void findsARowOfAnotherRealm() throws IOException {
        Path archive = planted(
                REALM_FILE, file -> rows(file, "zerver_realmfilter").get(0).put("realm", 77L));

        assertFound(archive, "zerver_realmfilter 1: realm names another realm, 77");
    }

    @Test
    void findsAListOfConsentThatIsNotTheApprovedOne() throws IOException {
        Path archive = planted(
                "consented_user_ids.json",
                file -> ArchiveEdits.<Object>elements(file).add(unapproved()));

        assertFound(archive, "consented_user_ids.json " + unapproved() + ": the user is in it, but is not approved");
    }

    @Test
    void findsWhatWasChangedAfterTheExport() throws IOException {
        Path archive = copy(consent);
        manifest(archive, "");
        assertHonest(audit(archive, "--approvals", approvals("zulip", consented(consent))));

        Files.writeString(archive.resolve("stats.json"), " ", StandardOpenOption.APPEND);
        Files.delete(archive.resolve("migration_status.json"));
        Files.copy(archive.resolve(MESSAGES), archive.resolve("messages-000003.json"));

        assertFound(
                archive,
                "realmferry.json stats.json: the file is not the one that was exported",
                "realmferry.json migration_status.json: the manifest names this file, and it is not there",
                "realmferry.json messages-000003.json: the manifest does not name this file");
    }

    @Test
    void aManifestSaysHowTheOthersWereTreatedAndWithWhichList() throws IOException {
        Path archive = copy(consent);
        manifest(archive, ",\"approvals\":{\"unapproved\":\"omit\",\"sha256\":\"00\"}");

        Ran ran = audit(archive, "--approvals", approvals("zulip", consented(consent)));

        assertThat(ran.out())
                .contains("the others omitted", "Note: the export was made with another list than this one")
                .contains("zerver_userprofile_mirrordummy 6: id names the user 6, who is not approved");
    }

    @Test
    void whoIsNotInTheArchiveIsANote() throws IOException {
        Set<Long> approved = new TreeSet<>(consented(consent));
        approved.add(4711L);

        Ran ran = audit(consent, "--approvals", approvals("zulip", approved));

        assertHonest(ran);
        assertThat(ran.out()).contains("Note: 1 name of the list is nobody's in the archive.");
    }

    @Test
    void saysItInJson() throws IOException {
        Path archive = planted(REALM_FILE, file -> user(file, unapproved()).put("is_active", true));

        Ran ran = audit(archive, "--mode", "consent", "--json");

        List<Map<String, Object>> lines =
                ran.out().lines().map(Json::parse).map(Json::object).toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .containsEntry("type", "exception")
                .containsEntry("table", "zerver_userprofile_mirrordummy")
                .containsEntry("id", String.valueOf(unapproved()));
        assertThat(lines.get(1)).containsEntry("type", "summary").containsEntry("exceptions", 1L);
        assertThat(ran.status()).isOne();
    }

    @Test
    void refusesADamagedArchive() throws IOException {
        Path archive = copy(consent);
        Files.writeString(archive.resolve(MESSAGES), "{\"zerver_message\": [{\"id\": 1, \"id\": 2}]}");
        assertDamaged(archive, "messages-000001.json: line 1 is no JSON that can be told: a key is there twice");

        Files.writeString(archive.resolve(MESSAGES), "{\"zerver_message\": [{\"id\": 1");
        assertDamaged(archive, "messages-000001.json: line 1 is no JSON that can be told: it can't be parsed");

        Files.writeString(archive.resolve(MESSAGES), "{\"zerver_message\": [{\"id\": \"1\"}]}");
        assertDamaged(archive, "messages-000001.json: zerver_message row 1: id is not a number");

        Files.writeString(archive.resolve(MESSAGES), "{\"zerver_message\": 3}");
        assertDamaged(archive, "messages-000001.json: it is not a list of rows in zerver_message");

        Files.delete(archive.resolve(REALM_FILE));
        assertDamaged(archive, "realm.json is missing");
    }

    @Test
    void tellsEverythingThatIsWrongWithTheCommandLine() {
        Ran ran = Ran.command(List.of("audit", folder + "/nowhere", "--mode", "full", "--unapproved", "drop"));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains(
                        "nowhere is not a folder",
                        "--mode full is neither public nor consent",
                        "--unapproved drop is neither placeholder nor omit");
        assertThat(Ran.command(List.of("audit", consent.toString())).err())
                .contains("--approvals and --mode are both missing");
    }

    private static Ran audit(Path archive, String... options) {
        return Ran.command(Stream.concat(Stream.of("audit", archive.toString()), Stream.of(options))
                .toList());
    }

    private static void assertHonest(Ran ran) {
        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("No exceptions: all of it is public, or an approved person's");
    }

    private Ran assertFound(Path archive, String... exceptions) throws IOException {
        Ran ran = audit(archive, "--approvals", approvals("zulip", consented(consent)));
        assertThat(ran.status()).as(ran.text()).isOne();
        assertThat(ran.out()).contains(exceptions);
        return ran;
    }

    private static void assertDamaged(Path archive, String problem) {
        Ran ran = audit(archive, "--mode", "public");
        assertThat(ran.status()).as(ran.text()).isEqualTo(6);
        assertThat(ran.err()).contains(problem);
    }

    private long unapproved() {
        return 6;
    }

    private Path unpacked(String realm, String mode) throws IOException {
        Path target = Files.createDirectories(folder.resolve(realm + "-" + mode + "-" + ++copies));
        ChildProcess tar = ChildProcess.run(
                "tar",
                "-xzf",
                real.folder()
                        .resolve("exports")
                        .resolve(realm + "-" + mode + ".tar.gz")
                        .toString(),
                "-C",
                target.toString());
        assertThat(tar.status()).as(tar.text()).isZero();
        return target.resolve("export-" + realm + "-" + mode);
    }

    /** A copy of Zulip's consent export with one file changed. */
    private Path planted(String file, Consumer<Object> planting) throws IOException {
        Path archive = copy(consent);
        edit(archive, file, planting);
        return archive;
    }

    private Path copy(Path archive) throws IOException {
        return Folders.copy(archive, folder.resolve("copy-" + ++copies));
    }

    /** Writes a list of approvals that names users by id. */
    private String approvals(String realm, Set<Long> users) throws IOException {
        StringBuilder lines = new StringBuilder("realm,user,decision\n");
        users.forEach(user -> lines.append(realm).append(',').append(user).append(",approved\n"));
        return Files.writeString(folder.resolve("list-" + ++copies + ".csv"), lines)
                .toString();
    }

    private static Set<Long> consented(Path archive) throws IOException {
        Set<Long> ids = new TreeSet<>();
        ((List<?>) Json.read(archive.resolve("consented_user_ids.json"))).forEach(id -> ids.add((Long) id));
        return ids;
    }
}
