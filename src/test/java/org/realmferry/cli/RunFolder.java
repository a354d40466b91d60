/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.sample.Json;

/** A run directory, as a test looks at it from outside. */
public record RunFolder(Path root) {
    /** The whole lines of the journal; none where there is no journal. */
    public List<Map<String, Object>> journal() throws IOException {
        Path journal = root.resolve("journal.jsonl");
        if (!Files.exists(journal)) {
            return List.of();
        }
        String text = Files.readString(journal);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> Json.object(Json.parse(line)))
                .toList();
    }

    public List<Map<String, Object>> journal(String type) throws IOException {
        return journal().stream()
                .filter(line -> Objects.equals(line.get("type"), type))
                .toList();
    }

    public boolean isFinished() throws IOException {
        return !journal("finished").isEmpty();
    }

    /** How often each file of messages, each copied file and each pack was done. */
    public Map<String, Long> unitsDone() throws IOException {
        return Stream.of(
                        journal("messages").stream().map(line -> line.get("archive") + " message " + line.get("first")),
                        journal("copied").stream().map(line -> line.get("archive") + " file " + line.get("path")),
                        journal("packed").stream().map(line -> line.get("archive") + " pack"))
                .flatMap(units -> units)
                .collect(Collectors.groupingBy(unit -> unit, Collectors.counting()));
    }

    /** What only a run under way may have. */
    public List<Path> leftovers() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> String.valueOf(path.getFileName())
                            .matches("\\.tmp-.*|\\.parts|\\.messages|\\.plain|\\.lock"))
                    .toList();
        }
    }

    public boolean has(String name) {
        return Files.exists(root.resolve(name));
    }
}
