/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.realmferry.IdBitmap;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.JsonFile;
import org.realmferry.renumber.ArchiveIds;
import org.realmferry.renumber.ArchiveIds.Bot;
import org.realmferry.renumber.IdMap;
import org.realmferry.renumber.IdSegments;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.Numbering;
import org.realmferry.renumber.ShiftedIds;
import org.realmferry.schema.ZulipTables;

/** The files of a bundle itself: what realms share, and which id became which. */
final class BundleFiles {
    static final String CROSS_REALM = "cross-realm.json";
    static final String IDS = "ids.jsonl";
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private BundleFiles() {}

    /** Writes the programs and the system bots, each once. */
    static void writeCrossRealm(Path path, Numbering numbering) {
        JsonFile.write(path, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart(ZulipTables.CLIENTS);
            for (Map.Entry<String, Long> client : numbering.clients().entrySet().stream()
                    .sorted(Map.Entry.comparingByValue())
                    .toList()) {
                json.writeStartObject();
                json.writeNumberField("id", client.getValue());
                json.writeStringField("name", client.getKey());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart(ZulipTables.SYSTEM_BOTS);
            for (Bot bot : numbering.bots().values().stream()
                    .sorted(Comparator.comparing(Bot::email))
                    .toList()) {
                json.writeStartObject();
                json.writeStringField("email", bot.email());
                json.writeNumberField("id", bot.id());
                if (bot.recipient().isPresent()) {
                    json.writeNumberField("recipient_id", bot.recipient().get());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /**
     * Writes the map of ids, a JSON object a line: rows from {@code first} to {@code last} got an id greater by {@code add}, but
     * for those of which a line says it by {@code old} and {@code new}.
     */
    static void writeIds(Path path, Map<String, NewIds> archives) {
        try (AtomicFile file = AtomicFile.create(path);
                JsonGenerator json = JSON.createGenerator(file.stream())) {
            json.setRootValueSeparator(null);
            for (Map.Entry<String, NewIds> archive : archives.entrySet()) {
                for (Map.Entry<String, IdMap> table : archive.getValue().all().entrySet()) {
                    Lines lines = new Lines(json, archive.getKey(), table.getKey());
                    lines.write(archive.getValue().survey(), (ShiftedIds) table.getValue());
                }
            }
            json.flush();
            file.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of one table of one archive. */
    private record Lines(JsonGenerator json, String archive, String table) {
        void write(ArchiveIds survey, ShiftedIds map) throws IOException {
            IdSegments rows = IdSegments.of(survey.of(table));
            for (Map.Entry<Long, Long> row : new TreeMap<>(map.single()).entrySet()) {
                if (rows.real().contains(row.getKey())
                        || rows.invented().contains(row.getKey())
                        || namesBot(survey, row.getKey())) {
                    line(List.of("old", "new"), List.of(row.getKey(), row.getValue()));
                }
            }
            range(rows.real(), map.add(), map);
            range(rows.invented(), map.addInvented(), map);
            if (table.equals(ZulipTables.USERS) || table.equals(ZulipTables.RECIPIENTS)) {
                bots(survey, map);
            }
        }

        /** The system bots are rows of no archive but their own realm's, and are named by all. */
        private void bots(ArchiveIds survey, ShiftedIds map) throws IOException {
            for (Bot bot : survey.bots().values()) {
                long id = table.equals(ZulipTables.USERS)
                        ? bot.id()
                        : bot.recipient().orElse(Long.MIN_VALUE);
                if (id != Long.MIN_VALUE
                        && !map.single().containsKey(id)
                        && !survey.of(table).contains(id)) {
                    line(List.of("old", "new"), List.of(id, map.row(id)));
                }
            }
        }

        private boolean namesBot(ArchiveIds survey, long id) {
            return survey.bots().values().stream()
                    .anyMatch(bot -> table.equals(ZulipTables.USERS)
                            ? bot.id() == id
                            : table.equals(ZulipTables.RECIPIENTS)
                                    && bot.recipient().orElse(Long.MIN_VALUE).equals(id));
        }

        private void range(IdBitmap ids, long add, ShiftedIds map) throws IOException {
            if (!ids.isEmpty()
                    && ids.getLongCardinality()
                            > map.single().keySet().stream()
                                    .filter(ids::contains)
                                    .count()) {
                line(List.of("first", "last", "add"), List.of(ids.first(), ids.last(), add));
            }
        }

        private void line(List<String> names, List<Long> numbers) throws IOException {
            json.writeStartObject();
            json.writeStringField("archive", archive);
            json.writeStringField("table", table);
            for (int i = 0; i < names.size(); i++) {
                json.writeNumberField(names.get(i), numbers.get(i));
            }
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }
}
