/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.IdBitmap;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.JsonValue;
import org.realmferry.archive.RowFileReader;
import org.realmferry.sample.FoundThings;
import org.realmferry.sample.SmallInput;

/** Rows of an archive beside those of its server: what is the same, and what is told of the rest. */
class ComparedRowsTest {
    private final FoundThings found = new FoundThings();
    private final Differences differences = new Differences("acme", found::add);

    @Test
    void rowsComeInTheirOrderAndAreCounted() throws IOException {
        ComparedRows rows = rows("[{'id':1,'a':1.0},{'name':'x'},{'id':2}]");

        assertThat(rows.next()).hasValue(new JsonRow(1, Map.of("id", 1L, "a", 1L)));
        assertThat(rows.next()).map(JsonRow::id).hasValue(2L);
        assertThat(rows.next()).isEmpty();
        assertThat(rows.count()).as("with the one that has no id").isEqualTo(3);
        assertThat(rows.problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{'id':1},{'id':", "[{'id':1},7]", "[{'id':1}"})
    void whatCannotBeReadEndsTheRows(String text) throws IOException {
        ComparedRows rows = rows(text);

        assertThat(rows.next()).isPresent();
        assertThat(rows.next()).isEmpty();
        assertThat(rows.next()).isEmpty();
        assertThat(rows.problem().map(ComparedRows::words)).isPresent();
    }

    @Test
    void aListThatIsNoneHasNoRows() throws IOException {
        assertThat(rows("{}").problem().map(ComparedRows::words)).hasValue("it is not a list of rows");
        assertThat(ComparedRows.none().next()).isEmpty();
        assertThat(ComparedRows.none().problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "1.0 ~ 1",
                "1e2 ~ 100",
                "-0.0 ~ 0",
                "{'a':1,'b':2} ~ {'b':2,'a':1}",
                "'A' ~ '|u0041'",
                "[1.50] ~ [1.5]",
            })
    void valuesAreTheSameHoweverTheyAreSpelled(String one, String other) {
        assertThat(value(one)).isEqualTo(value(other));
        assertThat(JsonValue.checksum(value(one))).isEqualTo(JsonValue.checksum(value(other)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "1 ~ 2",
                "1 ~ '1'",
                "null ~ ''",
                "null ~ 'null'",
                "true ~ 'true'",
                "[1,2] ~ [2,1]",
                "[1,2] ~ [12]",
                "['ab','c'] ~ ['a','bc']",
                "{'a':{'b':1}} ~ {'a':{},'b':1}",
                "12345678901234567890 ~ 12345678901234567891",
            })
    void otherValuesAreOthers(String one, String other) {
        assertThat(value(one)).isNotEqualTo(value(other));
        assertThat(JsonValue.checksum(value(one))).isNotEqualTo(JsonValue.checksum(value(other)));
    }

    @Test
    void twoRowsDifferInFields() {
        JsonRow one = new JsonRow(1, Map.of("id", 1L, "a", 1L, "b", 2L, "c", 3L));

        assertThat(one.differences(new JsonRow(1, Map.of("id", 1L, "a", 9L, "b", 2L, "d", 4L))))
                .containsExactly("a", "c", "d");
    }

    @Test
    void equalTablesAreNoFinding() throws IOException {
        TableComparison table = compared("[{'id':1},{'id':2}]", "{'id':1}", "{'id':2}");

        assertThat(table.isEqual()).isTrue();
        assertThat(differences.found("realm.json", "t", table)).isEqualTo(new TableCount("t", 2, 2, 0, 0, 0));
        assertThat(found.all()).isEmpty();
    }

    @Test
    void eachKindOfDifferenceIsToldWithTheFirstIds() throws IOException {
        TableComparison table = compared(
                "[{'id':1,'a':1,'b':1},{'id':2,'a':1},{'id':5}]",
                "{'id':1,'a':2,'b':1}",
                "{'id':2,'a':1}",
                "{'id':3}",
                "{'id':4}");

        TableCount count = differences.found("realm.json", "t", table);

        assertThat(count).isEqualTo(new TableCount("t", 3, 4, 2, 1, 1));
        assertThat(count.isEqual()).isFalse();
        assertThat(found.lines())
                .containsExactly(
                        "NOT_IN_ARCHIVE realm.json t 3,4: 2 rows of the server are not in the archive",
                        "NOT_ON_SERVER realm.json t 5: 1 row of the archive is not on the server",
                        "DIFFERS realm.json t 1: 1 row of the archive is different on the server: a");
    }

    @Test
    void ofManyIdsTheFirstFiveAreTold() throws IOException {
        differences.found("f", "t", compared("[{'id':1},{'id':2},{'id':3},{'id':4},{'id':5},{'id':6}]"));

        assertThat(found.all()).extracting(one -> one.id()).containsExactly("1,2,3,4,5,...");
    }

    @Test
    void theOrderOfRowsDecidesNothing() throws IOException {
        TableComparison table = compared(
                "[{'id':3,'a':1},{'id':1,'a':1},{'id':2,'a':1}]", "{'id':1,'a':1}", "{'id':2,'a':2}", "{'id':3,'a':1}");

        assertThat(table.missing().isEmpty() && table.added().isEmpty()).isTrue();
        assertThat(table.different()).isEqualTo(IdBitmap.bitmapOf(2));
    }

    @Test
    void behindADamageNothingIsSaidToBeMissing() throws IOException {
        TableComparison table = compared("[{'id':1},7]", "{'id':1}", "{'id':2}");

        assertThat(table.missing().isEmpty()).isTrue();
        assertThat(table.isEqual()).isFalse();
    }

    @Test
    void missingMessagesAreToldByRanges() {
        ComparedIds ids = new ComparedIds();
        ids.add("messages-000001.json", IdBitmap.bitmapOf(1, 2, 5, 6));
        ids.add("messages-000002.json", IdBitmap.bitmapOf(10, 20));
        IdBitmap exported = IdBitmap.bitmapOf(1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 31);

        ids.tell(exported, ids.missing(exported), differences);

        assertThat(found.lines())
                .containsExactly(
                        "NOT_IN_ARCHIVE messages-000001.json zerver_message 3-4: 2 messages of the server are in no"
                                + " file: lost, or not exported at that time",
                        "NOT_IN_ARCHIVE zerver_message 8: 1 message of the server is in no file: lost, or not exported at that time",
                        "NOT_IN_ARCHIVE messages-000002.json zerver_message 15: 1 message of the server is in no file:"
                                + " lost, or not exported at that time",
                        "NOT_IN_ARCHIVE zerver_message 30-31: 2 messages of the server are in no file: sent since the"
                                + " export, or lost");
    }

    @Test
    void afterManyRangesTheRestIsToldTogether() {
        ComparedIds ids = new ComparedIds();
        IdBitmap exported = new IdBitmap();
        exported.addRange(1, 101);
        IdBitmap held = new IdBitmap();
        for (long id = 2; id <= 100; id += 2) {
            held.addLong(id);
        }
        ids.add("m", held);

        ids.tell(exported, ids.missing(exported), differences);

        assertThat(found.all()).hasSize(21);
        assertThat(found.messages().get(20)).isEqualTo("30 messages of the server are in no file, in other ranges");
    }

    private static Object value(String json) {
        Object value =
                object("{'value':" + json.strip().replace('|', '\\') + "}").get("value");
        return Optional.ofNullable(value).orElseThrow();
    }

    private static Map<String, Object> object(String json) {
        JsonBytes bytes = new JsonBytes();
        bytes.raw(SmallInput.bytes(json));
        return JsonValue.object(bytes);
    }

    private static ComparedRows rows(String text) throws IOException {
        return ComparedRows.of(RowFileReader.open(new ByteArrayInputStream(SmallInput.bytes(text))));
    }

    private static TableComparison compared(String archive, String... server) throws IOException {
        TableComparison table = new TableComparison(rows(archive));
        for (String row : server) {
            JsonBytes bytes = new JsonBytes();
            bytes.raw(SmallInput.bytes(row));
            table.server(bytes);
        }
        table.end();
        return table;
    }
}
