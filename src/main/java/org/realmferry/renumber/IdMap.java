/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import java.util.Map;
import java.util.OptionalLong;
import org.realmferry.IdBitmap;
import org.realmferry.input.SyntheticIds;

/**
 * The new ids of one table, for one archive. All move by the same, so that their order stays; those of single rows that
 * realms share, and ids that a merge made up, go by themselves.
 *
 * @param own the rows of the archive's server
 * @param add what is added to an id
 * @param addInvented what is added to one that a merge made up
 * @param single the new ids of rows that go by themselves
 * @param taken the new ids of all rows of the bundle
 */
public record IdMap(IdBitmap own, long add, long addInvented, Map<Long, Long> single, IdBitmap taken) {
    public IdMap {
        single = Map.copyOf(single);
    }

    /** Whether each row keeps its id. */
    boolean isIdentity() {
        return add == 0
                && addInvented == 0
                && single.entrySet().stream().allMatch(row -> row.getKey().equals(row.getValue()));
    }

    /** Whether a row goes by itself, out of the order of the others. */
    boolean isSingle(long id) {
        return single.containsKey(id) && single.get(id) != id + add;
    }

    /** The new id of a row. */
    public long row(long id) {
        Long alone = single.get(id);
        return alone != null ? alone : Math.addExact(id, SyntheticIds.is(id) ? addInvented : add);
    }

    /** What names a row: of one that the server's archives lack a number that no row of the bundle has. */
    public long reference(long id) {
        if (own.contains(id) || single.containsKey(id)) {
            return row(id);
        }
        if (!taken.contains(id)) {
            return id;
        }
        long free = SyntheticIds.is(id) ? id : IdSegments.lastReal(taken) + 1 + id;
        while (taken.contains(free)) {
            free++;
        }
        return free;
    }

    /** The last row up to an id; empty where there is none. */
    OptionalLong last(long id) {
        if (id <= 0 && !own.contains(id)) {
            return OptionalLong.of(id);
        }
        long mapped = reference(id);
        if (own.contains(id) || single.containsKey(id) || (mapped == id && add == 0)) {
            return OptionalLong.of(mapped);
        }
        long rank = own.rankLong(id);
        return rank == 0 ? OptionalLong.empty() : OptionalLong.of(row(own.select(rank - 1)));
    }
}
