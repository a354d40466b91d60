/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.sample.SmallInput.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.archive.JsonBytes;
import org.realmferry.input.Fields;
import org.realmferry.renumber.MovedIds;
import org.realmferry.renumber.text.GroupHashes;
import org.realmferry.sample.SmallInput;
import org.realmferry.schema.ZulipTables;

/** What becomes of each kind of field that holds ids; by {@link MovedIds}. */
class FieldMappersTest {
    private FieldMappers mappers;

    @BeforeEach
    void make(@TempDir Path folder) throws IOException {
        mappers = new FieldMappers(MovedIds.of(SmallInput.in(folder, "a")
                .table("zerver_recipient", "{'id':5,'type':3,'type_id':4}", "{'id':6,'type':1,'type_id':1}")
                .table(
                        "zerver_subscription",
                        "{'id':1,'user_profile':9,'recipient':5}",
                        "{'id':2,'user_profile':7,'recipient':5}",
                        "{'id':3,'user_profile':1,'recipient':6}")
                .table("zerver_customprofilefield", "{'id':2,'field_type':6}", "{'id':3,'field_type':1}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "zerver_message ~ id ~ {'id':7} ~ 307",
                "zerver_message ~ sender ~ {'sender':7} ~ 107",
                "zerver_message ~ recipient ~ {'recipient':7} ~ 707",
                "zerver_message ~ sending_client ~ {'sending_client':7} ~ 807",
                "zerver_usermessage ~ message ~ {'message':7} ~ 307",
                "zerver_userprofile_mirrordummy ~ id ~ {'id':7} ~ 107",
                "zerver_userprofile ~ bot_owner ~ {'bot_owner':7} ~ 107",
                "zerver_namedusergroup ~ usergroup_ptr ~ {'usergroup_ptr':7} ~ 407",
                "zerver_attachment ~ messages ~ {'messages':[7,9,1]} ~ [301,307,309]",
                "zerver_usergroup ~ direct_members ~ {'direct_members':[2]} ~ [102]",
            })
    void foreignKeysAndListsFollowTheirRows(String table, String field, String row, String mapped) {
        assertThat(map(table, field, row)).hasValue(mapped);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "zerver_userprofile ~ bot_owner ~ {'bot_owner':null}",
                "zerver_attachment ~ messages ~ {'messages':[]}",
                "zerver_attachment ~ messages ~ {'messages':['7']}",
                "zerver_message ~ sender ~ {'sender':77}",
            })
    void whatIsNoIdOfARowStays(String table, String field, String row) {
        assertThat(map(table, field, row)).isEmpty();
    }

    @Test
    void fieldsWithoutIdsHaveNoMapper() {
        assertThat(mappers.of("zerver_message", "date_sent")).isEmpty();
        assertThat(mappers.of("zerver_userprofile", "email")).isEmpty();
    }

    @Test
    void ofASystemBotOnlyTwoFieldsChange() {
        assertThat(map(ZulipTables.SYSTEM_BOTS, "id", "{'id':7}")).hasValue("107");
        assertThat(map(ZulipTables.SYSTEM_BOTS, "recipient_id", "{'recipient_id':7}"))
                .hasValue("707");
        assertThat(mappers.of(ZulipTables.SYSTEM_BOTS, "bot_owner")).isEmpty();
    }

    @Test
    void theLastMessageOfATimeMayBeNone() {
        assertThat(map("zerver_stream", "first_message_id", "{'first_message_id':7}"))
                .hasValue("307");
        assertThat(map("zerver_stream", "first_message_id", "{'first_message_id':null}"))
                .isEmpty();
        assertThat(map("zerver_realm", "first_visible_message_id", "{'first_visible_message_id':0}"))
                .isEmpty();
    }

    @Test
    void anEmojisCodeIsAnIdWhereItIsOneOfTheRealmsOwn() {
        assertThat(map("zerver_reaction", "emoji_code", "{'emoji_code':'7','reaction_type':'realm_emoji'}"))
                .hasValue(json("'607'"));
        assertThat(map("zerver_reaction", "emoji_code", "{'emoji_code':'7','reaction_type':'unicode_emoji'}"))
                .isEmpty();
        assertThat(map("zerver_reaction", "emoji_code", "{'emoji_code':'1f7','reaction_type':'realm_emoji'}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 107", "2, 207"})
    void aRecipientsTypeSaysWhoseIdItHas(int type, int mapped) {
        assertThat(map("zerver_recipient", "type_id", "{'type':" + type + ",'type_id':7}"))
                .hasValue(String.valueOf(mapped));
    }

    @Test
    void aTextIsMappedWithTheLinksThatTheRowRendered() {
        String row = "{'content':'https://own.example/#narrow/channel/7-a @**Bob|7**',"
                + "'rendered_content':'<a href=\\'/#narrow/channel/7-a\\'>'}";

        assertThat(map("zerver_message", "content", row))
                .hasValue(json("'https://own.example/#narrow/channel/207-a @**Bob|107**'"));
        assertThat(map("zerver_message", "rendered_content", row))
                .hasValue(json("'<a href=\\'/#narrow/channel/207-a\\'>'"));
    }

    @Test
    void aTextThatHoldsNoIdIsNotTouched() {
        assertThat(map("zerver_message", "content", "{'content':'7 \\u0041'}")).isEmpty();
        assertThat(map("zerver_message", "rendered_content", "{'rendered_content':null}"))
                .isEmpty();
    }

    @Test
    void anEditHistoryIsJsonInAText() {
        assertThat(map("zerver_message", "edit_history", "{'edit_history':'[{\\'user_id\\': 7, \\'stream\\': 2}]'}"))
                .hasValue(json("'[{\\'user_id\\':107,\\'stream\\':202}]'"));
        assertThat(map("zerver_message", "edit_history", "{'edit_history':'[{\\'user_id\\': 77}]'}"))
                .isEmpty();
        assertThat(map("zerver_message", "edit_history", "{'edit_history':null}"))
                .isEmpty();
    }

    @Test
    void anAuditLogsDataIsJson() {
        assertThat(map("zerver_realmauditlog", "extra_data", "{'extra_data':{'user_id':7,'1':7.50}}"))
                .hasValue(json("{'user_id':107,'1':7.50}"));
    }

    @Test
    void whatOlderReleasesWroteInPythonsFormStays() {
        assertThat(map("zerver_realmauditlog", "extra_data", "{'extra_data':'{u7: None}'}"))
                .isEmpty();
        assertThat(map("zerver_realmauditlog", "extra_data", "{'extra_data':'7'}"))
                .isEmpty();
    }

    @Test
    void aPathBeginsWithTheRealm() {
        assertThat(map("zerver_attachment", "path_id", "{'path_id':'2/ab/c.png'}"))
                .hasValue(json("'502/ab/c.png'"));
        assertThat(map("zerver_attachment", "path_id", "{'path_id':'two/ab/c.png'}"))
                .isEmpty();
    }

    @Test
    void aFragmentIsALink() {
        assertThat(map("zerver_navigationview", "fragment", "{'fragment':'narrow/channel/7-rome'}"))
                .hasValue(json("'narrow/channel/207-rome'"));
        assertThat(map("zerver_navigationview", "fragment", "{'fragment':'inbox'}"))
                .isEmpty();
    }

    @Test
    void aVoteNamesWhoAddedTheOption() {
        assertThat(map("zerver_submessage", "content", "{'content':'{\\'type\\':\\'vote\\',\\'key\\':\\'7,1\\'}'}"))
                .hasValue(json("'{\\'type\\':\\'vote\\',\\'key\\':\\'107,1\\'}'"));
        assertThat(map("zerver_submessage", "content", "{'content':'{\\'key\\':\\'canned,1\\'}'}"))
                .isEmpty();
    }

    @Test
    void aGroupsKeyIsMadeOfItsMembers() {
        String old = GroupHashes.sha1(LongStream.of(7, 9));

        assertThat(map("zerver_huddle", "huddle_hash", "{'id':4,'huddle_hash':'" + old + "'}"))
                .hasValue(json("'" + GroupHashes.sha1(LongStream.of(107, 109)) + "'"));
    }

    @Test
    void aGroupsKeyThatIsNotThatOfItsMembersStays() {
        assertThat(map("zerver_huddle", "huddle_hash", "{'id':4,'huddle_hash':'0123'}"))
                .isEmpty();
    }

    @Test
    void aProfileValueIsAListOfUsersWhereItsFieldIsOne() {
        assertThat(map("zerver_customprofilefieldvalue", "value", "{'field':2,'value':'[9,7]'}"))
                .hasValue(json("'[109,107]'"));
        assertThat(map("zerver_customprofilefieldvalue", "value", "{'field':3,'value':'[9,7]'}"))
                .isEmpty();
        assertThat(map("zerver_customprofilefieldvalue", "value", "{'field':3,'value':'@**Bob|7**'}"))
                .hasValue(json("'@**Bob|107**'"));
        assertThat(map("zerver_customprofilefieldvalue", "value", "{'field':2,'value':''}"))
                .isEmpty();
    }

    /** The value of the field as it is written; empty where it stays. */
    private Optional<String> map(String table, String field, String quoted) {
        byte[] row = SmallInput.bytes(quoted.strip());
        Fields.Range range = Objects.requireNonNull(Fields.find(row, 0, row.length, Fields.name(field.strip())));
        JsonBytes out = new JsonBytes();
        boolean changed = mappers.of(table.strip(), field.strip())
                .orElseThrow()
                .write(new FieldMapper.Value(row, 0, row.length, range.start(), range.end()), out);
        assertThat(out.size() > 0).as("it writes where it says so").isEqualTo(changed);
        return changed ? Optional.of(new String(out.data(), 0, out.size(), StandardCharsets.UTF_8)) : Optional.empty();
    }
}
