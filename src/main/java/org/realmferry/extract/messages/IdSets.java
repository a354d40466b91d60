/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.util.List;
import java.util.PrimitiveIterator;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.realmferry.IdBitmap;
import org.realmferry.plan.Parameters;
import org.realmferry.rules.language.IdSet;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.SnapshotReader;

/** Reads the rules' sets of ids. */
public final class IdSets {
    private IdSets() {}

    /** Puts sets into parameters, in their order: a set may use those before it. */
    public static void read(SnapshotReader reader, List<IdSet> sets, Parameters parameters) {
        for (IdSet set : sets) {
            IdBitmap ids = new IdBitmap();
            reader.read("ids of " + set.name(), parameters.bind(set.sql()), row -> add(ids, row, 0));
            ids.runOptimize();
            parameters.put(set.name(), ids);
        }
    }

    /** Gives ids in order, separated by commas, so many at once. */
    static void lists(IdBitmap ids, int atOnce, Consumer<String> handler) {
        PrimitiveIterator.OfLong all = ids.stream().iterator();
        while (all.hasNext()) {
            StringJoiner list = new StringJoiner(",");
            for (int i = 0; i < atOnce && all.hasNext(); i++) {
                list.add(Long.toString(all.nextLong()));
            }
            handler.accept(list.toString());
        }
    }

    /** Adds the id of a row, where it has one. */
    static void add(IdBitmap ids, BinaryRow row, int field) {
        if (!row.isNull(field)) {
            ids.addLong(row.number(field));
        }
    }
}
