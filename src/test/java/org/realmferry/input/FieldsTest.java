/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
    private static final String ROW =
            "{\"groups\":[1,{\"id\":9}],\"text\":\"a \\\"quoted, id\\\": {\",\"inner\":{\"id\":7},\"id\":42,\"on\":true,\"none\":null}";

    @Test
    void theIdIsThatOfTheRowItself() {
        byte[] row = bytes(ROW);

        assertThat(Fields.id(row, 0, row.length)).isEqualTo(42);
    }

    @ParameterizedTest
    @CsvSource({"groups, 99, 99", "inner, null, null", "id, 5, 5", "none, 1, 1", "on, false, false"})
    void oneValueIsReplacedAndAllElseStays(String field, String json, String expected) {
        byte[] changed = Fields.with(bytes(ROW), field, json);

        Map<String, @Nullable Object> before = Fields.parse(bytes(ROW), 0, bytes(ROW).length);
        Map<String, @Nullable Object> after = Fields.parse(changed, 0, changed.length);
        assertThat(String.valueOf(after.remove(field))).isEqualTo(expected);
        before.remove(field);
        assertThat(after).isEqualTo(before);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        byte[] row = bytes(ROW);

        assertThat(Fields.find(row, 0, row.length, Fields.name("quoted, id"))).isNull();
        assertThat(Fields.number(row, 0, row.length, Fields.name("text"))).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "1.000001, 1.000002, true",
        "1.000001, 1.000003, false",
        "1.0, 1, true",
        "1, 2, false",
        "[1.5], [1.500001], true",
        "[1], [1], true",
        "null, 0, false"
    })
    void timesMayDifferByAMicrosecondAndNothingElse(String one, String other, boolean same) {
        assertThat(Fields.same(value(one), value(other))).isEqualTo(same);
    }

    private static @Nullable Object value(String json) {
        byte[] row = bytes("{\"value\":" + json + "}");
        return Fields.parse(row, 0, row.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
