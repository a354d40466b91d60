/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.realmferry.IdBitmap;

/** The new ids of one archive's rows, by table. */
public final class NewIds {
    private final ArchiveIds survey;
    private final Map<String, IdMap> maps = new TreeMap<>();

    NewIds(ArchiveIds survey) {
        this.survey = survey;
    }

    void put(String table, IdMap map) {
        maps.put(table, map);
    }

    /** Those of a table; of one that no archive has rows of, ids stay. */
    public IdMap of(String table) {
        return Optional.ofNullable(maps.get(table))
                .orElseGet(() -> new IdMap(new IdBitmap(), 0, 0, Map.of(), new IdBitmap()));
    }

    /** Tables by their names. */
    public Map<String, IdMap> all() {
        return maps;
    }

    public ArchiveIds survey() {
        return survey;
    }

    /** How many rows have another id than before. */
    public long changed() {
        return maps.entrySet().stream()
                .mapToLong(table -> changed(survey.of(table.getKey()), table.getValue()))
                .sum();
    }

    private static long changed(IdBitmap rows, IdMap map) {
        long alone = map.single().entrySet().stream()
                .filter(row -> rows.contains(row.getKey()) && !row.getKey().equals(row.getValue()))
                .count();
        long kept = map.single().keySet().stream().filter(rows::contains).count();
        long made = map.addInvented() == 0 ? 0 : IdSegments.of(rows).invented().getLongCardinality();
        long real = map.add() == 0
                ? 0
                : rows.getLongCardinality()
                        - kept
                        - IdSegments.of(rows).invented().getLongCardinality();
        return alone + made + real;
    }
}
