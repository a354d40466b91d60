/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.Written;
import org.realmferry.run.Journal;

/** Which files of messages of an archive are made: a bundle that was killed goes on behind them. */
final class BundleJournal {
    private static final String FILE = "file";
    private static final String ROWS = "rows ";

    private final Journal journal;
    private final String archive;
    private final ArchiveLayout layout;
    private final Map<String, Map<String, String>> past = new HashMap<>();

    BundleJournal(Journal journal, String archive, ArchiveLayout layout) {
        this.journal = journal;
        this.archive = archive;
        this.layout = layout;
        journal.past(archive).stream()
                .filter(line -> line.containsKey(FILE))
                .forEach(line -> past.put(line.getOrDefault(FILE, ""), line));
    }

    /** A file that was made before, and is still there; empty where it was not. */
    Optional<Manifest.Entry> done(String path) {
        @Nullable Map<String, String> line = past.get(path);
        if (line == null || !isThere(path, line)) {
            return Optional.empty();
        }
        Map<String, Long> rows = new TreeMap<>();
        line.forEach((key, value) -> {
            if (key.startsWith(ROWS)) {
                rows.put(key.substring(ROWS.length()), Long.valueOf(value));
            }
        });
        List<Long> range = line.containsKey("first") ? List.of(number(line, "first"), number(line, "last")) : List.of();
        return Optional.of(new Manifest.Entry(
                path, new Written(number(line, "bytes"), line.getOrDefault("sha256", "")), rows, range));
    }

    private static long number(Map<String, String> line, String key) {
        return Long.parseLong(line.getOrDefault(key, "-1"));
    }

    private boolean isThere(String path, Map<String, String> line) {
        try {
            return Files.size(layout.root().resolve(path)) == number(line, "bytes");
        } catch (IOException e) {
            return false;
        }
    }

    /** Notes a file that is there. */
    void did(Manifest.Entry entry) {
        Map<String, String> line = new TreeMap<>(Map.of(
                Journal.ARCHIVE,
                archive,
                FILE,
                entry.path(),
                "bytes",
                String.valueOf(entry.written().bytes()),
                "sha256",
                entry.written().sha256()));
        entry.rows().forEach((table, rows) -> line.put(ROWS + table, String.valueOf(rows)));
        if (!entry.messages().isEmpty()) {
            line.put("first", String.valueOf(entry.messages().get(0)));
            line.put("last", String.valueOf(entry.messages().get(1)));
        }
        journal.note(line);
    }
}
