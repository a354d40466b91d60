/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.realmferry.Checksum;

/** A set of texts, of each of which only the first half of its SHA-256 is kept, however long it is. For several threads. */
public final class Fingerprints {
    private static final int FIRST_CAPACITY = 1024;

    /** Of each text the first and the second eight bytes. */
    private long[][] bytes = new long[FIRST_CAPACITY][];

    private int size;
    private boolean sorted;

    /** Adds a text, given in parts. */
    public synchronized void add(String... parts) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = of(parts);
        sorted = false;
    }

    /** Whether a text was added; of the parts, too. */
    public synchronized boolean contains(String... parts) {
        if (!sorted) {
            Arrays.sort(bytes, 0, size, Arrays::compare);
            sorted = true;
        }
        return Arrays.binarySearch(bytes, 0, size, of(parts), Arrays::compare) >= 0;
    }

    private static long[] of(String... parts) {
        ByteBuffer digest =
                ByteBuffer.wrap(Checksum.begin().digest(String.join("\0", parts).getBytes(StandardCharsets.UTF_8)));
        return new long[] {digest.getLong(), digest.getLong()};
    }
}
