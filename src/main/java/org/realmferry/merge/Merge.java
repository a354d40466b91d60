/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.Folders;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.ArchivePaths;
import org.realmferry.input.InputManifest;
import org.realmferry.input.Release;
import org.realmferry.merge.MergedIds.Batch;
import org.realmferry.merge.TableMerge.Part;
import org.realmferry.merge.decide.Decision;
import org.realmferry.merge.decide.Decisions;
import org.realmferry.merge.decide.Deletions;
import org.realmferry.merge.decide.MergeTask;
import org.realmferry.merge.decide.Prefer;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Workers;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;

/** One merge: from archives that were found to the archive of all. */
public final class Merge {
    /** What a merge costs besides its messages: a table counts as so many of them. */
    private static final int MESSAGES_PER_TABLE = 100;

    private static final String UNIT_OF_FILES = "3-";

    /**
     * How it is merged.
     *
     * @param logged whether each decision is wanted, not only how many there are
     */
    public record Choice(Prefer prefer, Deletions deletions, boolean logged, String tool) {}

    private final MergeInputs inputs;
    private final Choice choice;
    private final MergeTask merging;
    private final MergedTables tables;
    private final MergedIds ids;
    private final Progress progress;
    private final Findings findings;
    private final int jobs;
    private final SortedMap<Integer, MessageBatch.Done> messages = new ConcurrentSkipListMap<>();
    private final Map<String, Part> parts = new ConcurrentHashMap<>();
    private final SortedMap<String, Decisions> decisions = Collections.synchronizedSortedMap(new TreeMap<>());

    private Merge(MergeInputs inputs, Choice choice, Findings findings, int jobs) {
        this.inputs = inputs;
        this.choice = choice;
        this.findings = findings;
        this.jobs = jobs;
        merging = MergeTask.of(inputs.all(), choice.prefer(), choice.deletions());
        tables = new MergedTables(merging.inputs());
        ids = new MergedIds(merging);
        progress = new Progress(List.of(inputs.realm().folder()));
    }

    /** Archives that were found, before they are opened. */
    public static final class Found {
        private final List<ArchiveLocation> locations;

        private Found(List<ArchiveLocation> locations) {
            this.locations = locations;
        }

        /** Neither may the output be in an input, nor an input in the output. Fails with {@code COMMAND_LINE}. */
        public void requireApartFrom(Path output) {
            ArchivePaths.requireApart(locations, output);
        }

        /** The checksums of the manifests, in the order of the names: other ones are another merge. */
        public List<String> checksums() {
            return locations.stream()
                    .map(location ->
                            location.manifest().map(InputManifest::sha256).orElse("none"))
                    .toList();
        }

        /**
         * Opens the archives. Fails with {@code DAMAGED_ARCHIVE}.
         *
         * @param work where what Zulip or a single user's export wrote is kept in the form of this program
         * @param findings takes what a person should look at
         */
        public Merge open(Path work, Choice choice, Findings findings, int jobs) {
            return new Merge(MergeInputs.open(locations, work, jobs, findings), choice, findings, jobs);
        }
    }

    /**
     * Finds the archives of paths. Fails with {@code COMMAND_LINE}, telling all that is wrong with the paths, or where they
     * are of different realms, servers or releases.
     *
     * @param opening gives the folder of what may be packed
     */
    public static Found find(List<String> names, UnaryOperator<Path> opening) {
        return new Found(MergeInputs.find(names, opening));
    }

    public Realm realm() {
        return inputs.realm();
    }

    public Progress progress() {
        return progress;
    }

    /** The newest time at which an input was taken, in ISO 8601. */
    public String asOf() {
        return merging.inputs().get(merging.inputs().size() - 1).taken().time().toString();
    }

    /**
     * Merges, and writes nothing but parts of tables.
     *
     * @param work a folder for them
     */
    public MergeSummary plan(Path work) {
        readIds();
        mergeAll(work, work, Optional.empty());
        FileUnions files = files(new ArchiveLayout(work));
        note(files, work);
        progress.lane(0).finish();
        return summary(
                files.size(),
                messages.values().stream()
                        .mapToLong(file -> file.entry().written().bytes())
                        .sum());
    }

