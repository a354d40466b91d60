/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.IdBitmap;
import org.realmferry.input.SyntheticIds;
import org.roaringbitmap.longlong.LongIterator;

/** Ids that a server gave, and those that a merge made up, far above. */
public record IdSegments(IdBitmap real, IdBitmap invented) {
    private static final int MOST_STEPS = 1000;

    public static IdSegments of(IdBitmap ids) {
        if (ids.isEmpty() || !SyntheticIds.is(ids.last())) {
            return new IdSegments(ids, new IdBitmap());
        }
        return new IdSegments(part(ids, id -> !SyntheticIds.is(id)), part(ids, SyntheticIds::is));
    }

    private static IdBitmap part(IdBitmap ids, LongPredicate wanted) {
        IdBitmap part = new IdBitmap();
        for (LongIterator all = ids.getLongIterator(); all.hasNext(); ) {
            long id = all.next();
            if (wanted.test(id)) {
                part.addLong(id);
            }
        }
        return part;
    }

    /** All ids moved by the same. */
    static IdBitmap moved(IdBitmap ids, long add) {
        if (add == 0) {
            return ids;
        }
        IdBitmap moved = new IdBitmap();
        for (LongIterator all = ids.getLongIterator(); all.hasNext(); ) {
            moved.addLong(Math.addExact(all.next(), add));
        }
        return moved;
    }

    /**
     * What must be added to ids, all real or all invented, so that none is taken: nothing where none is, else so much that
     * they begin behind a last one. Where that leaves the numbers of their kind, it is the smallest that does.
     */
    static long free(IdBitmap ids, IdBitmap taken, long last) {
        if (IdBitmap.intersection(ids, taken).isEmpty()) {
            return 0;
        }
        try {
            long behind = Math.subtractExact(Math.addExact(last, 1), ids.first());
            if (isFree(ids, behind, taken)) {
                return behind;
            }
        } catch (ArithmeticException e) {
            // There is nothing behind the last one.
        }
        return LongStream.iterate(1, step -> step > 0 ? -step : 1 - step)
                .limit(MOST_STEPS)
                .filter(step -> isFree(ids, step, taken))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitStatus.DAMAGED_ARCHIVE,
                        "the ids from " + ids.first() + " to " + ids.last()
                                + " are also in another archive, and no others are free",
                        "Bundle these archives one by one."));
    }

    private static boolean isFree(IdBitmap ids, long add, IdBitmap taken) {
        return canMove(ids.first(), add)
                && canMove(ids.last(), add)
                && IdBitmap.intersection(moved(ids, add), taken).isEmpty();
    }

    /** Whether an id stays of its kind, and, if it was above zero, so. */
    private static boolean canMove(long id, long add) {
        long moved = id + add;
        return ((id ^ moved) & (add ^ moved)) >= 0
                && SyntheticIds.is(id) == SyntheticIds.is(moved)
                && (id < 0 || moved > 0);
    }

    /** The last id that a server gave; zero where there is none above. */
    static long lastReal(IdBitmap ids) {
        long real = ids.rankLong(SyntheticIds.FIRST - 1);
        return real == 0 ? 0 : Math.max(0, ids.select(real - 1));
    }
}
