/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;

/** Two exports with life in between, and what a merge makes of each change. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class MergeLifeIT {
    private static final String OF_ACME = " FROM zulip.zerver_message m WHERE m.realm_id = 2 AND m.is_channel_message";

    private final SourceServer sample;
    private ExportedServer server;
    private Merges merges;
    private Path folder;

    private Path monday;
    private Path mondayPart;
    private Path friday;
    private Path fridayPart;

    private long edited;
    private long moved;
    private long deleted;
    private long flagged;
    private long reaction;
    private long channel;
    private long renamed;
    private long userMessage;
    private long attachment;

    MergeLifeIT(SourceServer sample) {
        this.sample = sample;
    }

    @BeforeAll
    void exportTwice(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        merges = new Merges(folder);
        server = ExportedServer.ofSample(sample, "acme").copy("between");
        edited = message(10);
        moved = message(20);
        deleted = server.number("SELECT m.id" + OF_ACME + " AND m.id NOT IN (SELECT message_id FROM"
                + " zulip.zerver_onboardingusermessage) AND EXISTS (SELECT FROM zulip.zerver_usermessage u"
                + " WHERE u.message_id = m.id) ORDER BY m.id DESC LIMIT 1");
        userMessage = server.number("SELECT min(u.id) FROM zulip.zerver_usermessage u JOIN zulip.zerver_message m"
                + " ON m.id = u.message_id JOIN zulip.zerver_userprofile p ON p.id = u.user_profile_id"
                + " WHERE m.realm_id = 2 AND NOT p.is_mirror_dummy AND p.realm_id = 2");
        flagged = server.number("SELECT max(u.id) FROM zulip.zerver_usermessage u JOIN zulip.zerver_userprofile p"
                + " ON p.id = u.user_profile_id WHERE u.message_id = " + edited
                + " AND p.realm_id = 2 AND NOT p.is_mirror_dummy");
        reaction = server.number("SELECT min(r.id) FROM zulip.zerver_reaction r JOIN zulip.zerver_message m"
                + " ON m.id = r.message_id WHERE m.realm_id = 2 AND m.is_channel_message AND m.id <> " + deleted);
        channel = server.number("SELECT min(id) FROM zulip.zerver_stream WHERE realm_id = 2 AND NOT invite_only");
        renamed = server.number("SELECT min(id) FROM zulip.zerver_userprofile WHERE realm_id = 2 AND is_active"
                + " AND NOT is_bot AND NOT allow_private_data_export AND role >= 400");
        attachment = server.number("SELECT min(a.id) FROM zulip.zerver_attachment a JOIN"
                + " zulip.zerver_attachment_messages t ON t.attachment_id = a.id JOIN zulip.zerver_message m"
                + " ON m.id = t.message_id JOIN zulip.zerver_stream s ON s.recipient_id = m.recipient_id"
                + " WHERE a.realm_id = 2 AND NOT s.invite_only AND m.id <> " + deleted);
        server.execute("INSERT INTO zulip.zerver_attachment_messages (attachment_id, message_id) VALUES (" + attachment
                + ", " + deleted + ") ON CONFLICT DO NOTHING");
        monday = export("monday");
        mondayPart = export("monday-part", "--mode", "consent");
        live();
        friday = export("friday");
        fridayPart = export("friday-part", "--mode", "consent");
    }

    private long message(int number) throws SQLException {
        return server.number("SELECT m.id" + OF_ACME + " AND EXISTS (SELECT FROM zulip.zerver_usermessage u JOIN"
                + " zulip.zerver_userprofile p ON p.id = u.user_profile_id WHERE u.message_id = m.id AND p.realm_id = 2"
                + " AND NOT p.is_mirror_dummy) ORDER BY m.id OFFSET " + number + " LIMIT 1");
    }

    private void live() throws SQLException {
        server.execute(
                "UPDATE zulip.zerver_message SET content = 'edited', last_edit_time = now() WHERE id = " + edited,
                "UPDATE zulip.zerver_message SET subject = 'moved', recipient_id = (SELECT recipient_id FROM"
                        + " zulip.zerver_stream WHERE id = " + channel + ") WHERE id = " + moved,
                "DELETE FROM zulip.zerver_usermessage WHERE message_id = " + deleted,
                "DELETE FROM zulip.zerver_reaction WHERE message_id = " + deleted,
                "DELETE FROM zulip.zerver_attachment_messages WHERE message_id = " + deleted,
                "DELETE FROM zulip.zerver_message WHERE id = " + deleted,
                "UPDATE zulip.zerver_usermessage SET flags = flags # 3 WHERE id = " + flagged,
                "UPDATE zulip.zerver_stream SET name = 'renamed' WHERE id = " + channel,
                "UPDATE zulip.zerver_userprofile SET full_name = 'Renamed' WHERE id = " + renamed,
                "CREATE TABLE again AS SELECT * FROM zulip.zerver_reaction WHERE id = " + reaction,
                "DELETE FROM zulip.zerver_reaction WHERE id = " + reaction,
                "INSERT INTO zulip.zerver_reaction (emoji_name, reaction_type, emoji_code, message_id, user_profile_id)"
                        + " SELECT emoji_name, reaction_type, emoji_code, message_id, user_profile_id FROM again",
                "CREATE TABLE back AS SELECT * FROM zulip.zerver_usermessage WHERE id = " + userMessage,
                "DELETE FROM zulip.zerver_usermessage WHERE id = " + userMessage,
                "INSERT INTO zulip.zerver_usermessage (flags, message_id, user_profile_id)"
                        + " SELECT flags # 1, message_id, user_profile_id FROM back");
    }

    private Path export(String name, String... options) {
        Path run = folder.resolve(name);
        ExportOutcome outcome = server.export(
                run, Stream.concat(Stream.of("--force"), Stream.of(options)).toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.text()).isZero();
        return run.resolve("acme");
    }

    @Test
    void theLaterStateWinsWhateverTheOrder() throws IOException {
        Path merged = merges.merge("acme", List.of(friday, monday));

        ExportedArchive found = ExportedArchive.read(merged);
        assertThat(row(found, "zerver_message", edited)).containsEntry("content", "edited");
        assertThat(row(found, "zerver_message", moved)).containsEntry("subject", "moved");
        assertThat(row(found, "zerver_stream", channel)).containsEntry("name", "renamed");
        assertThat(row(found, "zerver_userprofile", renamed)).containsEntry("full_name", "Renamed");
        assertThat(row(found, "zerver_usermessage", flagged))
                .isEqualTo(row(ExportedArchive.read(friday), "zerver_usermessage", flagged));
        assertThat(Merges.decisions(merged, "zerver_message")).containsEntry("later", 2L);
        SameFiles.assertSame(merged, merges.merge("acme", List.of(monday, friday)));
    }

    @Test
    void whatWasDeletedStaysAndIsCounted() throws IOException {
        Path merged = merges.merge("acme", List.of(monday, friday));

        assertThat(byId(ExportedArchive.read(merged), "zerver_message")).containsKey(deleted);
        assertThat(Merges.decisions(merged, "zerver_message")).containsEntry("kept", 1L);
        assertThat(Merges.decisions(merged, "zerver_usermessage")).containsKey("kept");
    }

    @Test
    void withDropTheNewestCompleteExportDecidesWhatIsThere() throws IOException {
        Path merged = merges.merge("acme", List.of(monday, mondayPart, friday), "--deletions", "drop");

        Merges.assertSameBytes(friday, merged, "Monday's rows that Friday lacks are dropped");
        assertThat(Merges.decisions(merged, "zerver_message")).containsEntry("dropped", 1L);
    }

    @Test
    void aRowThatWentAndCameBackIsThereOnce() throws IOException {
        Path merged = merges.merge("acme", List.of(monday, friday));

        ExportedArchive found = ExportedArchive.read(merged);
        assertThat(byId(found, "zerver_reaction")).doesNotContainKey(reaction);
        assertThat(Merges.decisions(merged, "zerver_reaction")).containsEntry("unique", 1L);
        assertThat(byId(found, "zerver_usermessage")).doesNotContainKey(userMessage);
        assertThat(Merges.decisions(merged, "zerver_usermessage")).containsEntry("unique", 1L);
    }

    @Test
    void theUsersOwnRowWinsOverALaterPlaceholder() throws IOException {
        Path merged = merges.merge("acme", List.of(monday, fridayPart));

        Map<String, Object> user = row(ExportedArchive.read(merged), "zerver_userprofile", renamed);
        assertThat(user)
                .isEqualTo(row(ExportedArchive.read(monday), "zerver_userprofile", renamed))
                .containsEntry("is_active", true);
        assertThat(Merges.decisions(merged, "zerver_userprofile")).containsKey("whole");
    }

    @Test
    void idListsAreUnited() throws IOException {
        Path merged = merges.merge("acme", List.of(monday, friday));

        Map<String, Object> united = row(ExportedArchive.read(merged), "zerver_attachment", attachment);
        assertThat(united).isEqualTo(row(ExportedArchive.read(monday), "zerver_attachment", attachment));
        assertThat(ExportedArchive.numbers(united.get("messages")))
                .hasSizeGreaterThan(1)
                .contains(deleted);
        assertThat(Merges.decisions(merged, "zerver_attachment")).isEqualTo(Map.of("united", 1L));
    }

    @Test
    void theFirstOrTheLastArchiveCountsWhereItIsPreferred() throws IOException {
        for (List<String> choice : List.of(List.of("first", "edited"), List.of("last", "before"))) {
            Path merged = merges.merge("acme", List.of(friday, monday), "--prefer", choice.get(0));

            Object content =
                    row(ExportedArchive.read(merged), "zerver_message", edited).get("content");
            assertThat("edited".equals(content))
                    .as(choice.get(0))
                    .isEqualTo(choice.get(1).equals("edited"));
            assertThat(Merges.decisions(merged, "zerver_message")).containsEntry("preferred", 2L);
        }
    }

    @Test
    void aPlanWritesNothingAndShowsEveryConflict() throws IOException {
        Path file = folder.resolve("decisions.jsonl");
        Ran plan = Ran.command(List.of(
                "merge", "--plan", "--json", "--conflicts", file.toString(), monday.toString(), friday.toString()));

        assertThat(plan.status()).as(plan.text()).isZero();
        List<Map<String, Object>> lines =
                plan.out().lines().map(line -> Json.object(Json.parse(line))).toList();
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .containsEntry("type", "decided")
                        .containsEntry("table", "zerver_message")
                        .containsEntry("id", edited)
                        .containsEntry("rule", "later"));
        Map<String, Object> summary = lines.get(lines.size() - 1);
        assertThat(summary).containsEntry("type", "summary").containsEntry("planned", true);
        Path merged = merges.merge("acme", List.of(monday, friday));
        Map<String, Object> record = Json.objects(Json.object(Json.read(merged.resolveSibling("run.json")))
                        .get("realms"))
                .get(0);
        for (String count : List.of("messages", "usermessages", "other_rows", "files")) {
            assertThat(summary).containsEntry(count, Objects.requireNonNull(record.get(count)));
        }
        Map<String, Object> decision = Json.readLines(file).stream()
                .filter(line ->
                        Objects.equals(line.get("id"), edited) && Objects.equals(line.get("table"), "zerver_message"))
                .findFirst()
                .orElseThrow();
        assertThat(Json.object(Json.object(decision.get("kept")).get("row"))).containsEntry("content", "edited");
        assertThat(Json.objects(decision.get("others"))).hasSize(1);
        assertThat(Files.exists(folder.resolve("nothing"))).isFalse();
    }

    @Test
    void aConflictEndsAMergeThatAllowsNoneBeforeAnythingIsWritten() {
        Path output = folder.resolve("conflict");
        Ran refused = Merges.run(List.of(monday, friday), output, "--fail-on-conflict");
        Ran agreed = Merges.run(List.of(monday, mondayPart), folder.resolve("agreed"), "--fail-on-conflict");

        assertThat(refused.status()).as(refused.text()).isEqualTo(3);
        assertThat(refused.err()).contains("the archives have different states");
        assertThat(output).doesNotExist();
        assertThat(agreed.status()).as(agreed.text()).isZero();
    }

    private static Map<String, Object> row(ExportedArchive archive, String table, long id) {
        return Objects.requireNonNull(byId(archive, table).get(id), table + " " + id);
    }

    private static Map<Long, Map<String, Object>> byId(ExportedArchive archive, String table) {
        Map<Long, Map<String, Object>> rows = new TreeMap<>();
        archive.rows(table).forEach(row -> rows.put(ExportedArchive.number(row.get("id")), row));
        return rows;
    }
}
