/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.audit.rows.AuditedLinks;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.scope.Audience;
import org.realmferry.audit.scope.AuditCounts;
import org.realmferry.audit.scope.AuditScope;
import org.realmferry.audit.scope.Exposure;
import org.realmferry.selection.Unapproved;

/** The rules of an audit, each on a few rows of {@link SmallAudit}. */
class AuditChecksTest {
    private static final Audience APPROVED = Audience.listed(List.of(7L), Unapproved.PLACEHOLDER);
    private static final Audience ALONE = Audience.listed(List.of(7L), Unapproved.OMIT);

    private SmallAudit archive;
    private final List<String> why = new ArrayList<>();

    @BeforeEach
    void make(@TempDir Path folder) {
        archive = new SmallAudit(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "zerver_reaction ~ {'id':1,'user_profile':8,'message':1}",
                "zerver_reaction ~ {'id':1,'user_profile':3}",
                "zerver_stream ~ {'id':20,'creator':null,'realm':2}",
                "zerver_defaultstream ~ {'id':20,'stream':20}",
                "zerver_service ~ {'id':1,'token':'x'}",
                "zerver_userprofile ~ {'id':8}",
                "zerver_recipient ~ {'id':1,'type':1,'type_id':8}",
            })
    void rowsThatNameWhatIsThereAreFine(String table, String row) throws IOException {
        assertThat(references(APPROVED, table, row)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "zerver_reaction ~ {'id':1,'user_profile':5} ~ user_profile names the user 5, who is not in the"
                        + " archive",
                "zerver_defaultstream ~ {'id':1,'stream':5} ~ stream names the channel 5, which is not in the archive",
                "zerver_stream ~ {'id':20,'realm':5} ~ realm names another realm, 5",
                "zerver_userprofile ~ {'id':8,'api_key':'x'} ~ the field api_key holds secrets, and is never exported",
                "zerver_userprofile ~ {'id':8,'uuid':'x'} ~ the field uuid holds secrets, and is never exported",
                "zerver_stream ~ {'id':20,'email_token':'x'} ~ the field email_token holds secrets, and is never exported",
                "zerver_userprofile ~ {'id':5} ~ id names the user 5, who is not in the archive",
                "zerver_recipient ~ {'id':1,'type':1,'type_id':5} ~ type_id names the user 5, who is not in the"
                        + " archive",
            })
    void rowsThatNameSomethingElseAreTold(String table, String row, String problem) throws IOException {
        assertThat(references(APPROVED, table, row)).containsExactly(problem);
    }

    @Test
    void whereOthersLeaveNoTraceNobodyElseIsNamed() throws IOException {
        assertThat(references(ALONE, "zerver_reaction", "{'id':1,'user_profile':8}"))
                .containsExactly("user_profile names the user 8, who is not approved");
        assertThat(references(ALONE, "zerver_customprofilefieldvalue", "{'id':1,'field':1,'value':'[7,8]'}"))
                .containsExactly("value names the user 8, who is not approved");
        assertThat(references(ALONE, "zerver_customprofilefieldvalue", "{'id':1,'field':1,'value':'x'}"))
                .containsExactly("value is not a list of users");
        assertThat(references(ALONE, "zerver_customprofilefieldvalue", "{'id':1,'field':2,'value':'[8]'}"))
                .isEmpty();
    }

    @Test
    void anAttachmentBelongsToMessagesThatLinkToIt() throws IOException {
        AuditedLinks links = new AuditedLinks();
        links.add(archive.rows("m.json", "m", "{'id':1,'content':'/user_uploads/2/ab/x/a.png'}")
                .get(0));
        AttachmentCheck check = new AttachmentCheck(id -> id <= 2, id -> false, links);

        assertThat(attachment(check, "'messages':[1]")).isEmpty();
        assertThat(attachment(check, "'messages':[2]"))
                .containsExactly("messages names the message 2, which has no link to it");
        assertThat(attachment(check, "'messages':[1,3]"))
                .containsExactly("messages names the message 3, which is not in the archive, or should not be");
        assertThat(attachment(check, "'messages':[],'scheduled_messages':[4]"))
                .containsExactly(
                        "scheduled_messages names the scheduled message 4, which is not in the archive, or should not"
                                + " be");
        assertThat(attachment(check, "'messages':[]")).containsExactly("it belongs to no message of the archive");
        assertThat(check.has("2/ab/x/a.png")).isTrue();
        assertThat(check.has("2/ab/x/a.png", 7)).isTrue();
        assertThat(check.has("2/ab/x/a.png", 8)).isFalse();
    }

