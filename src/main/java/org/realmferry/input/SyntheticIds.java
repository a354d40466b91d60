/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.realmferry.Checksum;

/**
 * Ids of rows that no archive names: far above all that a server gives, always the same for the same row, never those of
 * two. Nothing refers to rows of these tables, and an importer gives them ids of its own.
 */
public final class SyntheticIds {
    /** The first of them. */
    public static final long FIRST = 1L << 62;

    private static final int ID_BITS = 31;

    private SyntheticIds() {}

    /** The id of a row that two others tell: a message and a user, a recipient and a user. */
    public static long id(long one, long other) {
        return (one | other) >>> ID_BITS == 0 ? FIRST + (one << ID_BITS) + other : id(one + " " + other);
    }

    /** The id of a row that a text tells. */
    public static long id(String text) {
        byte[] digest = Checksum.begin().digest(text.getBytes(StandardCharsets.UTF_8));
        return FIRST + (ByteBuffer.wrap(digest).getLong() >>> 2);
    }

    public static boolean is(long id) {
        return id >= FIRST;
    }
}
