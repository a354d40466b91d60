/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bytes may be a text that PostgreSQL doesn't take, however they are read. Here {@code %} is a backslash. */
class TextScanTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "%u0041",
                "%%u0000",
                "%%%%u0000",
                "%ud83d%ude00",
                "%uD83D%uDE00%ud83d%ude00",
                "%n%t%%%\"%u00e9",
                "\ud83d\ude00 \u00e9 \ud7ff \ue000",
                "u0000",
            })
    void isFine(String text) throws IOException {
        assertThat(scan(text, 7).isSuspect()).isFalse();
        assertThat(scan(text, 1).isSuspect()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%u0000",
                "a%%%u0000b",
                "%ud83d",
                "%ud83dx",
                "%ud83d%n",
                "%ud83d%u0041",
                "%ud83d%ud83d%ude00",
                "%ude00",
                "%ude00%ud83d",
            })
    void isSuspect(String text) throws IOException {
        assertThat(scan(text, 7).isSuspect()).isTrue();
        assertThat(scan(text, 1).isSuspect()).isTrue();
    }

    @Test
    void halfOfAPairInBytesIsSuspect() throws IOException {
        byte[] half = {'"', (byte) 0xED, (byte) 0xA0, (byte) 0xBD, '"'};
        byte[] letter = {'"', (byte) 0xED, (byte) 0x9F, (byte) 0xBF, '"'};

        assertThat(scan(half, 2).isSuspect()).isTrue();
        assertThat(scan(letter, 2).isSuspect()).isFalse();
    }

    @Test
    void aByteOrderMarkIsSeenAtTheBeginningOnly() throws IOException {
        assertThat(scan("\ufeff{}", 1).hasMark()).isTrue();
        assertThat(scan("\ufeff{}", 7).hasMark()).isTrue();
        assertThat(scan("{\ufeff}", 7).hasMark()).isFalse();
        assertThat(scan("", 7).hasMark()).isFalse();
    }

    @Test
    void theBytesComeThroughUnchanged() throws IOException {
        byte[] bytes = json("%u0000\ud83d\ude00");
        try (InputStream in = new TextScan(new ByteArrayInputStream(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        try (InputStream in = new TextScan(new ByteArrayInputStream(new byte[] {(byte) 200}))) {
            assertThat(in.read()).isEqualTo(200);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    private static byte[] json(String text) {
        return ('"' + text.replace('%', '\\') + '"').getBytes(StandardCharsets.UTF_8);
    }

    private static TextScan scan(String text, int step) throws IOException {
        byte[] bytes = text.startsWith("\ufeff") || text.startsWith("{") || text.isEmpty()
                ? text.getBytes(StandardCharsets.UTF_8)
                : json(text);
        return scan(bytes, step);
    }

    /** Reads so many bytes at a time. */
    private static TextScan scan(byte[] bytes, int step) throws IOException {
        TextScan scan = new TextScan(new ByteArrayInputStream(bytes));
        byte[] buffer = new byte[step + 2];
        int n = 0;
        while (n >= 0) {
            n = scan.read(buffer, 1, step);
        }
        return scan;
    }
}
