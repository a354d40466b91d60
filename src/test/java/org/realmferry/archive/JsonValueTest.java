/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonValueTest {
    @Test
    void anExactValueKeepsOrderAndSpelling() throws IOException {
        Map<String, @Nullable Object> row = exact("{\"b\": 1.0, \"a\": [1, null, true], \"c\": {\"d\": \"\\u00e4\"}}");

        assertThat(row.keySet()).containsExactly("b", "a", "c");
        assertThat(row.get("b")).isEqualTo(new BigDecimal("1.0"));
        assertThat(row.get("a"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly(BigDecimal.ONE, null, true);
        assertThat(row.get("c")).isEqualTo(Map.of("d", "ä"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1, \"b\": 2} | {\"b\": 2.0, \"a\": 1.00} | true",
                "{\"a\": 1e2} | {\"a\": 100} | true",
                "{\"a\": 0.10} | {\"a\": 0.1} | true",
                "{\"a\": \"\\u00e4\"} | {\"a\": \"ä\"} | true",
                "{\"a\": 123456789012345678901} | {\"a\": 123456789012345678901.0} | true",
                "{\"a\": null} | {} | false",
                "{\"a\": 1} | {\"a\": \"1\"} | false",
                "{\"a\": [1, 2]} | {\"a\": [2, 1]} | false",
                "{\"a\": [\"b\", \"c\"]} | {\"a\": [\"bc\"]} | false"
            })
    void comparableValuesAreEqualWhereTheyMeanTheSame(String one, String other, boolean equal) {
        Map<String, Object> left = comparable(one);
        Map<String, Object> right = comparable(other);

        assertThat(left.equals(right)).isEqualTo(equal);
        assertThat(JsonValue.checksum(left).equals(JsonValue.checksum(right))).isEqualTo(equal);
    }

    private static Map<String, @Nullable Object> exact(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return JsonValue.exactObject(bytes, 0, bytes.length);
    }

    private static Map<String, Object> comparable(String json) {
        JsonBytes bytes = new JsonBytes();
        bytes.raw(json);
        return JsonValue.object(bytes);
    }
}
