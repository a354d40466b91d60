/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.sample.Json;

/**
 * An archive, read back.
 *
 * @param files the tables of each file of rows, by the file's name
 */
public record ExportedArchive(Path root, Map<String, Map<String, List<Map<String, Object>>>> files) {
    public static ExportedArchive read(Path root) throws IOException {
        Map<String, Map<String, List<Map<String, Object>>>> files = new TreeMap<>();
        for (Path file : rowFiles(root)) {
            Map<String, List<Map<String, Object>>> tables = new TreeMap<>();
            Json.object(Json.read(file)).forEach((table, rows) -> {
                if (!table.equals("import_source")) {
                    tables.put(table, Json.objects(rows));
                }
            });
            files.put(String.valueOf(file.getFileName()), tables);
        }
        return new ExportedArchive(root, files);
    }

    private static List<Path> rowFiles(Path root) throws IOException {
        try (Stream<Path> content = Files.list(root)) {
            return content.filter(file -> String.valueOf(file.getFileName())
                            .matches("(realm|analytics|attachment|messages-.*)\\.json"))
                    .toList();
        }
    }

    /** The files of messages in order of their numbers. */
    public Map<String, Map<String, List<Map<String, Object>>>> messageFiles() {
        Map<String, Map<String, List<Map<String, Object>>>> messages = new TreeMap<>(files);
        messages.keySet().removeIf(name -> !name.startsWith("messages-"));
        return messages;
    }

    /** All rows of a table, from whatever files; none where no file has the table. */
    public List<Map<String, Object>> rows(String table) {
        List<Map<String, Object>> rows = new ArrayList<>();
        files.values().forEach(tables -> rows.addAll(tables.getOrDefault(table, List.of())));
        return rows;
    }

    /** The ids of some tables together. */
    public Set<Long> ids(String... tables) {
        Set<Long> ids = new HashSet<>();
        for (String table : tables) {
            rows(table).forEach(row -> ids.add(number(row.get("id"))));
        }
        return ids;
    }

    public static long number(@Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("not an id: " + value);
    }

    /** A list of ids in a row. */
    public static List<Long> numbers(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(ExportedArchive::number).toList();
        }
        throw new IllegalArgumentException("not a list of ids: " + value);
    }
}
