/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;

/** Compares what an archive says of itself, in its manifest and its counts, with what it holds. */
public final class ArchiveContents {
    private static final String MANIFEST = "realmferry.json";
    private static final List<String> FILE_SETS = List.of("avatars", "emoji", "realm_icons", "uploads");
    private static final int MOST_MESSAGES = 1000;

    private final ExportedArchive archive;
    private final boolean cutAtOnce;
    private final List<String> problems = new ArrayList<>();

    private ArchiveContents(ExportedArchive archive, boolean cutAtOnce) {
        this.archive = archive;
        this.cutAtOnce = cutAtOnce;
    }

    /** A sentence for each thing that isn't as it is said to be. */
    public static List<String> problems(ExportedArchive archive) throws IOException {
        return new ArchiveContents(archive, true).problems();
    }

    /** As {@link #problems(ExportedArchive)}, where files of messages may hold less than they could. */
    public static List<String> problemsOfResumed(ExportedArchive archive) throws IOException {
        return new ArchiveContents(archive, false).problems();
    }

    private List<String> problems() throws IOException {
        manifest();
        stats();
        messageFiles();
        order();
        return problems;
    }

    private void manifest() throws IOException {
        Map<String, Object> manifest = Json.object(Json.read(archive.root().resolve(MANIFEST)));
        Map<String, String> said = new TreeMap<>();
        Map<String, Long> rows = new TreeMap<>();
        for (Map<String, Object> file : Json.objects(manifest.get("files"))) {
            said.put(String.valueOf(file.get("path")), file.get("bytes") + " " + file.get("sha256"));
            if (file.containsKey("rows")) {
                Json.object(file.get("rows"))
                        .forEach((table, count) -> rows.merge(table, ExportedArchive.number(count), Long::sum));
            }
            expectRange(file);
        }
        Map<String, String> found = new TreeMap<>();
        for (Path path : Folders.files(archive.root())) {
            String name = archive.root().relativize(path).toString();
            if (!name.equals(MANIFEST)) {
                byte[] bytes = Files.readAllBytes(path);
                found.put(name, bytes.length + " " + sha256(bytes));
            }
        }
        expect("the manifest's files", said, found);
        expect("the manifest's sum of rows", Json.object(manifest.get("rows")), rows);
    }

    private void expectRange(Map<String, Object> file) {
        String path = String.valueOf(file.get("path"));
        Map<String, List<Map<String, Object>>> tables = archive.messageFiles().get(path);
        List<Long> ids = tables == null ? List.of() : ids(tables, "zerver_message");
        expect(path + ": first message", String.valueOf(file.get("first_message")), first(ids));
        expect(path + ": last message", String.valueOf(file.get("last_message")), last(ids));
    }

    private void stats() throws IOException {
        Map<String, Object> counts = new TreeMap<>();
        archive.files().forEach((file, tables) -> {
            Map<String, Object> rows = new TreeMap<>();
            tables.forEach((table, list) -> rows.put(table, (long) list.size()));
            counts.put(file.replace(".json", ""), rows);
        });
        for (String set : FILE_SETS) {
            Path records = archive.root().resolve(set).resolve("records.json");
            counts.put(set + "_records", (long) Json.objects(Json.read(records)).size());
        }
        expect("stats.json", Json.object(Json.read(archive.root().resolve("stats.json"))), counts);
    }

    private void messageFiles() {
        int number = 0;
        long last = 0;
        for (Map.Entry<String, Map<String, List<Map<String, Object>>>> file :
                archive.messageFiles().entrySet()) {
            expect("the number of a message file", file.getKey(), "messages-%06d.json".formatted(++number));
            List<Long> ids = ids(file.getValue(), "zerver_message");
            boolean full = !cutAtOnce || number == archive.messageFiles().size() || ids.size() == MOST_MESSAGES;
            if (ids.isEmpty() || ids.size() > MOST_MESSAGES || !full || ids.get(0) <= last) {
                problems.add(file.getKey() + " has " + ids.size() + " messages from " + first(ids));
            }
            last = ids.isEmpty() ? last : ids.get(ids.size() - 1);
            Set<Long> own = new HashSet<>(ids);
            file.getValue().getOrDefault("zerver_usermessage", List.of()).stream()
                    .filter(copy -> !own.contains(ExportedArchive.number(copy.get("message"))))
                    .forEach(copy -> problems.add(file.getKey() + ": usermessage " + copy.get("id") + " of message "
                            + copy.get("message") + " in another file"));
        }
    }

    /** In every file the rows of a table stand in order of their ids, each id once. */
    private void order() {
        archive.files()
                .forEach((file, tables) -> tables.keySet().forEach(table -> {
                    List<Long> ids = ids(tables, table);
                    if (!ids.equals(List.copyOf(new TreeSet<>(ids)))) {
                        problems.add(file + ": " + table + " is not in order of its ids");
                    }
                }));
    }

    private static List<Long> ids(Map<String, List<Map<String, Object>>> tables, String table) {
        return tables.getOrDefault(table, List.of()).stream()
                .map(row -> ExportedArchive.number(row.get("id")))
                .toList();
    }

    private static String first(List<Long> ids) {
        return ids.isEmpty() ? "null" : ids.get(0).toString();
    }

    private static String last(List<Long> ids) {
        return ids.isEmpty() ? "null" : ids.get(ids.size() - 1).toString();
    }

    private void expect(String what, Object said, Object found) {
        if (!said.equals(found)) {
            problems.add(what + ": said " + said + " but is " + found);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
