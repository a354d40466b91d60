/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.disk.Written;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;
import org.realmferry.merge.MergedIds.Batch;
import org.realmferry.merge.MergedIds.Target;
import org.realmferry.merge.decide.Candidate;
import org.realmferry.merge.decide.Decision;
import org.realmferry.merge.decide.Decisions;
import org.realmferry.merge.decide.MergeTask;
import org.realmferry.merge.decide.Resolver;
import org.realmferry.merge.decide.Resolver.Resolved;
import org.realmferry.merge.decide.RowCursor;
import org.realmferry.rules.language.MergeRule;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Mode;

/**
 * Merges some files of messages: first the messages of all, then their usermessages, which are in order of their own ids.
 * Each file of an input is read once, from its beginning to its end, and held against its manifest.
 */
final class MessageBatch {

    /** A finished file, and how many rows each input gave. */
    record Done(Target target, Manifest.Entry entry) {}

    private final MergeTask merging;
    private final MergedIds ids;
    private final Batch batch;
    private final MergeRule messageRule;
    private final MergeRule userMessageRule;
    private final IntFunction<RowFile> create;
    private final IntFunction<String> name;
    private final boolean logged;
    private final List<RowFile> files = new ArrayList<>();
    private final Map<Long, List<Candidate>> pending = new HashMap<>();
    private Decisions decisions;
    private long[][] counts = new long[0][];
    private TwinUserMessages twins;
    private Set<Long> superfluous = Set.of();

    /**
     * @param create begins the file of a number
     * @param name its name in the archive
     */
    MessageBatch(
            MergeTask merging,
            MergedIds ids,
            Batch batch,
            MergeRule messageRule,
            MergeRule userMessageRule,
            IntFunction<RowFile> create,
            IntFunction<String> name,
            boolean logged) {
        this.merging = merging;
        this.ids = ids;
        this.batch = batch;
        this.messageRule = messageRule;
        this.userMessageRule = userMessageRule;
        this.create = create;
        this.name = name;
        this.logged = logged;
        decisions = new Decisions(logged);
        twins = new TwinUserMessages(merging);
    }

