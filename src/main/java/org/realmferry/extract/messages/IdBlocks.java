/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import org.realmferry.IdBitmap;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotReader;

/**
 * The ids of a part of {@code zerver_message}, a bit for each, as the server sends them: in blocks of the same 64th. A row
 * for each message would take twice as long.
 */
public final class IdBlocks {
    private static final long PARTS = 16;
    private static final long SMALLEST_PART = 25_000;

    /** So many ids take half a megabyte as bits. */
    private static final long LARGEST_PART = 1L << 22;

    /** From so many ids on it is faster to add them as a range. */
    private static final int LONG_RANGE = 1024;

    private final long first;
    private final long[] blocks;

    IdBlocks(IdRange part) {
        first = Math.floorDiv(part.first(), Long.SIZE);
        blocks = new long[(int) (Math.floorDiv(part.last(), Long.SIZE) - first) + 1];
    }

    /** All ids of the table, in parts. */
    public static List<IdRange> parts(SnapshotReader reader) {
        List<IdRange> parts = new ArrayList<>();
        reader.read(ZulipTables.MESSAGES, "SELECT min(id), max(id) FROM zerver_message", row -> {
            if (!row.isNull(0)) {
                parts.addAll(parts(row.number(0), row.number(1)));
            }
        });
        return parts;
    }

    static List<IdRange> parts(long first, long last) {
        long size = Math.min(LARGEST_PART, Math.max(SMALLEST_PART, (last - first) / PARTS + 1));
        List<IdRange> parts = new ArrayList<>();
        long from = first;
        while (last - from >= size) {
            parts.add(new IdRange(from, from + size - 1));
            from += size;
        }
        parts.add(new IdRange(from, last));
        return parts;
    }

    static long firstId(long block, long bits) {
        return block * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }

    /** The ids of a block, in order. */
    static LongStream ids(long block, long bits) {
        return BitSet.valueOf(new long[] {bits}).stream().mapToLong(bit -> block * Long.SIZE + bit);
    }

    void add(long block, long bits) {
        blocks[(int) (block - first)] |= bits;
    }

    void addTo(IdBitmap ids) {
        BitSet bits = BitSet.valueOf(blocks);
        long zero = first * Long.SIZE;
        int from = bits.nextSetBit(0);
        while (from >= 0) {
            int to = bits.nextClearBit(from);
            if (to - from < LONG_RANGE) {
                LongStream.range(zero + from, zero + to).forEach(ids::addLong);
            } else {
                ids.addRange(zero + from, zero + to);
            }
            from = bits.nextSetBit(to);
        }
    }
}
