/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Whether bytes are a text: a server of the encoding SQL_ASCII, or a damaged one, sends any. */
final class Utf8 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGHEST = 0x8080808080808080L;

    private Utf8() {}

    static boolean isValid(byte[] data, int start, int length) {
        return isAscii(data, start, length) || invalid(data, start, length) < 0;
    }

    private static boolean isAscii(byte[] data, int start, int length) {
        int end = start + length;
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            if (((long) LONG.get(data, at) & HIGHEST) != 0) {
                return false;
            }
        }
        while (at < end && data[at] >= 0) {
            at++;
        }
        return at == end;
    }

    /** The first byte that is part of no letter. */
    static int firstInvalid(byte[] data, int start, int length) {
        return data[start + invalid(data, start, length)] & 0xff;
    }

    /** Where it is, from the beginning; -1 where there is none. */
    private static int invalid(byte[] data, int start, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(data, start, length).slice();
        CharBuffer letters = CharBuffer.allocate(256);
        CoderResult result = decoder.decode(bytes, letters, true);
        while (result.isOverflow()) {
            letters.clear();
            result = decoder.decode(bytes, letters, true);
        }
        return result.isError() ? bytes.position() : -1;
    }
}
