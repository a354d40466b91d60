/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Manifest;
import org.realmferry.merge.MergedIds.Batch;
import org.realmferry.merge.MergedIds.Target;
import org.realmferry.merge.MessageBatch.Done;
import org.realmferry.merge.decide.Decision;
import org.realmferry.merge.decide.Decisions;
import org.realmferry.run.FileDone;
import org.realmferry.run.Journal;
import org.realmferry.schema.ZulipTables;

/** Which files of messages a merge has made: one that was killed goes on behind them. */
final class MergeJournal {
    /** The type of lines, and the number in those of earlier versions, which have no path. */
    private static final String TYPE = "type";

    private static final String NUMBER = "number";
    private static final String SOURCES = "sources";
    private static final String DECISIONS = "decisions";

    private final Journal journal;
    private final String archive;
    private final ArchiveLayout layout;
    private final Map<String, Past> past = new HashMap<>();

    /** A file that was made before: where its rows come from, and with the first of a batch what was decided. */
    private record Past(FileDone file, String sources, String decisions) {
        /** Another range is of another merge. */
        boolean isOf(Target target) {
            return file.range().equals(Optional.of(new FileDone.Range(target.first(), target.last())))
                    && file.rows().getOrDefault(ZulipTables.MESSAGES, 0L) == target.messages();
        }
    }

    MergeJournal(Journal journal, String archive, ArchiveLayout layout) {
        this.journal = journal;
        this.archive = archive;
        this.layout = layout;
        journal.past(archive).stream()
                .filter(line -> FileDone.MESSAGES.equals(line.get(TYPE)))
                .forEach(this::recall);
    }

    private void recall(Map<String, String> line) {
        FileDone file = FileDone.read(line);
        String path = file.path().orElseGet(() -> path(Integer.parseInt(line.getOrDefault(NUMBER, "0"))));
        past.put(path, new Past(file, line.getOrDefault(SOURCES, ""), line.getOrDefault(DECISIONS, "")));
    }

    private String path(int number) {
        return layout.name(layout.messages(number));
    }

    /** What was made of a batch before; null where any of it was not, or is no longer there. */
    @Nullable
    List<Done> done(Batch batch, Decisions decisions) {
        List<Done> done = new ArrayList<>();
        for (Target target : batch.targets()) {
            @Nullable Past before = past.get(path(target.number()));
            if (before == null || !before.isOf(target) || !before.file().isThere(layout.messages(target.number()))) {
                return null;
            }
            done.add(new Done(target, entry(target, before)));
            counts(before.decisions(), decisions);
        }
        return done;
    }

    private Manifest.Entry entry(Target target, Past before) {
        Map<Integer, Long> sources = new TreeMap<>();
        numbers(before.sources()).forEach((input, count) -> sources.put(Integer.valueOf(input), count));
        return new Manifest.Entry(
                path(target.number()),
                before.file().written(),
                before.file().rows(),
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
            Map<String, String> more = new TreeMap<>();
            more.put(TYPE, FileDone.MESSAGES);
            more.put(
                    SOURCES,
                    new TreeMap<>(file.entry().sources())
                            .entrySet().stream()
                                    .map(source -> source.getKey() + "=" + source.getValue())
                                    .collect(Collectors.joining(" ")));
            if (file.equals(files.get(0))) {
                more.put(DECISIONS, counts);
            }
            journal.note(archive, done(file), more);
        }
    }

    private static FileDone done(Done file) {
        Target target = file.target();
        return new FileDone(
                Optional.of(file.entry().path()),
                file.entry().written(),
                file.entry().rows(),
                Optional.of(new FileDone.Range(target.first(), target.last())));
    }
}