    @Test
    void anEditHistoryIsThatOfItsMessage() throws IOException {
        assertThat(history("[{'timestamp':5,'user_id':7,'prev_content':'x','prev_stream':20}]", 10))
                .isEmpty();
        assertThat(history("[{'timestamp':5,'user_id':8,'prev_topic':'x'}]", 10))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "[] ~ 0 ~ the message was never edited, but has an edit_history",
                "{} ~ 10 ~ edit_history is not a list of edits",
                "[7] ~ 10 ~ edit_history is not a list of edits",
                "[{] ~ 10 ~ edit_history is not valid JSON",
                "[] [] ~ 10 ~ edit_history is not valid JSON",
                "[{'secret':1}] ~ 10 ~ edit_history has a field that no edit has",
                "[{'timestamp':12}] ~ 10 ~ edit_history has an edit that is newer than the last edit",
                "[{'timestamp':1}] ~ 10 ~ edit_history has an edit that is older than the message",
                "[{'user_id':5}] ~ 10 ~ edit_history: user_id names the user 5, who is not in the archive",
                "[{'user_id':8,'prev_content':'x'}] ~ 10 ~ edit_history has a text of the user 8, who is not the"
                        + " sender",
                "[{'prev_stream':5}] ~ 10 ~ edit_history names the channel 5, which is not in the archive",
            })
    void anyOtherEditHistoryIsTold(String history, long edited, String problem) throws IOException {
        assertThat(history(history, edited)).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "'alert_words':'[1]' ~ alert_words is not empty, but the user is not approved",
                "'zoom_token':{'a':1} ~ zoom_token has a token, but the user is not approved",
                "'enter_sends':true ~ the setting enter_sends is not the realm's default, but the user is not approved",
                "'email_address_visibility':4,'email':'real@acme.example' ~ email may be a real address, but the user"
                        + " shows it to nobody",
                "'email_address_visibility':4,'delivery_email':'real@acme.example' ~ delivery_email may be a real"
                        + " address, but the user shows it to nobody",
                "'is_active':true ~ is_active is true, but the user is not approved",
            },
            quoteCharacter = '`')
    void ofAUserWhoIsNotApprovedNothingPrivateIsThere(String field, String problem) throws IOException {
        assertThat(user(8, field)).containsExactly(problem);
        assertThat(user(7, field)).as("the user is approved").isEmpty();
    }

    @Test
    void aPlaceholderIsFine() throws IOException {
        assertThat(user(
                        8,
                        "'alert_words':'[]','zoom_token':null,'enter_sends':false,'email_address_visibility':4,"
                                + "'delivery_email':'exported-user-0123456789abcdef0123456789abcdef@acme.example'"))
                .isEmpty();
    }

    @Test
    void whereOthersLeaveNoTraceNoTextOfABotMentionsThem() throws IOException {
        MentionCheck mentions = new MentionCheck(archive.people(), ALONE);

        mentions.of("@**Ann|7** @**Bob|8** @_**Bob|8** @**Bot|3** <i data-user-id=\"9\">", why::add);

        assertThat(why)
                .containsExactly(
                        "it mentions the user 8, who is not approved", "it mentions the user 9, who is not approved");
    }

    @Test
    void eachTableIsInItsFileAndCounted() throws IOException {
        List<Exposure> leaks = new ArrayList<>();
        AuditCounts counts = new AuditCounts(leaks::add);
        AuditScope scope = archive.scope(APPROVED);
        RowAudit audit = new RowAudit(counts, new ReferenceCheck(scope, archive.realm()));
        archive.file("attachment.json", "{'zerver_stream':[{'id':20}],'zerver_attachment':[{'id':5,'owner':5}]}");

        audit.run(archive.folder().required("attachment.json"), (row, reason) -> {});

        assertThat(leaks)
                .containsExactly(
                        new Exposure("zerver_stream", "20", "no export has this table in attachment.json"),
                        new Exposure("zerver_attachment", "5", "owner names the user 5, who is not in the archive"));
        assertThat(counts.lines().stream().mapToLong(line -> line.checked()).sum())
                .isEqualTo(2);
    }

    @Test
    void filesAreThoseThatWereExported() throws IOException {
        List<Exposure> leaks = new ArrayList<>();
        archive.file("stats.json", "{}").file("analytics.json", "{ }");
        archive.file(
                "realmferry.json",
                "{'files':[{'path':'analytics.json','bytes':2,'sha256':'x'},{'path':'gone.json','bytes':1,'sha256':'x'}]}");

        new ManifestCheck(archive.folder(), archive.folder().required("realmferry.json"), new AuditCounts(leaks::add))
                .run();

        assertThat(leaks)
                .extracting(leak -> leak.id() + ": " + leak.why())
                .containsExactlyInAnyOrder(
                        "analytics.json: checksum mismatch: the file differs from the exported one",
                        "stats.json: the manifest does not list this file: it was added after the export",
                        "gone.json: the manifest lists this file, but it is missing");
    }

    private List<String> references(Audience audience, String table, String row) throws IOException {
        AuditedRow read = archive.rows("rows.json", table.strip(), row).get(0);
        return told(new ReferenceCheck(archive.scope(audience), archive.realm()), read);
    }

    private List<String> attachment(AttachmentCheck check, String fields) throws IOException {
        return told(
                check,
                archive.rows(
                                "a.json",
                                "zerver_attachment",
                                "{'id':1,'path_id':'2/ab/x/a.png','owner':7," + fields + "}")
                        .get(0));
    }

    private List<String> history(String history, long edited) throws IOException {
        AuditScope scope = archive.scope(APPROVED);
        EditHistoryCheck check =
                new EditHistoryCheck(new ReferenceCheck(scope, archive.realm()), scope.conversations());
        String row = "{'id':1,'sender':7,'date_sent':4,'last_edit_time':" + (edited == 0 ? "null" : edited)
                + ",'edit_history':'" + history.strip().replace("'", "\\'") + "'}";
        return told(check, archive.rows("m.json", "zerver_message", row).get(0));
    }

    private List<String> user(long id, String fields) throws IOException {
        archive.table("zerver_realmuserdefault", "{'id':1,'realm':2,'enter_sends':false}");
        String row = "{'id':" + id + ",'is_mirror_dummy':true"
                + (fields.contains("'email'") ? "" : ",'email':'user" + id + "@acme.example'")
                + (fields.contains("is_active") ? "" : ",'is_active':false") + "," + fields.strip() + "}";
        return told(
                new UserCheck(archive.people(), APPROVED),
                archive.rows("u.json", "zerver_userprofile", row).get(0));
    }

    private static List<String> told(AuditCheck check, AuditedRow row) {
        List<String> told = new ArrayList<>();
        check.of(row, told::add);
        return told;
    }
}
