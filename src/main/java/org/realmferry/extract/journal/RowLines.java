/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.journal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a file of messages that an export wrote: a row stands on a line of its own, begins with its id, and ends
 * with a comma where another follows (docs/format.md). The object is used again for each line.
 */
final class RowLines {
    private static final byte[] ID = {'{', '"', 'i', 'd', '"', ':'};
    /** What is the id of no row. */
    static final long NONE = Long.MIN_VALUE;

    private final InputStream in;
    private byte[] data = new byte[1 << 17];
    private int begin;
    private int end;
    private int filled;

    RowLines(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false where there is none that ends. */
    boolean next() throws IOException {
        begin = end;
        int from = begin;
        while (true) {
            for (int i = from; i < filled; i++) {
                if (data[i] == '\n') {
                    end = i + 1;
                    return true;
                }
            }
            from = fill();
            if (from < 0) {
                return false;
            }
        }
    }

    /** Goes on by so many lines; false where there are fewer. */
    boolean skip(int lines) throws IOException {
        boolean there = true;
        for (int i = 0; i < lines; i++) {
            there &= next();
        }
        return there;
    }

    /** Reads on behind what there is of the line; gives where, or -1 at the end of the file. */
    private int fill() throws IOException {
        int length = filled - begin;
        if (begin > 0) {
            System.arraycopy(data, begin, data, 0, length);
        } else if (length == data.length) {
            data = Arrays.copyOf(data, 2 * length);
        }
        begin = 0;
        filled = length;
        int read = in.read(data, filled, data.length - filled);
        filled += Math.max(read, 0);
        return read < 0 ? -1 : length;
    }

    byte[] data() {
        return data;
    }

    int begin() {
        return begin;
    }

    /** The length of the row without the comma behind it. */
    int rowLength() {
        int last = end - 2;
        return (data[last] == ',' ? last : last + 1) - begin;
    }

    /** The id with which the line begins; {@link #NONE} where it is no row. */
    long id() {
        int at = begin + ID.length;
        if (at >= end || !Arrays.equals(data, begin, at, ID, 0, ID.length)) {
            return NONE;
        }
        boolean negative = data[at] == '-';
        at += negative ? 1 : 0;
        long id = 0;
        int digits = at;
        while (data[at] >= '0' && data[at] <= '9') {
            id = 10 * id + data[at++] - '0';
        }
        if (at == digits) {
            return NONE;
        }
        return negative ? -id : id;
    }
}
