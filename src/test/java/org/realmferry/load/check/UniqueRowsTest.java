/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.source.TargetCatalog.UniqueIndex;

/** Rows that a unique index refuses, and such as it takes. */
class UniqueRowsTest {
    @Test
    void rowsWithTheSameValuesAreNamed() {
        assertThat(problem(
                        List.of("realm_id", "name"),
                        "",
                        "{'id': 5, 'realm': 2, 'name': 'a'}",
                        "{'id': 6, 'realm': 2, 'name': 'b'}",
                        "{'id': 9, 'realm': 2, 'name': 'a'}"))
                .contains("rows of zerver_thing have the same realm_id, name, of which the server's unique index"
                        + " thing_uniq takes only one: ids 5 and 9");
    }

    @Test
    void manyAreCounted() {
        String row = "{'id': 5, 'realm': 2}";

        assertThat(problem(List.of("realm_id"), "", row, row, row, row, row, row)
                        .orElseThrow())
                .endsWith("ids 5 and 5; 5 and 5; 5 and 5, and 2 more");
    }

    @Test
    void caseDoesNotCountInAnExpression() {
        String one = "{'id': 5, 'name': '\u00c9t\u00e9'}";
        String other = "{'id': 9, 'name': '\\u00e9T\u00c9'}";

        assertThat(problem(List.of("upper(name::text)"), "", one, other)).isPresent();
        assertThat(problem(List.of("lower((name)::text)"), "", one, other)).isPresent();
        assertThat(problem(List.of("name"), "", one, other)).isEmpty();
    }

    @Test
    void valuesAreNotRunTogether() {
        assertThat(problem(
                        List.of("name", "other"),
                        "",
                        "{'id': 5, 'name': 1, 'other': 12}",
                        "{'id': 9, 'name': 11, 'other': 2}"))
                .isEmpty();
    }

    @Test
    void rowsWithoutAValueAreNeverEqual() {
        assertThat(problem(
                        List.of("name"),
                        "",
                        "{'id': 5, 'name': null}",
                        "{'id': 9, 'name': null}",
                        "{'id': 10}",
                        "{'id': 11}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(NOT deactivated)", "(topic IS NULL)", "(kind = 1)", "((NOT deactivated) AND (kind = 1))"})
    void aPartialIndexHasTheRowsOfItsCondition(String predicate) {
        String in = "{'id': 5, 'name': 1, 'deactivated': false, 'topic': null, 'kind': 1}";
        String out = "{'id': 9, 'name': 1, 'deactivated': true, 'topic': 'x', 'kind': 12}";

        assertThat(problem(List.of("name"), predicate, in, in)).isPresent();
        assertThat(problem(List.of("name"), predicate, in, out)).isEmpty();
        assertThat(problem(List.of("name"), predicate, out, out)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(deactivated)", "(topic IS NOT NULL)"})
    void soHasOneOfRowsThatHaveSomething(String predicate) {
        String in = "{'id': 5, 'name': 1, 'deactivated': true, 'topic': 'x'}";
        String out = "{'id': 9, 'name': 1, 'deactivated': false, 'topic': null}";

        assertThat(problem(List.of("name"), predicate, in, in)).isPresent();
        assertThat(problem(List.of("name"), predicate, out, out)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(length(name) > 3)", "((kind = 1) OR (kind = 2))", "(made IS NULL)"})
    void aConditionThatOnlyTheServerUnderstandsIsLeftToIt(String predicate) {
        assertThat(UniqueRows.of(index(List.of("name"), predicate), UniqueRowsTest::field))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"COALESCE(name, ''::text)", "made", "md5(name)"})
    void soIsAnExpressionOrAColumnThatAnImportMakes(String column) {
        assertThat(UniqueRows.of(index(List.of(column), ""), UniqueRowsTest::field))
                .isEmpty();
    }

    private static Optional<String> field(String column) {
        return column.equals("made") ? Optional.empty() : Optional.of(column.replaceFirst("_id$", ""));
    }

    private static UniqueIndex index(List<String> columns, String predicate) {
        return new UniqueIndex(
                "thing_uniq",
                "zerver_thing",
                columns,
                "",
                false,
                predicate.isEmpty() ? Optional.empty() : Optional.of(predicate));
    }

    private static Optional<String> problem(List<String> columns, String predicate, String... rows) {
        UniqueRows unique =
                UniqueRows.of(index(columns, predicate), UniqueRowsTest::field).orElseThrow();
        for (String row : rows) {
            byte[] bytes = bytes(row);
            unique.add(bytes, 0, bytes.length);
        }
        if (unique.mayClash()) {
            for (String row : rows) {
                byte[] bytes = bytes(row);
                unique.compare(bytes, 0, bytes.length);
            }
        }
        return unique.problem();
    }

    /** A row as archives have it. */
    private static byte[] bytes(String row) {
        return row.replace('\'', '"').replace(": ", ":").replace(", ", ",").getBytes(StandardCharsets.UTF_8);
    }
}
