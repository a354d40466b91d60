/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.sample.SmallInput;

/** How an audit reads files and rows: what has another type than it should is a damage. */
class AuditedRowTest {
    @TempDir
    private Path folder;

    @Test
    void fieldsHaveTheirTypes() throws IOException {
        AuditedRow row = row("{'id':7,'name':'a','on':true,'time':1.5,'ids':[1,2],'none':null}");

        assertThat(row.id()).isEqualTo(7);
        assertThat(row.number("id")).isEqualTo(7);
        assertThat(row.text("name")).isEqualTo("a");
        assertThat(row.flag("on")).isTrue();
        assertThat(row.time("time")).hasValue(1.5);
        assertThat(row.time("id")).hasValue(7.0);
        assertThat(row.numbers("ids")).containsExactly(1L, 2L);
    }

    @Test
    void whatIsNullOrMissingIsEmpty() throws IOException {
        AuditedRow row = row("{'id':7,'none':null}");

        for (String field : List.of("none", "missing")) {
            assertThat(row.reference(field)).isEmpty();
            assertThat(row.optionalText(field)).isEmpty();
            assertThat(row.time(field)).isEmpty();
            assertThat(row.flag(field, true)).isTrue();
        }
        assertThat(row.numbersIfAny("missing")).isEmpty();
    }

    @Test
    void anotherTypeIsADamageWithFileTableAndRow() throws IOException {
        AuditedRow row = row("{'id':7,'a':'x','b':1,'c':[1,'2'],'d':1.5}");

        assertDamage(() -> row.number("a"), "realm.json: t 7: a is not a number");
        assertDamage(() -> row.number("missing"), "realm.json: t 7: missing is not a number");
        assertDamage(() -> row.reference("d"), "realm.json: t 7: d is not a number");
        assertDamage(() -> row.text("b"), "realm.json: t 7: b is not a text");
        assertDamage(() -> row.text("missing"), "realm.json: t 7: missing is not a text");
        assertDamage(() -> row.flag("b"), "realm.json: t 7: b is not true or false");
        assertDamage(() -> row.flag("b", true), "realm.json: t 7: b is not true or false");
        assertDamage(() -> row.time("a"), "realm.json: t 7: a is not a time");
        assertDamage(() -> row.numbers("c"), "realm.json: t 7: c is not a list of ids");
        assertDamage(() -> row.numbers("missing"), "realm.json: t 7: missing is not a list of ids");
    }

    @Test
    void aRowWithoutAnIdIsCalledByItsPlace() throws IOException {
        List<AuditedRow> rows = rows("{'t':[{'id':7},{'name':'x'}]}");

        assertThat(rows).extracting(AuditedRow::label).containsExactly("7", "row 2");
    }

    @ParameterizedTest
    @CsvSource({
        "date_sent, 253402300800",
        "last_login, -62135596801",
        "end_time, 1e300",
        "timestamp, 253402300800.5",
        "edited_at, 999999999999"
    })
    void aTimeThatPythonCannotHoldIsADamage(String field, String value) throws IOException {
        AuditedRow row = row("{'id':7,'" + field + "':" + value + "}");

        assertDamage(row::requireTimes, "realm.json: t 7: " + field + " is not a time of the years 1 to 9999");
    }

    @Test
    void otherNumbersAndTimesAreFine() throws IOException {
        row("{'id':999999999999,'date_sent':253402300799,'date':999999999999,'last_edit':null,'end_time':'x'}")
                .requireTimes();
    }