    /** Merges into an archive of a run; goes on behind what the run has. */
    public MergeSummary run(RunDirectory run) {
        String folder = realm().folder();
        ArchiveLayout layout = run.archive(folder);
        readIds();
        mergeAll(
                Objects.requireNonNull(run.part(folder, "part").getParent()),
                run.messages(folder),
                Optional.of(new Output(layout, new MergeJournal(run.journal(), folder, layout))));
        FileUnions files = files(layout);
        copy(files);
        note(files, run.messages(folder));
        List<Manifest.Entry> entries = new ArrayList<>();
        messages.values().forEach(file -> entries.add(file.entry()));
        entries.add(tables.write(layout, layout.realm(), OutputFile.REALM, parts, inputs.haveSource()));
        if (inputs.anyHas(ArchiveLayout::analytics)) {
            entries.add(tables.write(layout, layout.analytics(), OutputFile.ANALYTICS, parts, false));
        }
        entries.add(tables.write(layout, layout.attachment(), OutputFile.ATTACHMENT, parts, false));
        entries.addAll(files.writeRecords());
        new ClosedArchive(inputs, merging, layout, choice.tool()).close(entries);
        progress.lane(0).finish();
        return summary(
                files.size(),
                entries.stream().mapToLong(e -> e.written().bytes()).sum());
    }

    private record Output(ArchiveLayout layout, MergeJournal journal) {}

    private void readIds() {
        Workers<Workers.Resource> workers = new Workers<>();
        merging.inputs()
                .forEach(input -> input.rows()
                        .messages()
                        .forEach(file -> workers.add(realm().folder(), nothing -> ids.read(input, file))));
        work(workers);
    }

    private void work(Workers<Workers.Resource> workers) {
        workers.work(jobs, () -> () -> {});
    }

    /**
     * Merges tables and messages.
     *
     * @param logs where what was decided is written down
     */
    private void mergeAll(Path work, Path logs, Optional<Output> output) {
        List<Batch> batches = ids.batches();
        progress.lane(0)
                .plan(ids.count() + (long) MESSAGES_PER_TABLE * tables.units().size());
        Workers<Workers.Resource> workers = new Workers<>();
        tables.units().forEach(table -> workers.add(realm().folder(), nothing -> table(table, work, logs)));
        batches.forEach(batch -> workers.addOfTwoParts(realm().folder(), nothing -> batch(batch, logs, output)));
        work(workers);
    }

    private void table(MergedTables.Table table, Path work, Path logs) {
        Decisions decided = new Decisions(choice.logged());
        boolean narrowed = choice.deletions() == Deletions.DROP
                || merging.inputs().stream().anyMatch(input -> !input.isOfRealm());
        TableMerge merge = new TableMerge(
                merging, table.name(), table.rule(), table.onMessage() && narrowed, ids::contains, decided);
        List<Part> merged = merge.run(work.resolve("tables"));
        merged.forEach(part -> parts.put(part.table(), part));
        note("1-" + table.name(), decided, logs);
        progress.lane(0)
                .did(MESSAGES_PER_TABLE, merged.stream().mapToLong(Part::rows).sum());
    }

    private void note(String unit, Decisions decided, Path logs) {
        if (choice.logged()) {
            decided.writeLog(log(logs, unit));
        }
        decisions.put(unit, decided);
    }

    private static Path log(Path logs, String unit) {
        return logs.resolve("decisions-" + unit + ".jsonl");
    }

