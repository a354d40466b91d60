/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.List;
import org.realmferry.plan.Parameters;
import org.realmferry.rules.IdSet;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** Reads the rules' sets of ids. */
final class IdSets {
    private IdSets() {}

    /** Puts sets into parameters, in their order: a set may use those before it. */
    static void read(SnapshotReader reader, List<IdSet> sets, Parameters parameters) {
        for (IdSet set : sets) {
            Roaring64Bitmap ids = new Roaring64Bitmap();
            reader.read("ids of " + set.name(), parameters.bind(set.sql()), row -> add(ids, row, 0));
            ids.runOptimize();
            parameters.put(set.name(), ids);
        }
    }

    /** Adds the id of a row, where it has one. */
    static void add(Roaring64Bitmap ids, BinaryRow row, int field) {
        if (!row.isNull(field)) {
            ids.addLong(row.number(field));
        }
    }
}
