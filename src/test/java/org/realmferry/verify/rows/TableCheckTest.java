/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.IdBitmap;
import org.realmferry.sample.FoundThings;
import org.realmferry.verify.finding.FindingKind;

/** How the rows of a table are read, and what is wrong with one names its id. */
class TableCheckTest {
    private static final String TABLE = "zerver_stream";

    private final FoundThings found = new FoundThings();
    private final List<String> seen = new ArrayList<>();

    @Test
    void eachFieldIsLookedAtByItsCheck() throws IOException {
        long rows = read(
                table -> table.field("name", (value, row) -> seen.add(value.getText()))
                        .row(row -> seen.add("row")),
                "[{'id':1,'name':'a','other':{'name':'x'}},{'name':'b'}]");

        assertThat(rows).isEqualTo(2);
        assertThat(seen).containsExactly("a", "row", "b", "row");
        assertThat(found.all()).isEmpty();
    }

    @Test
    void aFieldThatNobodyNamedIsLookedAtByWhatItsNameSays() throws IOException {
        ReadRows.of(
                TABLE,
                found,
                name -> (value, row) -> seen.add(name + value.getText()),
                table -> table.field("id", TableCheck.ANYTHING),
                "[{'id':1,'a':2},{'id':2,'a':3}]");

        assertThat(seen).containsExactly("a2", "a3");
    }

    @Test
    void aFieldMayHaveMoreChecksThanOne() throws IOException {
        read(
                table -> table.field("a", (value, row) -> seen.add("first"))
                        .and("a", (value, row) -> seen.add("second"))
                        .and("b", (value, row) -> seen.add("b")),
                "[{'a':1,'b':2}]");

        assertThat(seen).containsExactly("second", "first", "b");
    }

    @Test
    void checksOfWholeRowsComeInTheirOrder() throws IOException {
        read(
                table -> table.row(row -> seen.add("one"))
                        .row(row -> seen.add("two"))
                        .end(() -> seen.add("end")),
                "[{},{}]");

        assertThat(seen).containsExactly("one", "two", "one", "two", "end");
    }

    @Test
    void aKeyThatIsThereTwiceIsTold() throws IOException {
        read(table -> new RowIds(new IdBitmap()).in(table), "[{'id':7,'a':1,'a':2},{'id':8,'a':1,'b':2}]");

        assertThat(found.lines()).containsExactly("MALFORMED realm.json zerver_stream 7: a is duplicated in it");
    }

    @Test
    void theSameKeyInTheNextRowIsNotTwice() throws IOException {
        read(table -> {}, "[{'a':1},{'a':1}]");

        assertThat(found.all()).isEmpty();
    }

    @Test
    void aRowIsNamedByItsIdWhereverThatStands() throws IOException {
        read(
                table -> new RowIds(new IdBitmap())
                        .in(table.field("a", (value, row) -> row.object(FindingKind.VALUE, "a is " + value.getText()))),
                "[{'a':5,'id':7},{'a':6}]");

        assertThat(found.lines())
                .contains("VALUE realm.json zerver_stream 7: a is 5", "VALUE realm.json zerver_stream row 2: a is 6");
    }

    @Test
    void aValueThatItsColumnDoesNotTakeIsSeenByNoOtherCheck() throws IOException {
        read(
                table -> table.ofValues(true).field("name", (value, row) -> seen.add(value.getText())),
                "[{'name':'" + "x".repeat(61) + "'},{'name':'fine'}]");

        assertThat(seen).containsExactly("fine");
        assertThat(found.messages()).containsExactly("name has 61 characters, but its column allows 60");
    }

    @Test
    void anEmptyTableHasNoRows() throws IOException {
        assertThat(read(table -> table.end(() -> seen.add("end")), "[]")).isZero();
        assertThat(seen).containsExactly("end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "7", "[7]", "[[]]", "[{'id':1}", "[{'id':}]"})
    void whatIsNoListOfRowsEndsTheReading(String text) {
        assertThatThrownBy(() -> read(table -> {}, text)).isInstanceOf(IOException.class);
    }

    @Test
    void everyRowHasAnIdOnce() throws IOException {
        IdBitmap ids = new IdBitmap();

        read(table -> new RowIds(ids).in(table), "[{'id':1},{'id':2},{'id':9},{'id':2},{'id':null},{'id':'x'}]");

        assertThat(ids).isEqualTo(IdBitmap.bitmapOf(1, 2, 9));
        assertThat(found.lines())
                .containsExactly(
                        "DUPLICATE realm.json zerver_stream 2: duplicate id",
                        "MALFORMED realm.json zerver_stream row 5: it has no id",
                        "MALFORMED realm.json zerver_stream row 6: id is not an id",
                        "MALFORMED realm.json zerver_stream row 6: it has no id");
    }

    @Test
    void idsThatFollowEachOtherAreOnceToo() throws IOException {
        IdBitmap ids = new IdBitmap();
        StringBuilder rows = new StringBuilder("[{'id':-3}");
        for (int id = 10; id < 900; id++) {
            rows.append(",{'id':").append(id).append('}');
        }

        read(table -> new RowIds(ids).in(table), rows + ",{'id':899},{'id':900}]");

        assertThat(ids.getLongCardinality()).isEqualTo(892);
        assertThat(ids.contains(-3) && ids.contains(10) && ids.contains(900)).isTrue();
        assertThat(found.all()).hasSize(1).allMatch(one -> one.id().equals("899"));
    }

    @Test
    void allRowsHaveAsManyFieldsAsTheFirst() throws IOException {
        read(table -> new RowIds(new IdBitmap()).in(table), "[{'id':1,'a':1},{'id':2},{'id':3,'a':1}]");

        assertThat(found.lines())
                .containsExactly(
                        "MALFORMED realm.json zerver_stream 2: it has 1 fields, but the table's first row has 2");
    }

    @Test
    void aRowBehindAHigherIdIsOutOfOrder() throws IOException {
        read(
                table -> new RowIds(new IdBitmap()).in(table).row(new RowOrder()),
                "[{'id':5},{'id':3},{'id':4},{'id':6},{'id':6}]");

        assertThat(found.lines())
                .containsExactly(
                        "WRONG_ORDER realm.json zerver_stream 3: it follows a row with a higher id",
                        "WRONG_ORDER realm.json zerver_stream 4: it follows a row with a higher id",
                        "DUPLICATE realm.json zerver_stream 6: duplicate id");
    }

    private long read(Consumer<TableCheck> more, String rows) throws IOException {
        return ReadRows.of(TABLE, found, name -> TableCheck.ANYTHING, more, rows);
    }
}
