/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.disk.Written;

/**
 * Reads a manifest as {@link Manifest} writes it, one file after the other: memory doesn't grow with their number. First
 * comes {@link #begin}, then {@link #next} until there is none. Problems with the JSON are those of {@link RowFileReader}.
 */
public final class ManifestReader {
    private static final String FILES_EXPECTED = "a list of files";
    private static final Pattern POSITION = Pattern.compile("[0-9]{1,9}");

    private final RowFileReader json;
    private final Map<String, Object> members = new HashMap<>();
    private boolean atFiles;

    public ManifestReader(RowFileReader json) {
        this.json = json;
    }

    /** Reads the head and begins the list of files, if there is one. */
    public void begin() throws IOException {
        json.beginObject();
        readMembers();
    }

    /** The head, as far as it was read: members may follow the list of files. */
    public ManifestHead head() {
        return new ManifestHead(members);
    }

    /**
     * The next file, or null at the end of the manifest. What a file's entry doesn't say is empty; its size is then -1.
     */
    public Manifest.@Nullable Entry next() throws IOException {
        while (atFiles) {
            if (json.nextRow(FILES_EXPECTED)) {
                return entry(json.parser());
            }
            readMembers();
        }
        return null;
    }

    /** Passes over the files that are left, and reads what follows them. */
    public void skipFiles() throws IOException {
        while (atFiles) {
            while (json.nextRow(FILES_EXPECTED)) {
                json.parser().skipChildren();
            }
            readMembers();
        }
    }

    private void readMembers() throws IOException {
        atFiles = false;
        while (!atFiles && json.nextMember()) {
            if (json.member().equals(ManifestKeys.FILES)) {
                json.beginList(FILES_EXPECTED);
                atFiles = true;
            } else if (ManifestHead.KEYS.contains(json.member())) {
                members.put(json.member(), JsonValue.of(json.parser()));
            } else {
                json.parser().skipChildren();
            }
        }
    }

    private static Manifest.Entry entry(JsonParser parser) throws IOException {
        String path = "";
        String sha256 = "";
        long bytes = -1;
        @Nullable Long first = null;
        @Nullable Long last = null;
        Map<String, Long> rows = Map.of();
        Map<Integer, Long> sources = Map.of();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case ManifestKeys.PATH -> path = parser.getValueAsString("");
                case ManifestKeys.SHA256 -> sha256 = parser.getValueAsString("");
                case ManifestKeys.BYTES -> bytes = parser.getValueAsLong(-1);
                case ManifestKeys.FIRST_MESSAGE -> first = parser.getValueAsLong();
                case ManifestKeys.LAST_MESSAGE -> last = parser.getValueAsLong();
                case ManifestKeys.ROWS -> rows = counts(parser);
                case ManifestKeys.SOURCES -> sources = positions(counts(parser));
                default -> {}
            }
            parser.skipChildren();
        }
        List<Long> messages = first == null || last == null ? List.of() : List.of(first, last);
        return new Manifest.Entry(path, new Written(bytes, sha256), rows, messages, sources);
    }

    private static Map<Integer, Long> positions(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .filter(count -> POSITION.matcher(count.getKey()).matches())
                .collect(Collectors.toMap(count -> Integer.valueOf(count.getKey()), Map.Entry::getValue, Long::sum));
    }

    /** Numbers by name; what is not a number is left out. */
    private static Map<String, Long> counts(JsonParser parser) throws IOException {
        Map<String, Long> counts = new HashMap<>();
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            return counts;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                counts.put(name, parser.getLongValue());
            }
            parser.skipChildren();
        }
        return counts;
    }
}