    /** Writes the files; what is left then is to get them onto the disk, with {@link #commit}. */
    void write() {
        try {
            pass();
            Set<Long> twice = twins.twice();
            if (!twice.isEmpty()) {
                decisions = new Decisions(logged);
                superfluous = superfluous(twice);
                close();
                pass();
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void pass() {
        counts = new long[batch.targets().size()][merging.inputs().size()];
        twins = new TwinUserMessages(merging);
        batch.targets().forEach(target -> files.add(create.apply(target.number())));
        try (OpenedFiles opened = OpenedFiles.of(batch)) {
            messages(opened);
            files.forEach(file -> file.beginTable(ZulipTables.USER_MESSAGES));
            MergedRows<UserMessageCursor> rows = new MergedRows<>(userMessages(opened));
            while (rows.next()) {
                merge(rows);
            }
            writePending();
            files.forEach(RowFile::endTable);
            opened.check();
        }
    }

    private void messages(OpenedFiles opened) {
        Resolver resolver = new Resolver(merging, ZulipTables.MESSAGES, messageRule, decisions);
        MergedRows<RowCursor> rows = new MergedRows<>(opened.messages());
        int target = 0;
        files.get(0).beginTable(ZulipTables.MESSAGES);
        while (rows.next()) {
            if (merging.drops(ZulipTables.MESSAGES, rows.id(), rows.group(), decisions)) {
                continue;
            }
            while (rows.id() > batch.targets().get(target).last()) {
                files.get(target++).endTable();
                files.get(target).beginTable(ZulipTables.MESSAGES);
            }
            put(target, rows, resolver);
        }
        files.get(target).endTable();
    }

    private void put(int target, MergedRows<? extends RowCursor> rows, Resolver resolver) {
        RowCursor first = rows.group().get(0);
        if (rows.isAgreed()) {
            put(
                    target,
                    first.lines().data(),
                    first.lines().start(),
                    first.lines().end(),
                    oldest(rows.group()));
        } else {
            Resolved row = resolver.resolve(rows.id(), rows.group());
            put(target, row.row(), 0, row.row().length, merging.order(row.input()));
        }
    }

    /** Of the inputs that have the same row, the one that it counts for. */
    private int oldest(List<? extends RowCursor> group) {
        int oldest = merging.order(group.get(0).input());
        for (int i = 1; i < group.size(); i++) {
            oldest = Math.min(oldest, merging.order(group.get(i).input()));
        }
        return oldest;
    }

    private void put(int target, byte[] data, int start, int end, int input) {
        RowFile file = files.get(target);
        file.beginRow();
        file.json().raw(data, start, end - start);
        file.endRow();
        counts[target][input]++;
    }

    /** The usermessages of single users wait: a row that the server gave an id wins over one that was made up. */
    private List<UserMessageCursor> userMessages(OpenedFiles opened) {
        pending.clear();
        List<UserMessageCursor> cursors = new ArrayList<>();
        for (UserMessageCursor cursor : opened.userMessages(input -> true)) {
            if (cursor.input().isOfRealm()) {
                cursors.add(cursor);
            } else {
                while (cursor.next()) {
                    pending.computeIfAbsent(cursor.key(), k -> new ArrayList<>())
                            .add(Candidate.of(cursor));
                }
            }
        }
        return cursors;
    }

    private void merge(MergedRows<UserMessageCursor> rows) {
        UserMessageCursor first = rows.group().get(0);
        long message = first.row().message();
        if (superfluous.contains(rows.id())
                || isOfPlaceholder(rows.group())
                || merging.drops(ZulipTables.USER_MESSAGES, rows.id(), rows.group(), decisions)) {
            return;
        }
        if (!ids.contains(message)) {
            decisions.count(ZulipTables.USER_MESSAGES, Decision.DROPPED, 1);
            return;
        }
        long key = first.key();
        twins.note(key);
        int target = target(message);
        List<Candidate> waiting = pending.isEmpty() ? List.of() : pending.getOrDefault(key, List.of());
        Resolver resolver = new Resolver(merging, ZulipTables.USER_MESSAGES, userMessageRule, decisions);
        if (waiting.isEmpty()) {
            put(target, rows, resolver);
        } else {
            pending.remove(key);
            List<Candidate> all = new ArrayList<>();
            rows.group().forEach(row -> all.add(Candidate.of(row)));
            waiting.forEach(row ->
                    all.add(Candidate.of(row.input(), Fields.with(row.row(), "id", String.valueOf(rows.id())))));
            Resolved row = resolver.resolveAll(rows.id(), all);
            put(target, row.row(), 0, row.row().length, merging.order(row.input()));
        }
    }

    /** In a consent export are no flags of those whose private data isn't, in a public one are everybody's. */
    private boolean isOfPlaceholder(List<UserMessageCursor> group) {
        boolean placeholder = merging.mode() == Mode.CONSENT
                && group.get(0).input().mode() == Mode.PUBLIC
                && !merging.has(group.get(0).row().user());
        if (placeholder) {
            decisions.count(ZulipTables.USER_MESSAGES, Decision.PLACEHOLDER, 1);
        }
        return placeholder;
    }

    private void writePending() {
        Resolver resolver = new Resolver(merging, ZulipTables.USER_MESSAGES, userMessageRule, decisions);
        Map<Long, List<Candidate>> byId = new TreeMap<>();
        pending.forEach((key, rows) ->
                byId.put(Fields.id(rows.get(0).row(), 0, rows.get(0).row().length), rows));
        byId.forEach((id, rows) -> {
            Resolved row = resolver.resolveAll(id, rows);
            long message = Fields.number(row.row(), 0, row.row().length, Fields.name("message"));
            if (ids.contains(message)) {
                put(target(message), row.row(), 0, row.row().length, merging.order(row.input()));
            }
        });
    }

    private int target(long message) {
        int target = 0;
        while (message > batch.targets().get(target).last()) {
            target++;
        }
        return target;
    }

    private Set<Long> superfluous(Set<Long> twice) {
        try (OpenedFiles files = OpenedFiles.of(batch)) {
            MergedRows<UserMessageCursor> rows = new MergedRows<>(files.userMessages(Input::isOfRealm));
            while (rows.next()) {
                UserMessageCursor first = rows.group().get(0);
                if (twice.contains(first.key())) {
                    twins.add(first.key(), rows.id(), merging.newest(rows.group()), first.copy());
                }
            }
        }
        return twins.superfluous(decisions);
    }

    /** Makes the files appear, and writes what was decided. */
    List<Done> commit(Path log) {
        try {
            List<Done> done = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                Target target = batch.targets().get(i);
                Written written = files.get(i).commit();
                done.add(new Done(
                        target,
                        new Manifest.Entry(
                                name.apply(target.number()),
                                written,
                                files.get(i).rows(),
                                List.of(target.first(), target.last()),
                                sources(counts[i]))));
            }
            if (logged) {
                decisions.writeLog(log);
            }
            return done;
        } finally {
            close();
        }
    }

    private static Map<Integer, Long> sources(long[] counts) {
        Map<Integer, Long> sources = new TreeMap<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                sources.put(i, counts[i]);
            }
        }
        return sources;
    }

    Decisions decisions() {
        return decisions;
    }

    private void close() {
        files.forEach(RowFile::close);
        files.clear();
    }
}
