/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.JsonFile;
import org.realmferry.archive.disk.Written;

/**
 * The record of a finished run, {@code run.json}: when and from what its archives were made, and what came of each.
 *
 * @param values about the run, by {@link #TOOL} and the other keys that stand there in this order
 * @param lists entries by {@link #REALMS} and the other lists
 */
public record RunRecord(Map<String, Object> values, Map<String, List<Entry>> lists) {
    /** The name of the file. */
    public static final String NAME = "run.json";

    public static final String TOOL = "tool";
    public static final String DATABASE = "database";
    public static final String ZULIP_VERSION = "zulip_version";
    public static final String SNAPSHOT = "snapshot";
    public static final String MODE = "mode";
    public static final String AS_OF = "as_of";
    public static final String SERVERS = "servers";
    public static final String JOBS = "jobs";
    public static final String STARTED = "started";
    public static final String FINISHED = "finished";
    public static final String FINDINGS = "findings";

    /** The lists. */
    public static final String REALMS = "realms";

    public static final String USERS = "users";
    public static final String PACKS = "packs";
    public static final String INPUTS = "inputs";
    public static final String IMPORTS = "imports";
    public static final String DECISIONS = "decisions";

    /** Keys of an entry: the archive's folder in the run, and what is counted. */
    public static final String ARCHIVE = "archive";

    public static final String MESSAGES = "messages";
    public static final String USER_MESSAGES = "usermessages";

    private static final String FILE = "file";
    private static final String BYTES = "bytes";
    private static final String SHA256 = "sha256";

    private static final List<String> VALUES =
            List.of(TOOL, DATABASE, ZULIP_VERSION, SNAPSHOT, MODE, AS_OF, SERVERS, JOBS, STARTED, FINISHED, FINDINGS);
    private static final List<String> LISTS = List.of(REALMS, USERS, PACKS, INPUTS, DECISIONS, IMPORTS);
    private static final Set<String> LISTS_OF_ARCHIVES = Set.of(REALMS, USERS, PACKS);

    public RunRecord {
        requireKnown(values.keySet(), VALUES);
        requireKnown(lists.keySet(), LISTS);
        values = Map.copyOf(values);
        lists = Map.copyOf(lists);
    }

    private static void requireKnown(Set<String> keys, List<String> known) {
        if (!known.containsAll(keys)) {
            throw new IllegalArgumentException(keys + " are not all among " + known);
        }
    }

    /**
     * One archive, pack or input.
     *
     * @param values texts, numbers and booleans
     */
    public record Entry(Map<String, Object> values) {
        public Entry {
            values = Map.copyOf(values);
        }

        /**
         * The entry of a pack.
         *
         * @param file its place in the run
         */
        public static Entry ofPack(String archive, String file, Written written) {
            return new Entry(Map.of(ARCHIVE, archive, FILE, file, BYTES, written.bytes(), SHA256, written.sha256()));
        }

        /** The archive's folder in the run; empty where it says none. */
        public String archive() {
            return text(ARCHIVE);
        }

        /** A pack's place in the run; empty where it says none. */
        public String file() {
            return text(FILE);
        }

        /** A pack's bytes. */
        public Written written() {
            return new Written(counts().getOrDefault(BYTES, 0L), text(SHA256));
        }

        /** Its whole numbers. */
        public Map<String, Long> counts() {
            return values.entrySet().stream()
                    .filter(value -> value.getValue() instanceof Long)
                    .collect(Collectors.toMap(Map.Entry::getKey, value -> (Long) value.getValue()));
        }

        private String text(String key) {
            return values.getOrDefault(key, "") instanceof String text ? text : "";
        }
    }

    /** Takes what a record says, in its order: a damaged file has said some of it before it fails. */
    public interface Visitor {
        /** A value about the run, as a text. */
        default void value(String key, String text) {}

        /** An entry of {@link #REALMS}, {@link #USERS} or {@link #PACKS}. */
        default void entry(String list, Entry entry) {}
    }

    /** Writes the file: whole or not there. Fails with {@code TARGET}. */
    public Written writeTo(Path path) {
        return JsonFile.write(path, json -> {
            json.writeStartObject();
            for (String key : VALUES) {
                if (values.containsKey(key)) {
                    json.writeFieldName(key);
                    json.writePOJO(values.get(key));
                }
            }
            for (String list : LISTS) {
                if (lists.containsKey(list)) {
                    json.writeArrayFieldStart(list);
                    for (Entry entry : lists.getOrDefault(list, List.of())) {
                        write(json, entry);
                    }
                    json.writeEndArray();
                }
            }
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Entry entry) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Object> value : new TreeMap<>(entry.values()).entrySet()) {
            json.writeFieldName(value.getKey());
            json.writePOJO(value.getValue());
        }
        json.writeEndObject();
    }

    /** Reads a record; what it doesn't know, it passes over. */
    public static void read(RowFileReader json, Visitor visitor) throws IOException {
        json.beginObject();
        while (json.nextMember()) {
            String key = json.member();
            if (LISTS_OF_ARCHIVES.contains(key)) {
                json.beginList("a list of archives");
                while (json.nextRow("a list of archives")) {
                    visitor.entry(key, entry(json.parser()));
                }
            } else if (json.parser().currentToken().isScalarValue()) {
                visitor.value(key, json.parser().getValueAsString(""));
            } else {
                json.parser().skipChildren();
            }
        }
    }

    private static Entry entry(JsonParser parser) throws IOException {
        Map<String, Object> values = new TreeMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            switch (parser.nextToken()) {
                case VALUE_STRING -> values.put(key, parser.getText());
                case VALUE_NUMBER_INT -> values.put(key, parser.getLongValue());
                case VALUE_NUMBER_FLOAT -> values.put(key, parser.getDecimalValue());
                case VALUE_TRUE, VALUE_FALSE -> values.put(key, parser.getBooleanValue());
                default -> parser.skipChildren();
            }
        }
        return new Entry(values);
    }
}
