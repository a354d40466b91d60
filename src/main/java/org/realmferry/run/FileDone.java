/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.realmferry.archive.disk.Written;

/**
 * The entry of a journal that says that a file is done. A command may add keys of its own to the line.
 *
 * @param path in the archive; empty for a message file that has no number yet, and for a pack
 * @param rows by table; empty where it has none
 * @param range the ids of its messages; empty where it has none
 */
public record FileDone(Optional<String> path, Written written, Map<String, Long> rows, Optional<Range> range) {
    /** The type of a line about a file of messages. */
    public static final String MESSAGES = "messages";

    private static final String PATH = "path";
    private static final String BYTES = "bytes";
    private static final String SHA256 = "sha256";
    private static final String FIRST = "first";
    private static final String LAST = "last";

    /** How many rows of a table are in the file stands by the name of the table, if it begins with this. */
    private static final String TABLE = "zerver_";

    /** The key of any other table has this before its name; bundles of earlier versions wrote it before each. */
    private static final String ROWS = "rows ";

    /** What earlier versions wrote in the journals of bundles, and of merges. */
    private static final String OLD_PATH = "file";

    private static final Map<String, String> OLD_COUNTS =
            Map.of("messages", "zerver_message", "usermessages", "zerver_usermessage");

    /** From the first id to the last, both included. */
    public record Range(long first, long last) {}

    public FileDone {
        rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }

    /** A file that has nothing to do with rows. */
    public static FileDone of(Optional<String> path, Written written) {
        return new FileDone(path, written, Map.of(), Optional.empty());
    }

    /** Whether a line is about a file that is done. */
    public static boolean isIn(Map<String, String> line) {
        return line.containsKey(BYTES) && line.containsKey(SHA256);
    }

    /** Reads a line, also one of an earlier version. */
    public static FileDone read(Map<String, String> line) {
        return new FileDone(
                Optional.ofNullable(line.get(PATH)).or(() -> Optional.ofNullable(line.get(OLD_PATH))),
                new Written(number(line, BYTES), text(line, SHA256)),
                rows(line),
                line.containsKey(LAST)
                        ? Optional.of(new Range(number(line, FIRST), number(line, LAST)))
                        : Optional.empty());
    }

    private static Map<String, Long> rows(Map<String, String> line) {
        Map<String, Long> rows = new TreeMap<>();
        line.forEach((key, value) -> {
            if (key.startsWith(TABLE)) {
                rows.put(key, Long.valueOf(value));
            } else if (key.startsWith(ROWS)) {
                rows.put(key.substring(ROWS.length()), Long.valueOf(value));
            } else if (OLD_COUNTS.containsKey(key)) {
                rows.put(OLD_COUNTS.getOrDefault(key, ""), Long.valueOf(value));
            }
        });
        return rows;
    }

    /** The keys and values of its line, to which others may be added. */
    public Map<String, String> line() {
        Map<String, String> line = new TreeMap<>();
        path.ifPresent(name -> line.put(PATH, name));
        line.put(BYTES, String.valueOf(written.bytes()));
        line.put(SHA256, written.sha256());
        rows.forEach((table, count) -> line.put(table.startsWith(TABLE) ? table : ROWS + table, String.valueOf(count)));
        range.ifPresent(ids -> {
            line.put(FIRST, String.valueOf(ids.first()));
            line.put(LAST, String.valueOf(ids.last()));
        });
        return line;
    }

    /** Whether a file is there, with as many bytes. */
    public boolean isThere(Path file) {
        try {
            return Files.size(file) == written.bytes();
        } catch (IOException e) {
            return false;
        }
    }

    private static String text(Map<String, String> line, String key) {
        String value = line.get(key);
        if (value == null) {
            throw new IllegalStateException("a line of the journal lacks " + key + ": " + line.keySet());
        }
        return value;
    }

    private static long number(Map<String, String> line, String key) {
        return Long.parseLong(text(line, key));
    }
}
