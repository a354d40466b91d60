/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.OmittedCases;
import org.realmferry.cli.OmittedUsers;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.extract.ArchiveContents;
import org.realmferry.extract.ArchiveReferences;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ExportOutcome;

/** What a user who is omitted could be seen by, each thing once: see {@link OmittedCases}. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class OmitCasesIT {
    private final SourceServer sample;

    private OmittedCases cases;
    private ExportedArchive archive;
    private OmittedUsers omitted;

    OmitCasesIT(SourceServer sample) {
        this.sample = sample;
    }

    @BeforeAll
    void export(@TempDir Path folder) throws IOException, SQLException {
        ExportedServer source = ExportedServer.ofSample(sample, "acme").copy("omit");
        cases = OmittedCases.addTo(source);
        Set<Long> approved = Set.of(cases.ann, cases.ben, cases.xansBot);
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
    void ofGroupsThatBecomeTheSameOneIsThereWithTheMessagesOfAll() {
        assertThat(archive.ids("zerver_huddle")).contains(id("Ann, Ben, Xan")).doesNotContain(id("Ann, Ben, Yan"));
        assertThat(row("zerver_message", "to Ann, Ben, Yan"))
                .containsEntry("recipient", id("recipient of Ann, Ben, Xan"));
        assertThat(row("zerver_message", "to Ann, Ben, Xan"))
                .containsEntry("recipient", id("recipient of Ann, Ben, Xan"));
        assertThat(row("zerver_scheduledmessage", "to Ann, Ben, Yan later"))
                .containsEntry("recipient", id("recipient of Ann, Ben, Xan"));
        Map<String, Object> group = row("zerver_huddle", "Ann, Ben, Xan");
        assertThat(group).containsEntry("group_size", 2L);
        assertThat(group.get("huddle_hash")).isNotEqualTo("hash of Ann, Ben, Xan");
    }

    @Test
    void ofGroupsThatBecomeTheSameTheOneThatIsWholeIsThere() {
        assertThat(archive.ids("zerver_huddle")).contains(id("Ann and a bot")).doesNotContain(id("Ann, a bot, Xan"));
        assertThat(row("zerver_message", "to Ann, a bot, Xan"))
                .containsEntry("recipient", id("recipient of Ann and a bot"));
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

        assertThat(descriptions.get(cases.channel)).isEqualTo("");
        assertThat(descriptions.values()).anyMatch(text -> !text.equals(""));
        assertThat(archive.rows("zerver_stream"))
                .filteredOn(row -> Objects.equals(row.get("recipient"), cases.channel))
                .extracting(row -> row.get("rendered_description"))
                .containsExactly("");
    }

    @Test
    void whatApprovedPeopleWroteOfThemStays() {
        assertThat(row("zerver_message", "Ann on Xan").get("content")).isEqualTo("ask @**Xan|" + cases.xan + "**");
        assertThat(row("zerver_message", "Ann on Xan").get("sender")).isEqualTo(cases.ann);
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
                .contains("\"user_id\": null", "\"user_id\": " + cases.ann, "former topic")
                .doesNotContain("\"user_id\": " + cases.xan);
    }

    @Test
    void aListOfUsersInAProfileNamesThoseWhoAreLeft() {
        assertThat(row("zerver_customprofilefieldvalue", "mentors of Ann").get("value"))
                .isEqualTo("[" + cases.ben + "]");
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
        assertThat(row("zerver_userprofile", cases.xansBot)).containsEntry("bot_owner", null);
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
        assertThat(archive.root().resolve("uploads").resolve(OmittedCases.PATH)).doesNotExist();
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

    private long id(String name) {
        return cases.id(name);
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