    private Runnable batch(Batch batch, Path logs, Optional<Output> output) {
        String unit =
                String.format(Locale.ROOT, "2-%09d", batch.targets().get(0).number());
        Decisions before = new Decisions(false);
        @Nullable
        List<MessageBatch.Done> done =
                output.map(target -> target.journal().done(batch, before)).orElse(null);
        if (done != null) {
            decisions.put(unit, before);
            return () -> did(done);
        }
        MessageBatch merge = new MessageBatch(
                merging,
                ids,
                batch,
                MergedTables.rule(ZulipTables.MESSAGES),
                MergedTables.rule(ZulipTables.USER_MESSAGES),
                number -> output.map(target -> RowFile.create(target.layout().messages(number)))
                        .orElseGet(() -> RowFile.discarding(logs)),
                number -> new ArchiveLayout(logs).name(new ArchiveLayout(logs).messages(number)),
                choice.logged());
        merge.write();
        return () -> {
            List<MessageBatch.Done> files = merge.commit(log(logs, unit));
            output.ifPresent(target -> target.journal().did(files, merge.decisions()));
            decisions.put(unit, merge.decisions());
            did(files);
        };
    }

    private void did(List<MessageBatch.Done> files) {
        for (MessageBatch.Done file : files) {
            messages.put(file.target().number(), file);
            progress.lane(0)
                    .did(
                            file.target().messages(),
                            file.entry().rows().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum());
        }
    }

    private FileUnions files(ArchiveLayout layout) {
        FileUnions files = FileUnions.choose(inputs, merging, parts, layout, choice.logged());
        files.findings().forEach(findings::add);
        files.decisions().forEach((folder, decided) -> decisions.put(UNIT_OF_FILES + folder, decided));
        return files;
    }

    private void copy(FileUnions files) {
        Workers<Workers.Resource> workers = new Workers<>();
        progress.lane(0).plan(files.size());
        files.copies().forEach(unit -> workers.addOfTwoParts(realm().folder(), nothing -> unit));
        work(workers);
        progress.lane(0).did(files.size(), 0);
    }

    private void note(FileUnions files, Path logs) {
        if (choice.logged()) {
            files.decisions().forEach((folder, decided) -> decided.writeLog(log(logs, UNIT_OF_FILES + folder)));
        }
    }

    /**
     * Writes all decisions, a JSON object a line, in an order that doesn't depend on the workers.
     *
     * @param work what was given to {@link #plan}, or the run's folder of logs
     */
    public void writeDecisions(Path work, Path file) {
        List<Path> logs;
        try {
            logs = Files.exists(work)
                    ? Folders.list(work).stream()
                            .filter(path -> String.valueOf(path.getFileName()).startsWith("decisions-"))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw PrivateFiles.unreadable(work, e);
        }
        AtomicFile.replace(file, out -> {
            for (Path log : logs) {
                out.write(read(log));
            }
        });
    }

    private static byte[] read(Path log) {
        try {
            return Files.readAllBytes(log);
        } catch (IOException e) {
            throw PrivateFiles.unreadable(log, e);
        }
    }

    private MergeSummary summary(long files, long bytes) {
        long messageCount = rows(ZulipTables.MESSAGES);
        return new MergeSummary(
                realm(),
                merging.mode(),
                inputs.release().map(Release::version).orElse("unknown"),
                merging.inputs().stream()
                        .map(input -> new MergeSummary.Source(
                                input.name(),
                                input.isOfRealm() ? input.mode().label() : "user",
                                input.user(),
                                input.taken().time().toString(),
                                input.taken().source().words(),
                                input.manifest().isPresent()))
                        .toList(),
                messageCount,
                rows(ZulipTables.USER_MESSAGES),
                parts.values().stream().mapToLong(Part::rows).sum(),
                files,
                bytes,
                progress.seconds(),
                counts());
    }

    private long rows(String table) {
        return messages.values().stream()
                .mapToLong(file -> file.entry().rows().getOrDefault(table, 0L))
                .sum();
    }

    private Map<String, Map<Decision, Long>> counts() {
        Decisions all = new Decisions(false);
        decisions
                .values()
                .forEach(unit -> unit.counts()
                        .forEach((table, rules) -> rules.forEach((rule, count) -> all.count(table, rule, count))));
        return all.counts();
    }
}
