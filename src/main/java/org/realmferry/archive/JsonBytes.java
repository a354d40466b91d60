/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer of JSON text in UTF-8. It is the hot path of an export: rows go from PostgreSQL's bytes to these
 * without an object in between (libraries' generators took a third more time).
 */
public final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final int MICROS = 1_000_000;
    private static final int MAX_DIGITS = 19;
    private static final int LONGEST_ESCAPE = 6;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long SPACES = ' ' * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long HIGHEST = 0x8080808080808080L;

    /** For each byte whether it must be escaped inside of a string. */
    private static final boolean[] ESCAPED = new boolean[256];

    static {
        Arrays.fill(ESCAPED, 0, 0x20, true);
        ESCAPED['"'] = true;
        ESCAPED['\\'] = true;
    }

    private byte[] data = new byte[1 << 16];
    private int size;

    public int size() {
        return size;
    }

    /** The bytes themselves, valid up to {@link #size} and until the next write. */
    public byte[] data() {
        return data;
    }

    public void clear() {
        size = 0;
    }

    public void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    public void raw(byte[] bytes, int from, int length) {
        ensure(length);
        System.arraycopy(bytes, from, data, size, length);
        size += length;
    }

    public void raw(char ascii) {
        ensure(1);
        data[size++] = (byte) ascii;
    }

    public void raw(String text) {
        raw(text.getBytes(StandardCharsets.UTF_8));
    }

    public void nothing() {
        raw(NULL);
    }

    public void bool(boolean value) {
        raw(value ? TRUE : FALSE);
    }

    public void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        string(utf8, 0, utf8.length);
    }

    /** A JSON string of text that is UTF-8 already. */
    public void string(byte[] utf8, int from, int length) {
        int end = from + length;
        ensure(length + 2);
        data[size++] = '"';
        for (int i = plain(utf8, from, end); i < end; i = plain(utf8, i + 1, end)) {
            ensure(end - i + LONGEST_ESCAPE);
            escape(utf8[i]);
        }
        data[size++] = '"';
    }

    /** Copies bytes until one must be escaped, eight at a time where it can; gives where that one is, or the end. */
    private int plain(byte[] utf8, int from, int end) {
        byte[] to = data;
        int ahead = size - from;
        int i = from;
        while (i + Long.BYTES <= end) {
            long eight = (long) LONG.get(utf8, i);
            LONG.set(to, i + ahead, eight);
            long special = special(eight);
            if (special != 0) {
                i += Long.numberOfTrailingZeros(special) / Byte.SIZE;
                break;
            }
            i += Long.BYTES;
        }
        while (i < end && !ESCAPED[utf8[i] & 0xff]) {
            to[i + ahead] = utf8[i];
            i++;
        }
        size = i + ahead;
        return i;
    }

    /**
     * The highest bit of each byte that must be escaped; above the lowest of them there may be bits too many (Bit
     * Twiddling Hacks, "Determine if a word has a byte less than n").
     */
    private static long special(long eight) {
        long quote = eight ^ QUOTES;
        long backslash = eight ^ BACKSLASHES;
        return (((eight - SPACES) & ~eight) | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash)) & HIGHEST;
    }

    private void escape(byte b) {
        data[size++] = '\\';
        switch (b) {
            case '"', '\\' -> data[size++] = b;
            case '\n' -> data[size++] = 'n';
            case '\r' -> data[size++] = 'r';
            case '\t' -> data[size++] = 't';
            default -> {
                data[size++] = 'u';
                data[size++] = '0';
                data[size++] = '0';
                data[size++] = HEX[b >> 4];
                data[size++] = HEX[b & 0xf];
            }
        }
    }

    public void number(long value) {
        if (value == Long.MIN_VALUE) {
            raw("-9223372036854775808");
            return;
        }
        ensure(20);
        long rest = value;
        if (rest < 0) {
            data[size++] = '-';
            rest = -rest;
        }
        int end = size + digits(rest);
        for (int i = end - 1; i >= size; i--) {
            data[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size = end;
    }

    private static int digits(long value) {
        int count = 1;
        for (long limit = 10; count < MAX_DIGITS && value >= limit; limit *= 10) {
            count++;
        }
        return count;
    }

    /** A time as Zulip writes it: seconds since 1970 with up to six decimals, at least one. */
    public void seconds(long microsSince1970) {
        boolean negative = microsSince1970 < 0;
        long micros = Math.abs(microsSince1970);
        if (negative) {
            raw('-');
        }
        number(micros / MICROS);
        raw('.');
        fraction((int) (micros % MICROS));
    }

    private void fraction(int micros) {
        ensure(6);
        int divisor = MICROS / 10;
        int rest = micros;
        do {
            data[size++] = (byte) ('0' + rest / divisor);
            rest %= divisor;
            divisor /= 10;
        } while (rest > 0);
    }

    private void ensure(int more) {
        if (size + more > data.length) {
            data = Arrays.copyOf(data, Math.max(size + more, data.length * 2));
        }
    }
}
