/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON values as lines of COPY. */
class CopyTextTest {
    private static String copied(String json, CopyType type) {
        byte[] row = ("{\"field\":" + json + "}").getBytes(StandardCharsets.UTF_8);
        CopyText text = new CopyText();
        text.json(row, "{\"field\":".length(), row.length - 1, type);
        return written(text);
    }

    private static String written(CopyText text) {
        return new String(text.data(), 0, text.size(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"\"                | ``",
                "\"plain\"           | plain",
                "\"a\\\"b\"          | a\"b",
                "\"a\\\\b\"          | a\\\\b",
                "\"a\\/b\"           | a/b",
                "\"a\\bb\"           | a\\bb",
                "\"a\\fb\"           | a\\fb",
                "\"a\\nb\"           | a\\nb",
                "\"a\\rb\"           | a\\rb",
                "\"a\\tb\"           | a\\tb",
                "\"\\\\.\"           | \\\\.",
                "\"\\\\N\"           | \\\\N",
                "\"\\u0041\"         | A",
                "\"\\u00e9\\u00C9\"  | éÉ",
                "\"\\u20ac\"         | €",
                "\"\\ud83d\\ude00\"  | 😀",
                "\"\\uD83D\\uDE00!\" | 😀!",
                "\"\\u000a\"         | \\n",
                "\"\\u0009\\u000d\"  | \\t\\r",
                "\"\\u005c\"         | \\\\",
                "\"é😀\"             | é😀",
                "\"null\"            | null",
            })
    void aTextIsEscapedAsCopyWants(String json, String expected) {
        assertThat(copied(json, CopyType.TEXT)).isEqualTo(expected);
        assertThat(copied(json, CopyType.PLAIN)).isEqualTo(expected);
    }

    @Test
    void controlCharactersStayCharacters() {
        assertThat(copied("\"\\u0001\\u001f\\u007f\"", CopyType.TEXT)).isEqualTo("\u0001\u001f\u007f");
    }

    @ParameterizedTest
    @CsvSource({
        "\\ud83d, \ufffd",
        "\\ude00, \ufffd",
        "\\ud83dx, \ufffdx",
        "\\ud83d\\n, \ufffd\\n",
        "\\ud83d\\u0041, \ufffdA",
        "\\ud83d\\ud83d\\ude00, \ufffd😀",
    })
    void halfOfAPairIsTheCharacterForWhatIsNone(String json, String expected) {
        assertThat(copied('"' + json + '"', CopyType.TEXT)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0              | 1970-01-01 00:00:00.000000+00",
                "1700000000     | 2023-11-14 22:13:20.000000+00",
                "1700000000.0   | 2023-11-14 22:13:20.000000+00",
                "1700000000.5   | 2023-11-14 22:13:20.500000+00",
                "1700000000.25  | 2023-11-14 22:13:20.250000+00",
                "1700000000.125 | 2023-11-14 22:13:20.125000+00",
                "1700000000.0625 | 2023-11-14 22:13:20.062500+00",
                "1700000000.12345 | 2023-11-14 22:13:20.123450+00",
                "1700000000.123456 | 2023-11-14 22:13:20.123456+00",
                "1700000000.1234567 | 2023-11-14 22:13:20.123457+00",
                "1700000000.12345651 | 2023-11-14 22:13:20.123457+00",
                "1700000000.123456499 | 2023-11-14 22:13:20.123456+00",
                "1.7e9          | 2023-11-14 22:13:20.000000+00",
                "17E8           | 2023-11-14 22:13:20.000000+00",
                "1.5e-3         | 1970-01-01 00:00:00.001500+00",
                "-1             | 1969-12-31 23:59:59.000000+00",
                "-0.000001      | 1969-12-31 23:59:59.999999+00",
                "-62135596800   | 0001-01-01 00:00:00.000000+00",
                "253402300799.999999 | 9999-12-31 23:59:59.999999+00",
                "253402300800   | 10000-01-01 00:00:00.000000+00",
                "951782400      | 2000-02-29 00:00:00.000000+00",
                "\"2024-02-03T04:05:06Z\" | 2024-02-03T04:05:06Z",
            })
    void secondsBecomeATime(String json, String expected) {
        assertThat(copied(json, CopyType.TIME)).isEqualTo(expected);
    }

    @Test
    void aDayAfterAnotherIsItsOwn() {
        CopyText text = new CopyText();
        for (String seconds : new String[] {"86399", "86400", "0"}) {
            byte[] json = seconds.getBytes(StandardCharsets.UTF_8);
            text.column();
            text.json(json, 0, json.length, CopyType.TIME);
        }
        text.endRow();
        assertThat(written(text))
                .isEqualTo(
                        "1970-01-01 23:59:59.000000+00\t1970-01-02 00:00:00.000000+00\t1970-01-01 00:00:00.000000+00\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TEXT", "PLAIN", "TIME", "JSON"})
    void nullIsCopysNull(CopyType type) {
        assertThat(copied("null", type)).isEqualTo("\\N");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-17", "1.5", "true", "false", "12345678901234567890"})
    void numbersAndBooleansAreAsJsonHasThem(String json) {
        assertThat(copied(json, CopyType.PLAIN)).isEqualTo(json);
        assertThat(copied(json, CopyType.TEXT)).isEqualTo(json);
    }

    @Test
    void whatIsNoStringInAColumnOfTextIsItsJson() {
        assertThat(copied("[\"a\\nb\",1]", CopyType.TEXT)).isEqualTo("[\"a\\\\nb\",1]");
    }

    @Test
    void jsonKeepsItsOwnBackslashes() {
        assertThat(copied("{\"a\":\"x\\\\y\\n\\u00e9\"}", CopyType.JSON))
                .isEqualTo("{\"a\":\"x\\\\\\\\y\\\\n\\\\u00e9\"}");
        assertThat(copied("\"\\\"\"", CopyType.JSON)).isEqualTo("\"\\\\\"\"");
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                9,
                10,
                99,
                100,
                -1,
                -10,
                123_456_789_012L,
                999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void aNumberHasAllItsDigits(long number) {
        CopyText text = new CopyText();
        text.number(number);
        assertThat(written(text)).isEqualTo(Long.toString(number));
    }

    @Test
    void aTextOfTheProgramIsEscaped() {
        CopyText text = new CopyText();
        text.text("a\\b\tc\nd\re é");
        assertThat(written(text)).isEqualTo("a\\\\b\\tc\\nd\\re é");
    }

    @Test
    void rowsHaveTabsBetweenColumnsAndEndWithALine() {
        CopyText text = new CopyText();
        for (int row = 0; row < 2; row++) {
            text.column();
            text.number(row);
            text.column();
            text.nothing();
            text.endRow();
        }
        assertThat(written(text)).isEqualTo("0\t\\N\n1\t\\N\n");
        text.clear();
        text.column();
        text.number(2);
        assertThat(written(text)).isEqualTo("2");
    }

    @Test
    void aTextLongerThanTheBufferIsWhole() {
        String large = "x".repeat(200_000);
        assertThat(copied('"' + large + '"', CopyType.TEXT)).isEqualTo(large);
    }
}