    @Test
    void onlyWantedTablesAreRead() throws IOException {
        List<AuditedRow> rows = new ArrayList<>();

        file("{'a':[{'id':1}],'import_source':'zulip','b':[{'id':2,'rendered_content':'long'}]}")
                .tables("b"::equals, rows::add);

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).table()).isEqualTo("b");
        assertThat(rows.get(0).text("rendered_content"))
                .as("no check looks at it")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{'t':[{'id':1}] ~ realm.json: line 1",
                "{'t':7} ~ realm.json: it is not a list of rows in t",
                "{'t':[7]} ~ realm.json: it is not a list of rows in t",
                "[] ~ realm.json: it is not an object",
                "{} {} ~ realm.json: there is text after its end",
                "{'t':[{'id':1,'id':2}]} ~ realm.json: line 1",
                "{'import_source':'slack'} ~ realm.json: import_source is not zulip",
            })
    void aFileOfAnotherFormIsADamage(String text, String problem) throws IOException {
        AuditedRowReader file = file(text);

        assertThatThrownBy(() -> file.tables(table -> true, row -> {}))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(problem.strip());
    }

    @Test
    void aFileMayBeOneListOfRowsOrNumbers() throws IOException {
        List<AuditedRow> rows = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();

        file("[{'id':1},{'id':2}]").list(rows::add);
        file("[3,4]").numbers(numbers::add);

        assertThat(rows).extracting(AuditedRow::position).containsExactly(1L, 2L);
        assertThat(numbers).containsExactly(3L, 4L);
        AuditedRowReader mixed = file("[3,'4']");
        assertThatThrownBy(() -> mixed.numbers(numbers::add)).isInstanceOf(Failure.class);
    }

    @Test
    void ofAManifestAllIsReadButItsFiles() throws IOException {
        AuditedRow manifest =
                file("{'format':1,'files':[{'path':'x'}],'realm':{'id':2}}").objectWithoutFiles();

        assertThat(manifest.fields()).containsOnlyKeys("format", "realm");
    }

    @Test
    void filesAreFoundWithoutFollowingLinks() throws IOException {
        file("{}");
        Files.writeString(folder.resolve("messages-000002.json"), "{}");
        Files.writeString(folder.resolve("messages-2.json"), "{}");
        Files.createSymbolicLink(folder.resolve("messages-000003.json"), folder.resolve("realm.json"));
        AuditedFolder archive = new AuditedFolder(folder);

        assertThat(archive.messageFiles()).extracting(AuditedRowReader::name).containsExactly("messages-000002.json");
        assertThat(archive.file("messages-000003.json")).isEmpty();
        assertDamage(() -> archive.required("attachment.json"), folder + ": attachment.json is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"realm.json", "messages-000001.json", "stats.txt", "uploads/2/a", "avatars/records.json"})
    void namesOfAnArchiveAreKnown(String name) {
        assertThat(AuditedFolder.isKnown(name)).isTrue();
        assertThat(AuditedFolder.isKnown(name.replace("/", "") + "x")).isFalse();
    }

    @Test
    void aMessageLinksToAFileByItsFolders() throws IOException {
        AuditedLinks links = new AuditedLinks();
        links.add(row("{'id':7,'content':'see [a](/user_uploads/2/ab/random/a.png) and user_uploads/thumbnail/2/x/'}"));
        links.add(row("{'id':8,'content':null}"));

        assertThat(links.has(7, "2/ab/random/another-name.png")).isTrue();
        assertThat(links.has(8, "2/ab/random/a.png")).isFalse();
        assertThat(links.has(7, "2/ab/other/a.png")).isFalse();
    }

    private AuditedRowReader file(String text) throws IOException {
        Files.writeString(folder.resolve("realm.json"), SmallInput.json(text));
        return new AuditedRowReader(folder.resolve("realm.json"), "realm.json");
    }

    private List<AuditedRow> rows(String text) throws IOException {
        List<AuditedRow> rows = new ArrayList<>();
        file(text).tables(table -> true, rows::add);
        return rows;
    }

    private AuditedRow row(String row) throws IOException {
        return rows("{'t':[" + row + "]}").get(0);
    }

    private static void assertDamage(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.status()).isEqualTo(ExitStatus.DAMAGED_ARCHIVE);
            assertThat(failure).hasMessage(message);
        });
    }
}
