/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.realmferry.archive.disk.Written;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;

/**
 * What the manifest says of a file.
 *
 * @param rows by table; empty for a file without rows
 */
public record ManifestEntry(
        String path, Written written, Map<String, Long> rows, OptionalLong firstMessage, OptionalLong lastMessage) {

    /** Reads the object at which the parser stands; what is not there is empty. */
    public static ManifestEntry read(JsonParser parser) throws IOException {
        String path = "";
        String sha256 = "";
        long bytes = -1;
        Map<String, Long> rows = Map.of();
        OptionalLong first = OptionalLong.empty();
        OptionalLong last = OptionalLong.empty();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "path" -> path = parser.getValueAsString("");
                case "bytes" -> bytes = parser.getValueAsLong(-1);
                case "sha256" -> sha256 = parser.getValueAsString("");
                case "rows" -> rows = counts(parser);
                case "first_message" -> first = OptionalLong.of(parser.getValueAsLong());
                case "last_message" -> last = OptionalLong.of(parser.getValueAsLong());
                default -> parser.skipChildren();
            }
        }
        return new ManifestEntry(path, new Written(bytes, sha256), rows, first, last);
    }

    /** Numbers by name, at which the parser stands; what is no number is left out. */
    public static Map<String, Long> counts(JsonParser parser) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            parser.skipChildren();
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

    /** Tells where a file is not the one that was exported. */
    public void compare(Written found, FindingSink place) {
        if (found.bytes() != written.bytes()) {
            place.found(
                    FindingKind.CHANGED_FILE,
                    path,
                    "it has " + found.bytes() + " bytes, but the manifest says " + written.bytes());
        } else if (!found.sha256().equals(written.sha256())) {
            place.found(FindingKind.CHANGED_FILE, path, "checksum mismatch: its SHA-256 differs from the manifest's");
        }
    }

    /** Tells where a file has not as many rows as it should. */
    public void compare(Map<String, Long> found, FindingSink place) {
        RowCounts.compare(path, rows, found, "the manifest", place);
    }
}
