/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.bundle;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.realmferry.IdBitmap;

/** The new ids of one archive's rows, by table. */
final class NewIds {
    private final Survey survey;
    private final Map<String, IdMap> maps = new TreeMap<>();

    NewIds(Survey survey) {
        this.survey = survey;
    }

    void put(String table, IdMap map) {
        maps.put(table, map);
    }

    /** Those of a table; of one that no archive has rows of, ids stay. */
    IdMap of(String table) {
        return Optional.ofNullable(maps.get(table))
                .orElseGet(() -> new IdMap(new IdBitmap(), 0, 0, Map.of(), new IdBitmap()));
    }

    /** Tables by their names. */
    Map<String, IdMap> all() {
        return maps;
    }

    Survey survey() {
        return survey;
    }

    /** How many rows have another id than before. */
    long changed() {
        return maps.entrySet().stream()
                .mapToLong(table -> changed(survey.of(table.getKey()), table.getValue()))
                .sum();
    }

    private static long changed(IdBitmap rows, IdMap map) {
        long alone = map.single().entrySet().stream()
                .filter(row -> rows.contains(row.getKey()) && !row.getKey().equals(row.getValue()))
                .count();
        long kept = map.single().keySet().stream().filter(rows::contains).count();
        long made = map.addInvented() == 0 ? 0 : Segments.of(rows).invented().getLongCardinality();
        long real = map.add() == 0
                ? 0
                : rows.getLongCardinality()
                        - kept
                        - Segments.of(rows).invented().getLongCardinality();
        return alone + made + real;
    }
}
