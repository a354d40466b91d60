/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.against;

import java.util.TreeMap;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** Which messages the files of an archive hold, put together by all workers. */
final class MessageIds {
    private static final int MOST_RANGES = 20;

    private record Holder(String file, long last) {}

    private final Roaring64Bitmap held = new Roaring64Bitmap();
    private final TreeMap<Long, Holder> holders = new TreeMap<>();

    synchronized void add(String file, Roaring64Bitmap ids) {
        if (!ids.isEmpty()) {
            held.or(ids);
            holders.put(ids.first(), new Holder(file, ids.last()));
        }
    }

    /** The exported messages that no file holds. */
    synchronized Roaring64Bitmap missing(Roaring64Bitmap exported) {
        return Roaring64Bitmap.andNot(exported, held);
    }

    /**
     * Tells of missing messages by ranges: those in a row among the exported ones, which one file should hold, or lie
     * between files.
     */
    synchronized void tell(Roaring64Bitmap exported, Roaring64Bitmap missing, Differences differences) {
        int ranges = 0;
        long told = 0;
        LongIterator each = missing.getLongIterator();
        long id = each.hasNext() ? each.next() : -1;
        while (id >= 0) {
            long first = id;
            long last = id;
            long count = 0;
            for (; id >= 0 && (count == 0 || follows(exported, last, id)); id = each.hasNext() ? each.next() : -1) {
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
            differences.missingMessages("", missing.select(told), missing.last(), rest, ", in further places");
        }
    }

    private boolean follows(Roaring64Bitmap exported, long last, long id) {
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
        return behind ? ": sent since the export, or lost" : ": lost, or not to leave at that time";
    }
}
