/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Looks at the bytes of JSON, while they are read, for what may be a text that PostgreSQL doesn't take: the letter of number
 * zero, and halves of surrogate pairs. Texts that are skipped needn't be decoded for that.
 */
final class TextScan extends FilterInputStream {
    private static final int[] MARK = {0xEF, 0xBB, 0xBF};
    private static final int ESCAPE = 1;
    private static final int FIRST_DIGIT = 2;
    private static final int BEHIND_DIGITS = 6;

    private int state;
    private int code;
    private boolean high;
    private boolean beganSurrogate;
    private boolean suspect;
    private long position;
    private int mark;

    TextScan(InputStream in) {
        super(in);
    }

    /** Whether it begins with a byte-order mark. */
    boolean hasMark() {
        return mark == MARK.length;
    }

    /** Whether a text may be such. */
    boolean isSuspect() {
        return suspect;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int n = super.read(buffer, from, length);
        for (int i = 0; i < n && position + i < MARK.length; i++) {
            mark += (buffer[from + i] & 0xff) == MARK[(int) position + i] ? 1 : 0;
        }
        position += Math.max(0, n);
        for (int at = from; at < from + n && !suspect; at++) {
            next(buffer[at]);
        }
        return n;
    }

    private void next(byte b) {
        if (state == 0) {
            if (b == '\\') {
                state = ESCAPE;
                return;
            }
            suspect = high || (beganSurrogate && (b & 0xff) >= 0xA0);
            beganSurrogate = b == (byte) 0xED;
        } else if (state == ESCAPE) {
            state = b == 'u' ? FIRST_DIGIT : 0;
            suspect = high && b != 'u';
            code = 0;
        } else {
            code = code * 16 + Character.digit(b, 16);
            if (++state == BEHIND_DIGITS) {
                state = 0;
                escaped((char) code);
            }
        }
    }

    private void escaped(char letter) {
        suspect = letter == 0 || high != Character.isLowSurrogate(letter);
        high = Character.isHighSurrogate(letter);
    }
}
