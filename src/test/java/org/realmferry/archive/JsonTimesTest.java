/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTimesTest {
    private static final String LAST = "253402300799";
    private static final String FIRST = "-62135596800";

    @ParameterizedTest
    @CsvSource({
        "253402300800, " + LAST,
        "1e20, " + LAST,
        "99999999999999999999999999, " + LAST,
        "Infinity, " + LAST,
        "NaN, " + LAST,
        "\"infinity\", " + LAST,
        "-62135596801, " + FIRST,
        "-1.5E+99, " + FIRST,
        "-Infinity, " + FIRST
    })
    void aTimeThatPythonCannotHoldIsTheNearestThatItCan(String value, String nearest) {
        String json = "[ {\"user_id\":7, \"timestamp\" : %s , \"prev\":\"é\"}, {\"expires_at\":%s}]";

        assertThat(repaired(json.formatted(value, value))).contains(json.formatted(nearest, nearest));
        assertThat(JsonTimes.odd(json.formatted("1", value))).contains("expires_at " + value.replace("\"", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"timestamp\":253402300799.9},{\"timestamp\":-62135596800}]",
                "{\"timestamp\":null,\"expires_at\":\"2030-01-01\"}",
                "{\"user_count\":1e30,\"stamp\":1e30}",
                "{}",
                "1e30",
                "",
                "{\"timestamp\":1e30"
            })
    void whatIsRightOrNoJsonStaysAsItIs(String json) {
        assertThat(repaired(json)).isEmpty();
        assertThat(JsonTimes.odd(json)).isEmpty();
    }

    @Test
    void aParserIsAtTheEndOfTheValue() throws IOException {
        try (JsonParser json = new JsonFactory()
                .createParser("{\"a\":{\"b\":[{\"timestamp\":1e30},{\"timestamp\":-1e30}]},\"timestamp\":1e30}")) {
            json.nextToken();
            json.nextToken();
            json.nextToken();

            assertThat(JsonTimes.odd(json)).contains("timestamp 1e30");
            assertThat(json.currentToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(json.currentName()).isEqualTo("a");
            json.nextToken();
            json.nextToken();
            assertThat(JsonTimes.odd(json)).contains("timestamp 1e30");
        }
    }

    private static Optional<String> repaired(String json) {
        byte[] around = ("x" + json + "x").getBytes(StandardCharsets.UTF_8);
        return JsonTimes.repaired(around, 1, around.length - 2).map(JsonTimes.Repaired::json);
    }
}
