/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.realmferry.sample.Json;

/** What {@code verify --against} says of archives beside a server. */
public final class ComparedServer {
    private final ExportedServer server;

    public ComparedServer(ExportedServer server) {
        this.server = server;
    }

    public List<String> words(Path archive, String... more) {
        List<String> words = new ArrayList<>(List.of("verify", archive.toString(), "--journal", "none"));
        words.addAll(List.of("--against", server.server().uri(server.database())));
        words.addAll(List.of(more));
        return words;
    }

    /** Fails where anything is found. */
    public void assertEqual(Path archive) {
        Ran ran = Ran.command(words(archive));
        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out())
                .contains("compared: the server has exactly these rows", "and compared with", "no problems found");
    }

    /** All findings, as programs read them. */
    public List<Map<String, Object>> findings(Path archive, String... more) {
        List<String> words = words(archive, more);
        words.add("--json");
        Ran ran = Ran.command(words);
        List<Map<String, Object>> findings = lines(ran, "finding");
        assertThat(lines(ran, "summary"))
                .as(ran.text())
                .hasSize(1)
                .first()
                .satisfies(summary -> assertThat(summary)
                        .containsEntry("findings", (long) findings.size())
                        .containsEntry("compared", true));
        assertThat(ran.status()).isEqualTo(findings.isEmpty() ? 0 : 1);
        return findings;
    }

    /** The findings, each as {@code kind file table id}. */
    public List<String> labels(Path archive, String... more) {
        return findings(archive, more).stream().map(ComparedServer::label).toList();
    }

    public static String label(Map<String, Object> finding) {
        return String.join(
                " ",
                List.of("kind", "file", "table", "id").stream()
                        .map(key -> String.valueOf(finding.get(key)))
                        .toList());
    }

    /** Those tables that differ, as {@code rows/server_rows missing added different}. */
    public Map<String, String> tables(Path archive) {
        List<String> words = words(archive, "--json");
        Map<String, String> tables = new TreeMap<>();
        lines(Ran.command(words), "table").forEach(table -> {
            String counts = table.get("rows") + "/" + table.get("server_rows") + " " + table.get("missing") + " "
                    + table.get("added") + " " + table.get("different");
            if (!Objects.equals(table.get("rows"), table.get("server_rows")) || !counts.endsWith(" 0 0 0")) {
                tables.put(String.valueOf(table.get("table")), counts);
            }
        });
        return tables;
    }

    public static List<Map<String, Object>> lines(Ran ran, String type) {
        return ran.out()
                .lines()
                .map(line -> Json.object(Json.parse(line)))
                .filter(line -> type.equals(line.get("type")))
                .toList();
    }

    /** Puts the manifest and {@code stats.json} right again after an edit, so that nothing in the archive tells of it. */
    public static void hide(Path archive, String file) throws IOException {
        Map<String, Object> counts = new TreeMap<>();
        Json.object(Json.read(archive.resolve(file)))
                .forEach((table, rows) ->
                        counts.put(table, (long) ArchiveEdits.list(rows).size()));
        ArchiveEdits.edit(archive, "stats.json", stats -> Json.object(stats).put(file.replace(".json", ""), counts));
        ArchiveEdits.edit(archive, "realmferry.json", manifest -> {
            Map<String, Long> totals = new TreeMap<>();
            for (Map<String, Object> entry :
                    ArchiveEdits.list(Json.object(manifest).get("files"))) {
                String path = String.valueOf(entry.get("path"));
                if (path.equals(file)) {
                    entry.put("rows", counts);
                }
                put(entry, archive.resolve(path));
                if (entry.get("rows") instanceof Map<?, ?> rows) {
                    rows.forEach((table, count) -> totals.merge(String.valueOf(table), (Long) count, Long::sum));
                }
            }
            Json.object(manifest).put("rows", totals);
        });
    }

    private static void put(Map<String, Object> entry, Path file) {
        try {
            entry.put("bytes", Files.size(file));
            entry.put("sha256", ArchiveEdits.sha256(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
