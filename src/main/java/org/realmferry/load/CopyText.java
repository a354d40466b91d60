/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows as COPY reads them in its text format: columns with tabs between, {@code \N} for null, a backslash before what would
 * end a column (PostgreSQL documentation, COPY, "Text Format"). Values come as the bytes of JSON and never become objects.
 */
final class CopyText {
    private static final byte[] NULL = {'\\', 'N'};
    private static final int MICROS = 1_000_000;
    private static final int MICRO_DIGITS = 6;
    private static final long SECONDS_OF_DAY = 86_400;

    private byte[] data = new byte[1 << 16];
    private int size;
    private boolean first = true;

    byte[] data() {
        return data;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        first = true;
    }

    /** Goes to the next column of the row. */
    void column() {
        if (!first) {
            one('\t');
        }
        first = false;
    }

    void endRow() {
        one('\n');
        first = true;
    }

    void nothing() {
        raw(NULL, 0, NULL.length);
    }

    void number(long value) {
        byte[] digits = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
        raw(digits, 0, digits.length);
    }

    /** A text of this program. */
    void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            escaped(b);
        }
    }

    /** The bytes of a JSON value. */
    void json(byte[] source, int start, int end, CopyType type) {
        if (source[start] == 'n') {
            nothing();
            return;
        }
        switch (type) {
            case PLAIN -> plain(source, start, end);
            case TEXT -> text(source, start, end);
            case TIME -> time(source, start, end);
            case JSON -> escaped(source, start, end);
        }
    }

    private void plain(byte[] source, int start, int end) {
        if (source[start] == '"') {
            string(source, start + 1, end - 1);
        } else {
            raw(source, start, end - start);
        }
    }

    /** A string, or what stands in a column of text without being one. */
    private void text(byte[] source, int start, int end) {
        if (source[start] == '"') {
            string(source, start + 1, end - 1);
        } else {
            escaped(source, start, end);
        }
    }

    private void escaped(byte[] source, int start, int end) {
        for (int i = start; i < end; i++) {
            escaped(source[i]);
        }
    }

    private void escaped(byte b) {
        switch (b) {
            case '\\' -> two('\\', '\\');
            case '\n' -> two('\\', 'n');
            case '\r' -> two('\\', 'r');
            case '\t' -> two('\\', 't');
            default -> one(b);
        }
    }

    /** What stands between the quotes. JSON's escapes but for three are COPY's, too. */
    private void string(byte[] source, int start, int end) {
        int from = start;
        for (int i = start; i < end; i++) {
            if (source[i] != '\\') {
                continue;
            }
            raw(source, from, i - from);
            i++;
            switch (source[i]) {
                case '"', '/' -> one(source[i]);
                case 'u' -> {
                    i = codePoint(source, i + 1);
                }
                default -> two('\\', source[i]);
            }
            from = i + 1;
        }
        raw(source, from, end - from);
    }

    /** Writes the character of which the four digits begin there; gives where its last digit is. */
    private int codePoint(byte[] source, int at) {
        int code = hex(source, at);
        int last = at + 3;
        if (Character.isHighSurrogate((char) code) && source[last + 1] == '\\' && source[last + 2] == 'u') {
            code = Character.toCodePoint((char) code, (char) hex(source, last + 3));
            last += 6;
        }
        byte[] bytes = Character.toString(code).getBytes(StandardCharsets.UTF_8);
        escaped(bytes, 0, bytes.length);
        return last;
    }

    private static int hex(byte[] source, int at) {
        int code = 0;
        for (int i = at; i < at + 4; i++) {
            code = code * 16 + Character.digit(source[i], 16);
        }
        return code;
    }

    /** Seconds since 1970, to the microsecond; a text as it is. */
    private void time(byte[] source, int start, int end) {
        if (source[start] == '"') {
            string(source, start + 1, end - 1);
            return;
        }
        long micros = micros(source, start, end);
        long seconds = Math.floorDiv(micros, MICROS);
        long day = Math.floorDiv(seconds, SECONDS_OF_DAY);
        int second = (int) Math.floorMod(seconds, SECONDS_OF_DAY);
        date(day);
        one(' ');
        digits(second / 3600, 2);
        one(':');
        digits(second / 60 % 60, 2);
        one(':');
        digits(second % 60, 2);
        one('.');
        digits(Math.floorMod(micros, MICROS), MICRO_DIGITS);
        raw(new byte[] {'+', '0', '0'}, 0, 3);
    }

    private static long micros(byte[] source, int start, int end) {
        long whole = 0;
        int at = start;
        while (at < end && source[at] >= '0' && source[at] <= '9') {
            whole = whole * 10 + (source[at++] - '0');
        }
        if (at == end && at - start < 15) {
            return whole * MICROS;
        }
        int decimals = end - at - 1;
        if (at - start >= 1 && at - start < 12 && source[at] == '.' && decimals <= MICRO_DIGITS) {
            long fraction = 0;
            for (int i = 0; i < MICRO_DIGITS; i++) {
                byte digit = i < decimals ? source[at + 1 + i] : (byte) '0';
                if (digit < '0' || digit > '9') {
                    return exact(source, start, end);
                }
                fraction = fraction * 10 + (digit - '0');
            }
            return whole * MICROS + fraction;
        }
        return exact(source, start, end);
    }

    private static long exact(byte[] source, int start, int end) {
        return new BigDecimal(new String(source, start, end - start, StandardCharsets.US_ASCII))
                .movePointRight(MICRO_DIGITS)
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    /** A day of the proleptic Gregorian calendar, counted from 1970-01-01. */
    private void date(long day) {
        java.time.LocalDate date = java.time.LocalDate.ofEpochDay(day);
        digits(date.getYear(), 4);
        one('-');
        digits(date.getMonthValue(), 2);
        one('-');
        digits(date.getDayOfMonth(), 2);
    }

    private void digits(int value, int count) {
        room(count);
        int rest = value;
        for (int i = count - 1; i >= 0; i--) {
            data[size + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += count;
    }

    private void one(int b) {
        room(1);
        data[size++] = (byte) b;
    }

    private void two(int b, int c) {
        room(2);
        data[size++] = (byte) b;
        data[size++] = (byte) c;
    }

    private void raw(byte[] source, int start, int length) {
        room(length);
        System.arraycopy(source, start, data, size, length);
        size += length;
    }

    private void room(int more) {
        if (data.length - size < more) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, size + more));
        }
    }
}
