/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import java.util.Map;
import java.util.OptionalLong;
import org.realmferry.IdBitmap;
import org.realmferry.input.SyntheticIds;

/**
 * Ids shifted out of the way of others, as a bundle gives them: all of a table by the same number, so that their order stays.
 * Single rows that realms share, and ids that a merge made up, have numbers of their own.
 *
 * @param own the rows of the archive's server
 * @param add what is added to an id
 * @param addInvented what is added to one that a merge made up
 * @param single the new ids of rows that go by themselves
 * @param taken the new ids of all rows of the bundle
 */
public record ShiftedIds(IdBitmap own, long add, long addInvented, Map<Long, Long> single, IdBitmap taken)
        implements IdMap {
    public ShiftedIds {
        single = Map.copyOf(single);
    }

    @Override
    public boolean isIdentity() {
        return add == 0
                && addInvented == 0
                && single.entrySet().stream().allMatch(row -> row.getKey().equals(row.getValue()));
    }

    @Override
    public boolean isSingle(long id) {
        return single.containsKey(id) && single.get(id) != id + add;
    }

    @Override
    public long row(long id) {
        Long alone = single.get(id);
        return alone != null ? alone : Math.addExact(id, SyntheticIds.is(id) ? addInvented : add);
    }

    /** Of a row that the server's archives lack: a number that no row of the bundle has. */
    @Override
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

    @Override
    public OptionalLong last(long id) {
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

    @Override
    public long changed(IdBitmap rows) {
        long alone = single.entrySet().stream()
                .filter(row -> rows.contains(row.getKey()) && !row.getKey().equals(row.getValue()))
                .count();
        long kept = single.keySet().stream().filter(rows::contains).count();
        long made = addInvented == 0 ? 0 : IdSegments.of(rows).invented().getLongCardinality();
        long real = add == 0
                ? 0
                : rows.getLongCardinality()
                        - kept
                        - IdSegments.of(rows).invented().getLongCardinality();
        return alone + made + real;
    }
}
