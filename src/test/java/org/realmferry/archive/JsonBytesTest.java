/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.sample.Json;

class JsonBytesTest {
    @Test
    void quotesBackslashesAndLineBreaksAreEscapedShortly() {
        assertThat(written(json -> json.string("a\"b\\c\nd\re\tf/g"))).isEqualTo("\"a\\\"b\\\\c\\nd\\re\\tf/g\"");
    }

    @Test
    void everyOtherControlCharacterIsEscapedByItsNumber() {
        assertThat(written(json -> json.string("\u0000\u0001\b\f\u001f")))
                .isEqualTo("\"\\u0000\\u0001\\u0008\\u000c\\u001f\"");
        for (char c = 0; c < ' '; c++) {
            String text = "before" + c + "after";
            assertThat(Json.parse(written(json -> json.string(text)))).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "é", "日本語", "👋🏽", "\u007f\u0080\u2028\ufeff", "\"", "\\", "\\u0041", "</script>"})
    void textStaysUtf8AndReadsBackAsItWas(String text) {
        String json = written(bytes -> bytes.string(text));

        assertThat(Json.parse(json)).isEqualTo(text);
        assertThat(json).doesNotContain("\\u00e9", "\\u65e5", "\\ud83d");
    }

    @Test
    void textReadsBackWhereverInItSpecialCharactersStand() {
        for (String special :
                new String[] {"\"", "\\", "\n", "\u0000", "\u001f", " ", "!", "#", "[", "]", "\u007f", "é", "日"}) {
            for (int before = 0; before < 20; before++) {
                for (int between = 0; between < 10; between++) {
                    String text = "a".repeat(before) + special + "b".repeat(between) + special + "c".repeat(9);
                    assertThat(Json.parse(written(json -> json.string(text)))).isEqualTo(text);
                }
            }
        }
    }

    @Test
    void aPartOfABufferBecomesAString() {
        byte[] buffer = "ignored\"kept\"ignored".getBytes(StandardCharsets.UTF_8);

        assertThat(written(json -> json.string(buffer, 7, 6))).isEqualTo("\"\\\"kept\\\"\"");
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                9,
                10,
                -10,
                99,
                100,
                12345678901L,
                999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                Long.MIN_VALUE + 1
            })
    void numbersOfAnySizeAreWrittenInFull(long number) {
        assertThat(written(json -> json.number(number))).isEqualTo(Long.toString(number));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "1, 0.000001",
        "100000, 0.1",
        "1000000, 1.0",
        "1500000, 1.5",
        "1743465600123456, 1743465600.123456",
        "1743465600100000, 1743465600.1",
        "1743465600000010, 1743465600.00001",
        "-1, -0.000001",
        "-1000000, -1.0",
        "-1500000, -1.5",
        "-62135596800000000, -62135596800.0"
    })
    void timesAreSecondsWithAsManyDecimalsAsTheyNeed(long micros, String seconds) {
        assertThat(written(json -> json.seconds(micros))).isEqualTo(seconds);
    }

    @Test
    void literalsAreThoseOfJson() {
        assertThat(written(json -> {
                    json.raw('[');
                    json.bool(true);
                    json.raw(',');
                    json.bool(false);
                    json.raw(",");
                    json.nothing();
                    json.raw(']');
                }))
                .isEqualTo("[true,false,null]");
    }

    @Test
    void theBufferGrowsWithItsText() {
        String text = "\n".repeat(1 << 17) + "é".repeat(1 << 17);
        JsonBytes json = new JsonBytes();

        json.string(text);
        for (int i = 0; i < 100_000; i++) {
            json.number(Long.MIN_VALUE);
            json.seconds(-1);
        }

        String all = text(json);
        assertThat(all).startsWith("\"" + "\\n".repeat(1 << 17) + "é".repeat(1 << 17) + "\"");
        assertThat(all).endsWith("-9223372036854775808-0.000001");
        assertThat(json.size()).isEqualTo(2 + 4 * (1 << 17) + 100_000 * 29);
    }

    @Test
    void aBufferIsUsedAgain() {
        JsonBytes json = new JsonBytes();
        json.raw("dropped");

        json.clear();
        assertThat(json.size()).isZero();
    }

    private static String written(Consumer<JsonBytes> content) {
        JsonBytes json = new JsonBytes();
        content.accept(json);
        return text(json);
    }

    private static String text(JsonBytes json) {
        return new String(json.data(), 0, json.size(), StandardCharsets.UTF_8);
    }
}
