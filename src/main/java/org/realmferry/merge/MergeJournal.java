/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.Written;
import org.realmferry.merge.MergedIds.Batch;
import org.realmferry.merge.MergedIds.Target;
import org.realmferry.merge.MessageBatch.Done;
import org.realmferry.merge.decide.Decision;
import org.realmferry.merge.decide.Decisions;
import org.realmferry.run.Journal;
import org.realmferry.schema.ZulipTables;

/** Which files of messages a merge has made: one that was killed goes on behind them. */
final class MergeJournal {
    private static final String TYPE = "type";
    private static final String MESSAGES = "messages";
    private static final String NUMBER = "number";

    private final Journal journal;
    private final String archive;
    private final ArchiveLayout layout;
    private final Map<Integer, Map<String, String>> past = new HashMap<>();

    MergeJournal(Journal journal, String archive, ArchiveLayout layout) {
        this.journal = journal;
        this.archive = archive;
        this.layout = layout;
        journal.past(archive).stream()
                .filter(line -> MESSAGES.equals(line.get(TYPE)))
                .forEach(line -> past.put(Integer.valueOf(line.getOrDefault(NUMBER, "0")), line));
    }

    /** What was made of a batch before; null where any of it was not, or is no longer there. */
    @Nullable
    List<Done> done(Batch batch, Decisions decisions) {
        List<Done> done = new ArrayList<>();
        for (Target target : batch.targets()) {
            @Nullable Map<String, String> line = past.get(target.number());
            if (line == null || !line.equals(line(target, line)) || !isThere(target, line)) {
                return null;
            }
            done.add(new Done(target, entry(target, line)));
            counts(line.getOrDefault("decisions", ""), decisions);
        }
        return done;
    }

    /** The line with the range of a target: another one is of another merge. */
    private static Map<String, String> line(Target target, Map<String, String> line) {
        Map<String, String> same = new TreeMap<>(line);
        same.put("first", String.valueOf(target.first()));
        same.put("last", String.valueOf(target.last()));
        same.put("messages", String.valueOf(target.messages()));
        return same;
    }

    private boolean isThere(Target target, Map<String, String> line) {
        try {
            return Files.size(layout.messages(target.number())) == Long.parseLong(line.getOrDefault("bytes", "-1"));
        } catch (IOException e) {
            return false;
        }
    }

    private Manifest.Entry entry(Target target, Map<String, String> line) {
        Map<String, Long> rows = new TreeMap<>();
        rows.put(ZulipTables.MESSAGES, target.messages());
        rows.put(ZulipTables.USER_MESSAGES, Long.parseLong(line.getOrDefault("usermessages", "0")));
        Map<Integer, Long> sources = new TreeMap<>();
        numbers(line.getOrDefault("sources", "")).forEach((input, count) -> sources.put(Integer.valueOf(input), count));
        return new Manifest.Entry(
                layout.name(layout.messages(target.number())),
                new Written(Long.parseLong(line.getOrDefault("bytes", "0")), line.getOrDefault("sha256", "")),
                rows,
                List.of(target.first(), target.last()),
                sources);
    }

    private static Map<String, Long> numbers(String text) {
        return Stream.of(text.split(" "))
                .filter(part -> part.contains("="))
                .map(part -> part.split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> Long.valueOf(part[1])));
    }

    private static void counts(String text, Decisions decisions) {
        numbers(text).forEach((name, count) -> {
            String[] parts = name.split("/", 2);
            decisions.count(parts[0], Decision.valueOf(parts[1]), count);
        });
    }

    /** Notes files that are made; the decisions stand with the first. */
    void did(List<Done> files, Decisions decisions) {
        String counts = decisions.counts().entrySet().stream()
                .flatMap(table -> new EnumMap<>(table.getValue())
                        .entrySet().stream()
                                .map(rule ->
                                        table.getKey() + "/" + rule.getKey().name() + "=" + rule.getValue()))
                .collect(Collectors.joining(" "));
        for (Done file : files) {
            Map<String, String> line = new TreeMap<>();
            line.put(TYPE, MESSAGES);
            line.put(Journal.ARCHIVE, archive);
            line.put(NUMBER, String.valueOf(file.target().number()));
            line.put("first", String.valueOf(file.target().first()));
            line.put("last", String.valueOf(file.target().last()));
            line.put("messages", String.valueOf(file.target().messages()));
            line.put("usermessages", String.valueOf(file.entry().rows().getOrDefault(ZulipTables.USER_MESSAGES, 0L)));
            line.put("bytes", String.valueOf(file.entry().written().bytes()));
            line.put("sha256", file.entry().written().sha256());
            line.put(
                    "sources",
                    new TreeMap<>(file.entry().sources())
                            .entrySet().stream()
                                    .map(source -> source.getKey() + "=" + source.getValue())
                                    .collect(Collectors.joining(" ")));
            if (file.equals(files.get(0))) {
                line.put("decisions", counts);
            }
            journal.note(line);
        }
    }
}
