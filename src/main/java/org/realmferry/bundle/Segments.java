/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.bundle;

import java.util.function.LongPredicate;
import org.realmferry.input.Invented;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** Ids that a server gave, and those that a merge made up, far above. */
record Segments(Roaring64Bitmap real, Roaring64Bitmap invented) {
    static Segments of(Roaring64Bitmap ids) {
        if (ids.isEmpty() || !Invented.is(ids.last())) {
            return new Segments(ids, new Roaring64Bitmap());
        }
        return new Segments(part(ids, id -> !Invented.is(id)), part(ids, Invented::is));
    }

    private static Roaring64Bitmap part(Roaring64Bitmap ids, LongPredicate wanted) {
        Roaring64Bitmap part = new Roaring64Bitmap();
        for (LongIterator all = ids.getLongIterator(); all.hasNext(); ) {
            long id = all.next();
            if (wanted.test(id)) {
                part.addLong(id);
            }
        }
        return part;
    }

    /** All ids moved by the same. */
    static Roaring64Bitmap moved(Roaring64Bitmap ids, long add) {
        if (add == 0) {
            return ids;
        }
        Roaring64Bitmap moved = new Roaring64Bitmap();
        for (LongIterator all = ids.getLongIterator(); all.hasNext(); ) {
            moved.addLong(all.next() + add);
        }
        return moved;
    }

    /** What must be added to ids so that none is taken: nothing where none is, else so much that they begin behind a last one. */
    static long free(Roaring64Bitmap ids, Roaring64Bitmap taken, long last) {
        return Roaring64Bitmap.and(ids, taken).isEmpty() ? 0 : last + 1 - ids.first();
    }
}
