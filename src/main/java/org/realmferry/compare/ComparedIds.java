/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import java.util.TreeMap;
import org.realmferry.IdBitmap;
import org.roaringbitmap.longlong.LongIterator;

/** Which messages the files of an archive hold, put together by all workers. */
final class ComparedIds {
    private static final long NONE = Long.MIN_VALUE;
    private static final int MOST_RANGES = 20;

    private record Holder(String file, long last) {}

    private final IdBitmap held = new IdBitmap();
    private final TreeMap<Long, Holder> holders = new TreeMap<>();

    synchronized void add(String file, IdBitmap ids) {
        if (!ids.isEmpty()) {
            held.or(ids);
            holders.put(ids.first(), new Holder(file, ids.last()));
        }
    }

    /** The exported messages that no file holds. */
    synchronized IdBitmap missing(IdBitmap exported) {
        return IdBitmap.without(exported, held);
    }

    /**
     * Tells of missing messages by ranges: those in a row among the exported ones, which one file should hold, or lie
     * between files.
     */
    synchronized void tell(IdBitmap exported, IdBitmap missing, Differences differences) {
        int ranges = 0;
        long told = 0;
        LongIterator each = missing.getLongIterator();
        long id = each.hasNext() ? each.next() : NONE;
        while (id != NONE) {
            long first = id;
            long last = id;
            long count = 0;
            for (;
                    id != NONE && (count == 0 || follows(exported, last, id));
                    id = each.hasNext() ? each.next() : NONE) {
                last = id;
                count++;
            }
            if (++ranges <= MOST_RANGES) {
                told += count;
                differences.missingMessages(file(first), first, last, count, why(first));
            }
        }
        long rest = missing.getLongCardinality() - told;
        if (rest > 0) {
            differences.missingMessages("", missing.select(told), missing.last(), rest, ", in other ranges");
        }
    }

    private boolean follows(IdBitmap exported, long last, long id) {
        return file(last).equals(file(id))
                && why(last).equals(why(id))
                && exported.rankLong(id) == exported.rankLong(last) + 1;
    }

    /** The file in whose range a message is; empty where it is in none's. */
    private String file(long id) {
        var holder = holders.floorEntry(id);
        return holder == null || id > holder.getValue().last()
                ? ""
                : holder.getValue().file();
    }

    private String why(long id) {
        boolean behind = held.isEmpty() || id > held.last();
        return behind ? ": sent since the export, or lost" : ": lost, or not exported at that time";
    }
}
