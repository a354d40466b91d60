/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.archive.JsonBytes;
import org.realmferry.extract.Tuple;
import org.realmferry.plan.Field;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;

class RowEncoderTest {
    private static final long LAST = Long.MAX_VALUE;
    private static final long FIRST = Long.MIN_VALUE;

    @Test
    void aRowIsAnObjectWithItsFieldsInOrder() {
        RowEncoder encoder =
                new RowEncoder(List.of(field("id", "integer"), field("a\"b", "boolean"), field("text", "varchar")));

        assertThat(encoded(
                        encoder, new Tuple().integer(7).bool(true).text("é\n").row()))
                .isEqualTo("{\"id\":7,\"a\\\"b\":true,\"text\":\"é\\n\"}");
    }

    @ParameterizedTest
    @CsvSource({"smallint", "boolean", "text", "timestamptz", "json", "jsonb", "uuid", "bigint[]", "tsvector"})
    void nullIsNullWhateverTheType(String type) {
        assertThat(encoded(one(type), new Tuple().nothing().row())).isEqualTo("{\"f\":null}");
    }

    @Test
    void numbersOfEverySizeAreNumbers() {
        assertThat(encoded(one("smallint"), new Tuple().smallint(-3).row())).isEqualTo("{\"f\":-3}");
        assertThat(encoded(one("integer"), new Tuple().integer(-3).row())).isEqualTo("{\"f\":-3}");
        assertThat(encoded(one("bigint"), new Tuple().bigint(1L << 40).row())).isEqualTo("{\"f\":1099511627776}");
    }

    @Test
    void timesAreSeconds() {
        assertThat(encoded(
                        one("timestamptz"),
                        new Tuple().time(1_743_465_600_100_000L).row()))
                .isEqualTo("{\"f\":1743465600.1}");
        assertThat(encoded(one("timestamptz"), new Tuple().time(-500_000).row()))
                .isEqualTo("{\"f\":-0.5}");
    }

    @Test
    void timesThatPythonCannotHoldAreTheNearestThatItCan() {
        String last = "{\"f\":253402300799.0}";
        String first = "{\"f\":-62135596800.0}";
        assertThat(encoded(one("timestamptz"), new Tuple().bigint(LAST).row())).isEqualTo(last);
        assertThat(encoded(one("timestamptz"), new Tuple().bigint(LAST - 5).row()))
                .isEqualTo(last);
        assertThat(encoded(
                        one("timestamptz"),
                        new Tuple().time(253_402_300_800_000_000L).row()))
                .isEqualTo(last);
        assertThat(encoded(one("timestamptz"), new Tuple().bigint(FIRST).row())).isEqualTo(first);
        assertThat(encoded(
                        one("timestamptz"),
                        new Tuple().time(-62_135_596_800_000_001L).row()))
                .isEqualTo(first);
    }

    @Test
    void valuesThatDoNotLeaveAsTheyAreAreFindings() {
        Findings findings = new Findings();
        List<Field> fields = List.of(field("id", "bigint"), field("sent", "timestamptz"), field("text", "text"));
        TableRead read =
                new TableRead("t", "t", 1, OutputFile.REALM, fields, "t t", "TRUE", "id", Optional.empty(), List.of());
        RowEncoder encoder = new RowEncoder(fields).telling(new OddValues(findings, "acme").of(read));
        String cut = new String(new byte[] {'a', (byte) 0xe9, 'b'}, StandardCharsets.ISO_8859_1);

        assertThat(encoded(
                        encoder, new Tuple().bigint(-7).bigint(LAST).latin1(cut).row()))
                .isEqualTo("{\"id\":-7,\"sent\":253402300799.0,\"text\":\"a\ufffdb\"}");
        assertThat(findings.sorted())
                .extracting(Finding::place, Finding::kind)
                .containsExactly(tuple("t -7", "odd-text"), tuple("t -7", "odd-time"));
        assertThat(findings.sorted().get(0).message()).contains("text has bytes", "0xE9", "FROM t WHERE id = -7");
        assertThat(findings.sorted().get(1).message()).contains("sent is infinity", "exported as 9999-12-31T23:59:59Z");
    }

    @Test
    void timesInsideOfJsonAreRepairedAndFindings() {
        Findings findings = new Findings();
        List<Field> fields =
                List.of(field("id", "bigint"), field("extra_data", "jsonb"), field("edit_history", "text"));
        TableRead read =
                new TableRead("t", "t", 1, OutputFile.REALM, fields, "t t", "TRUE", "id", Optional.empty(), List.of());
        RowEncoder encoder = new RowEncoder(fields).telling(new OddValues(findings, "acme").of(read));

        assertThat(encoded(
                        encoder,
                        new Tuple()
                                .bigint(7)
                                .jsonb("{\"expires_at\": -1e30}")
                                .text("[{\"timestamp\":Infinity}]")
                                .row()))
                .isEqualTo("{\"id\":7,\"extra_data\":{\"expires_at\": -62135596800},"
                        + "\"edit_history\":\"[{\\\"timestamp\\\":253402300799}]\"}");
        assertThat(findings.sorted())
                .extracting(Finding::place, Finding::kind)
                .containsExactly(tuple("t 7", "odd-time"), tuple("t 7", "odd-time"));
        assertThat(findings.sorted())
                .extracting(Finding::message)
                .anyMatch(message -> message.startsWith("edit_history has the timestamp Infinity, which"))
                .anyMatch(message -> message.startsWith("extra_data has the expires_at -1e30, which"));
    }

    @Test
    void jsonStaysAsItIs() {
        assertThat(encoded(
                        one("jsonb"), new Tuple().jsonb("{\"a\": [1, \"é\"]}").row()))
                .isEqualTo("{\"f\":{\"a\": [1, \"é\"]}}");
        assertThat(encoded(one("json"), new Tuple().text("[ 1 ]").row())).isEqualTo("{\"f\":[ 1 ]}");
    }

    @Test
    void uuidsHaveTheirDashes() {
        String uuid = "0123abcd-4567-89ef-0123-456789abcdef";

        assertThat(encoded(one("uuid"), new Tuple().uuid(uuid).row())).isEqualTo("{\"f\":\"" + uuid + "\"}");
    }

    @Test
    void idsAreAList() {
        assertThat(encoded(one("bigint[]"), new Tuple().ids(3, 1, 2).row())).isEqualTo("{\"f\":[3,1,2]}");
        assertThat(encoded(one("bigint[]"), new Tuple().ids().row())).isEqualTo("{\"f\":[]}");
    }

    @Test
    void aListIsReplacedByOtherIds() {
        RowEncoder encoder =
                new RowEncoder(List.of(field("a", "bigint[]"), field("b", "bigint[]"), field("c", "text")));
        JsonBytes json = new JsonBytes();

        encoder.encode(new Tuple().ids(1).ids(2, 3).nothing().row(), json, 1, new long[] {9});

        assertThat(text(json)).isEqualTo("{\"a\":[1],\"b\":[9],\"c\":null}");
    }

    private static RowEncoder one(String type) {
        return new RowEncoder(List.of(field("f", type)));
    }

    private static Field field(String name, String type) {
        return new Field(name, "t." + name, type);
    }

    private static String encoded(RowEncoder encoder, BinaryRow row) {
        JsonBytes json = new JsonBytes();
        encoder.encode(row, json);
        return text(json);
    }

    private static String text(JsonBytes json) {
        return new String(json.data(), 0, json.size(), StandardCharsets.UTF_8);
    }
}
