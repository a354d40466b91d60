/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.realmferry.sample.Json;

/** A bundle's own map of ids, as somebody reads it who knows docs/merge.md only. */
public final class BundledIds {
    private final Map<String, Long> single = new HashMap<>();
    private final Map<String, List<long[]>> ranges = new HashMap<>();

    public static BundledIds read(Path bundle) throws IOException {
        BundledIds ids = new BundledIds();
        for (Map<String, Object> line : Json.readLines(bundle.resolve("ids.jsonl"))) {
            String place = line.get("archive") + " " + line.get("table");
            if (line.containsKey("old")) {
                ids.single.put(place + " " + line.get("old"), number(line, "new"));
            } else {
                ids.ranges
                        .computeIfAbsent(place, key -> new ArrayList<>())
                        .add(new long[] {number(line, "first"), number(line, "last"), number(line, "add")});
            }
        }
        return ids;
    }

    private static long number(Map<String, Object> line, String key) {
        return (Long) line.getOrDefault(key, -1L);
    }

    /** The new id of a row; -1 where the map doesn't tell. */
    public long of(String archive, String table, long id) {
        Long alone = single.get(archive + " " + table + " " + id);
        if (alone != null) {
            return alone;
        }
        return ranges.getOrDefault(archive + " " + table, List.of()).stream()
                .filter(range -> range[0] <= id && id <= range[1])
                .map(range -> id + range[2])
                .findFirst()
                .orElse(-1L);
    }
}
