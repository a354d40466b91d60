/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.sample.Json;

/** Changes the JSON of an archive's files, to plant something into them. */
public final class ArchiveEdits {
    /** The id of rows that are planted. */
    public static final long NEW_ID = 999_001;

    private ArchiveEdits() {}

    /** Changes the parsed text of one file. */
    public static void edit(Path archive, String file, Consumer<Object> change) throws IOException {
        Object content = Json.read(archive.resolve(file));
        change.accept(content);
        StringBuilder text = new StringBuilder();
        write(content, text);
        Files.writeString(archive.resolve(file), text);
    }

    /** Writes a manifest of all files, with more members, which begin with a comma. */
    public static void manifest(Path archive, String more) throws IOException {
        List<String> entries = new ArrayList<>();
        try (Stream<Path> files = Files.walk(archive)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                StringBuilder path = new StringBuilder();
                write(archive.relativize(file).toString(), path);
                entries.add("{\"path\":" + path + ",\"bytes\":" + Files.size(file) + ",\"sha256\":\"" + sha256(file)
                        + "\"}");
            }
        }
        Files.writeString(
                archive.resolve("realmferry.json"),
                "{\"format\":1,\"files\":[" + String.join(",", entries) + "]" + more + "}");
    }

    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Set<Long> ids(Path file, String table) throws IOException {
        Set<Long> ids = new TreeSet<>();
        rows(Json.read(file), table).forEach(row -> ids.add(id(row)));
        return ids;
    }

    public static Map<String, Object> user(Object file, long id) {
        return Stream.of("zerver_userprofile", "zerver_userprofile_mirrordummy")
                .flatMap(table -> rows(file, table).stream())
                .filter(user -> id(user) == id)
                .findFirst()
                .orElseThrow();
    }

    /** A row with the id of the planted ones. */
    public static Map<String, Object> row(Object... fields) {
        Map<String, Object> row = new LinkedHashMap<>(Map.of("id", NEW_ID));
        for (int i = 0; i < fields.length; i += 2) {
            row.put((String) fields[i], fields[i + 1]);
        }
        return row;
    }

    public static List<Map<String, Object>> rows(Object file, String table) {
        return list(Json.object(file).get(table));
    }

    public static List<Map<String, Object>> list(@Nullable Object value) {
        return elements(value);
    }

    @SuppressWarnings("unchecked")
    public static <T> List<T> elements(@Nullable Object value) {
        return (List<T>) Objects.requireNonNull(value);
    }

    public static long id(Map<String, Object> row) {
        return number(row, "id");
    }

    public static long number(Map<String, Object> row, String field) {
        return (Long) Objects.requireNonNull(row.get(field));
    }

    private static void write(@Nullable Object value, StringBuilder text) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text.append(separator);
                write(entry.getKey(), text);
                text.append(':');
                write(entry.getValue(), text);
                separator = ",";
            }
            text.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                text.append(separator);
                write(element, text);
                separator = ",";
            }
            text.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof String string) {
            text.append('"')
                    .append(JsonStringEncoder.getInstance().quoteAsString(string))
                    .append('"');
        } else {
            text.append(value);
        }
    }
}
