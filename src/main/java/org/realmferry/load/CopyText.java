/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
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

    /** Of a {@code long}. */
    private static final int MOST_DIGITS = 19;

    /** Of seconds of which the microseconds fit into a {@code long}; those of the year 9999 have as many. */
    private static final int SECOND_DIGITS = 12;

    private static final int LAST_YEAR = 9999;

    /** Half of a pair is no character: no database holds it. */
    private static final int REPLACEMENT = 0xFFFD;

    private byte[] data = new byte[1 << 16];
    private int size;
    private boolean first = true;

    /** Most times are of the day of the one before. */
    private long day = Long.MIN_VALUE;

    private byte[] date = {};

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
        if (value == Long.MIN_VALUE) {
            text(Long.toString(value));
            return;
        }
        if (value < 0) {
            one('-');
        }
        long rest = Math.abs(value);
        int count = 1;
        for (long limit = 10; count < MOST_DIGITS && rest >= limit; limit *= 10) {
            count++;
        }
        digits(rest, count);
    }

    /** A text of this program. */
    void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        escaped(bytes, 0, bytes.length);
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
        int from = start;
        for (int i = start; i < end; i++) {
            byte b = source[i];
            if (b == '\\' || (b >= 0 && b < ' ')) {
                raw(source, from, i - from);
                escaped(b);
                from = i + 1;
            }
        }
        raw(source, from, end - from);
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

    /** What stands between the quotes. */
    private void string(byte[] source, int start, int end) {
        int from = start;
        int at = start;
        while (at < end) {
            if (source[at] == '\\') {
                raw(source, from, at - from);
                from = escape(source, at + 1);
                at = from;
            } else {
                at++;
            }
        }
        raw(source, from, end - from);
    }

    /** Writes what a letter behind a backslash stands for; gives where the text goes on. JSON's but for three are COPY's, too. */
    private int escape(byte[] source, int letter) {
        switch (source[letter]) {
            case '"', '/' -> one(source[letter]);
            case 'u' -> {
                return codePoint(source, letter + 1) + 1;
            }
            default -> two('\\', source[letter]);
        }
        return letter + 1;
    }

    /** Writes the character of which the four digits begin there; gives where its last digit is. */
    private int codePoint(byte[] source, int at) {
        int code = hex(source, at);
        int last = at + 3;
        if (Character.isHighSurrogate((char) code) && source[last + 1] == '\\' && source[last + 2] == 'u') {
            int low = hex(source, last + 3);
            if (Character.isLowSurrogate((char) low)) {
                code = Character.toCodePoint((char) code, (char) low);
                last += 6;
            }
        }
        text(Character.toString(isSurrogate(code) ? REPLACEMENT : code));
        return last;
    }

    private static boolean isSurrogate(int code) {
        return code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
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
        if (at == end && at > start && at - start <= SECOND_DIGITS) {
            return whole * MICROS;
        }
        int decimals = end - at - 1;
        if (at > start && at < end && at - start <= SECOND_DIGITS && source[at] == '.' && decimals <= MICRO_DIGITS) {
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

    private void date(long wanted) {
        if (day != wanted) {
            int from = size;
            calendar(LocalDate.ofEpochDay(wanted));
            date = Arrays.copyOfRange(data, from, size);
            size = from;
            day = wanted;
        }
        raw(date, 0, date.length);
    }

    /** A day of the proleptic Gregorian calendar, as PostgreSQL's. */
    private void calendar(LocalDate day) {
        if (day.getYear() > LAST_YEAR) {
            number(day.getYear());
        } else {
            digits(day.getYear(), 4);
        }
        one('-');
        digits(day.getMonthValue(), 2);
        one('-');
        digits(day.getDayOfMonth(), 2);
    }

    private void digits(long value, int count) {
        room(count);
        long rest = value;
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
