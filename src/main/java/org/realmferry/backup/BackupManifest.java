/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.realmferry.archive.disk.Written;

/**
 * What a backup says of itself: its last member. It names every other one.
 *
 * @param about what it is of: {@code tool}, {@code database}, {@code zulip_version}, {@code last_migration}, {@code
 *     snapshot}, {@code created}
 */
public record BackupManifest(Map<String, String> about, List<TableEntry> tables) {
    static final int FORMAT = 1;

    /** The texts of {@code about}. */
    static final List<String> ABOUT =
            List.of("tool", "database", "zulip_version", "last_migration", "snapshot", "created");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build();

    /**
     * A table.
     *
     * @param leftOut columns that the database has, and the backup hasn't
     */
    public record TableEntry(String name, List<String> columns, List<String> leftOut, List<FileEntry> files) {
        public TableEntry {
            columns = List.copyOf(columns);
            leftOut = List.copyOf(leftOut);
            files = List.copyOf(files);
        }

        public long rows() {
            return files.stream().mapToLong(FileEntry::rows).sum();
        }

        /** Of the rows as JSON. */
        public long bytes() {
            return files.stream().mapToLong(file -> file.written().bytes()).sum();
        }
    }

    /** A member that holds rows. */
    public record FileEntry(String path, long rows, Written written) {}

    public BackupManifest {
        about = Map.copyOf(about);
        tables = List.copyOf(tables);
    }

    /** Of all tables. */
    public long rows() {
        return tables.stream().mapToLong(TableEntry::rows).sum();
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            for (String key : ABOUT) {
                json.writeStringField(key, about.get(key));
            }
            json.writeArrayFieldStart("tables");
            for (TableEntry table : tables) {
                write(json, table);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, TableEntry table) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", table.name());
        json.writeNumberField("rows", table.rows());
        write(json, "columns", table.columns());
        write(json, "left_out", table.leftOut());
        json.writeArrayFieldStart("files");
        for (FileEntry file : table.files()) {
            json.writeStartObject();
            json.writeStringField("path", file.path());
            json.writeNumberField("rows", file.rows());
            json.writeNumberField("bytes", file.written().bytes());
            json.writeStringField("sha256", file.written().sha256());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String key, List<String> texts) throws IOException {
        json.writeArrayFieldStart(key);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    /** Reads a manifest. What is no manifest of a format that is known comes as {@link IOException}. */
    static BackupManifest read(InputStream in) throws IOException {
        try (JsonParser json = JSON.createParser(in)) {
            Map<String, String> about = new TreeMap<>();
            List<TableEntry> tables = new ArrayList<>();
            long format = 0;
            expect(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                json.nextToken();
                if (key.equals("format")) {
                    format = json.getValueAsLong();
                } else if (key.equals("tables")) {
                    expect(json.isExpectedStartArrayToken());
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        tables.add(table(json));
                    }
                } else if (ABOUT.contains(key)) {
                    about.put(key, json.getValueAsString(""));
                } else {
                    json.skipChildren();
                }
            }
            if (format != FORMAT) {
                throw new IOException("its manifest has the unknown format " + format);
            }
            expect(about.keySet().containsAll(ABOUT));
            return new BackupManifest(about, tables);
        }
    }

    private static void expect(boolean isSo) throws IOException {
        if (!isSo) {
            throw new IOException("its manifest is not that of a backup");
        }
    }

    private static TableEntry table(JsonParser json) throws IOException {
        String name = "";
        long rows = -1;
        List<String> columns = List.of();
        List<String> leftOut = List.of();
        List<FileEntry> files = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "table" -> name = json.getValueAsString("");
                case "rows" -> rows = json.getValueAsLong(-1);
                case "columns" -> columns = texts(json);
                case "left_out" -> leftOut = texts(json);
                case "files" -> {
                    expect(json.isExpectedStartArrayToken());
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        files.add(file(json));
                    }
                }
                default -> json.skipChildren();
            }
        }
        TableEntry table = new TableEntry(name, columns, leftOut, files);
        expect(table.rows() == rows);
        return table;
    }

    private static FileEntry file(JsonParser json) throws IOException {
        String path = "";
        String sha256 = "";
        long rows = 0;
        long bytes = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "path" -> path = json.getValueAsString("");
                case "sha256" -> sha256 = json.getValueAsString("");
                case "rows" -> rows = json.getValueAsLong();
                case "bytes" -> bytes = json.getValueAsLong();
                default -> json.skipChildren();
            }
        }
        return new FileEntry(path, rows, new Written(bytes, sha256));
    }

    private static List<String> texts(JsonParser json) throws IOException {
        List<String> texts = new ArrayList<>();
        expect(json.isExpectedStartArrayToken());
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            texts.add(json.getText());
        }
        return texts;
    }
}
