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

    public NewIds(ArchiveIds survey) {
        this.survey = survey;
    }

    /** Sets the map of a table. */
    public void put(String table, IdMap map) {
        maps.put(table, map);
    }

    /** Those of a table; of one that no archive has rows of, ids stay. */
    public IdMap of(String table) {
        return Optional.ofNullable(maps.get(table))
                .orElseGet(() -> new ShiftedIds(new IdBitmap(), 0, 0, Map.of(), new IdBitmap()));
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
                .mapToLong(table -> table.getValue().changed(survey.of(table.getKey())))
                .sum();
    }
}
