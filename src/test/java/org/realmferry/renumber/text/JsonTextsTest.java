/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.input.Fields;
import org.realmferry.renumber.MovedIds;
import org.realmferry.renumber.NewIds;
import org.realmferry.sample.SmallInput;

/** Ids in JSON values, which members name or which stand as keys; by {@link MovedIds}. */
class JsonTextsTest {
    private JsonTexts json;

    @BeforeEach
    void make(@TempDir Path folder) throws IOException {
        NewIds ids = MovedIds.of(SmallInput.in(folder, "a"));
        json = new JsonTexts(ids, new Texts(ids));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{'user_id':7} ~ {'user_id':107}",
                "{'user_id':'7'} ~ {'user_id':'107'}",
                "{'user_ids':[7,9,'x']} ~ {'user_ids':[107,109,'x']}",
                "[{'stream':2,'prev_stream':3}] ~ [{'stream':202,'prev_stream':203}]",
                "{'message_ids':[1,2]} ~ {'message_ids':[301,302]}",
                "{'direct_subgroups':[1],'direct_members':[1]} ~ {'direct_subgroups':[401],'direct_members':[101]}",
                "{'a':{'b':[{'user_id':7}]}} ~ {'a':{'b':[{'user_id':107}]}}",
                "{'realm_id':2} ~ {'realm_id':502}",
            })
    void membersNameTheTableOfTheirIds(String value, String mapped) {
        assertThat(map(value)).isEqualTo(parse(mapped));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{'realm_emoji':{'7':{'id':'7','author_id':7}}} ~ {'realm_emoji':{'607':{'id':'607','author_id':107}}}",
                "{'added_emoji':{'id':7,'name':'7'}} ~ {'added_emoji':{'id':607,'name':'7'}}",
                "{'other':{'7':{'id':7}}} ~ {'other':{'7':{'id':7}}}",
            })
    void rowsInAValueHaveAnIdOfTheirOwn(String value, String mapped) {
        assertThat(map(value)).isEqualTo(parse(mapped));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{'property':'can_add_subscribers_group','1':7,'2':8} ~"
                        + " {'property':'can_add_subscribers_group','1':407,'2':408}",
                "{'property':'can_add_subscribers_group_id','1':7} ~"
                        + " {'property':'can_add_subscribers_group_id','1':407}",
                "{'property':'message_retention_days','1':7,'2':8} ~"
                        + " {'property':'message_retention_days','1':7,'2':8}",
            })
    void theOldAndTheNewValueOfASettingAreIdsWhereTheSettingIsOne(String value, String mapped) {
        assertThat(map(value)).isEqualTo(parse(mapped));
    }

    @Test
    void textsInAValueAreMappedAsTexts() {
        assertThat(map("{'prev_content':'@**Bob|7**'}")).isEqualTo(parse("{'prev_content':'@**Bob|107**'}"));
        assertThat(map("{'prev_content':'<i data-user-id=|7|>'}".replace("|", "\\'")))
                .isEqualTo(parse("{'prev_content':'<i data-user-id=|7|>'}".replace("|", "\\'")));
        assertThat(map("{'prev_rendered_content':'<i data-user-id=|7|>'}".replace("|", "\\'")))
                .isEqualTo(parse("{'prev_rendered_content':'<i data-user-id=|107|>'}".replace("|", "\\'")));
    }

    @Test
    void linksOfThisServerAreThoseOfTheRow() {
        String value = "{'prev_content':'https://own.example/#narrow/channel/7-a'}";

        assertThat(json.map(parse(value), Optional.empty(), Set.of("narrow/channel/7-a")))
                .isEqualTo(parse("{'prev_content':'https://own.example/#narrow/channel/207-a'}"));
        assertThat(map(value)).isEqualTo(parse(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'user_id':null}",
                "{'user_id':true}",
                "{'user_id':7.5}",
                "{'user_id':0}",
                "{'user_id':77}",
                "{'user_id':''}",
                "{'timestamp':7}",
                "{'user_id':'123456789012345678'}",
                "{'added_emoji':{'id':null}}",
                "[]",
                "{}",
            })
    void allElseStays(String value) {
        assertThat(map(value)).isEqualTo(parse(value));
    }

    private @Nullable Object map(String value) {
        return json.map(parse(value), Optional.empty(), Set.of());
    }

    private static Object parse(String value) {
        byte[] row = SmallInput.bytes("{'value':" + value.strip() + "}");
        Map<String, @Nullable Object> parsed = Fields.parse(row, 0, row.length);
        return Objects.requireNonNull(parsed.get("value"));
    }
}
