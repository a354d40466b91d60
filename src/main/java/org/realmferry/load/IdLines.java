/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.renumber.IdMap;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.RankedIds;

/**
 * The old and new ids of an import, {@code ids.jsonl}, a JSON object a line as docs/merge.md has it for bundles: rows from
 * {@code first} to {@code last} got an id greater by {@code add}; single rows have {@code old} and {@code new}.
 */
final class IdLines {
    static final String NAME = "ids.jsonl";
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;
    private final String realm;

    private IdLines(JsonGenerator json, String realm) {
        this.json = json;
        this.realm = realm;
    }

    /** Writes the maps of all realms of an import, by their subdomains: whole or not at all. */
    static void write(Path path, Map<String, NewIds> realms) {
        try (AtomicFile file = AtomicFile.create(path);
                JsonGenerator json = JSON.createGenerator(file.stream())) {
            json.setRootValueSeparator(null);
            for (Map.Entry<String, NewIds> realm : realms.entrySet()) {
                IdLines lines = new IdLines(json, realm.getKey());
                for (Map.Entry<String, IdMap> table : realm.getValue().all().entrySet()) {
                    if (table.getValue() instanceof RankedIds map) {
                        lines.table(table.getKey(), map);
                    }
                }
            }
            json.flush();
            file.commit();
        } catch (IOException e) {
            throw PrivateFiles.unwritable(path, e);
        }
    }

    private void table(String table, RankedIds map) throws IOException {
        for (Map.Entry<Long, Long> row : new TreeMap<>(map.single()).entrySet()) {
            line(table, List.of("old", "new"), row.getKey(), row.getValue());
        }
        for (long[] range : runs(map)) {
            line(table, List.of("first", "last", "add"), range[0], range[1], range[2]);
        }
    }

    /** Old ids in order whose new ones are greater by the same: first, last, and by how much. */
    private static List<long[]> runs(RankedIds map) {
        List<long[]> runs = new ArrayList<>();
        map.old().forEach(old -> {
            long add = map.row(old) - old;
            if (runs.isEmpty() || runs.get(runs.size() - 1)[2] != add) {
                runs.add(new long[] {old, old, add});
            } else {
                runs.get(runs.size() - 1)[1] = old;
            }
        });
        return runs;
    }

    private void line(String table, List<String> names, long... numbers) throws IOException {
        json.writeStartObject();
        json.writeStringField("archive", realm);
        json.writeStringField("table", table);
        for (int i = 0; i < names.size(); i++) {
            json.writeNumberField(names.get(i), numbers[i]);
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }
}
