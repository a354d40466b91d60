/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.RowLines;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;
import org.realmferry.merge.decide.Decision;
import org.realmferry.merge.decide.Decisions;
import org.realmferry.merge.decide.Decisions.Side;
import org.realmferry.merge.decide.MergeTask;
import org.realmferry.merge.decide.Resolver;
import org.realmferry.merge.decide.Resolver.Resolved;
import org.realmferry.merge.decide.RowCursor;
import org.realmferry.merge.decide.UniqueRows;
import org.realmferry.rules.language.MergeRule;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Mode;

/** Merges one of the tables that are not messages: into a part, which is put together with others later. */
final class TableMerge {
    private static final byte[] MIRROR_DUMMY = Fields.name("is_mirror_dummy");
    private static final byte[] ACTIVE = Fields.name("is_active");
    private static final byte[] MESSAGE = Fields.name("message");
    private static final byte[] MODIFIED = Fields.name("modified_user");
    private static final byte[] EVENT = Fields.name("event_type");

    /** Subscriptions begun, ended, taken up again: everybody's are in a consent export. */
    private static final Set<Long> SUBSCRIPTION_EVENTS = Set.of(301L, 302L, 303L);

    private static final byte[] LISTED = Fields.name("messages");
    private static final byte[] SCHEDULED = Fields.name("scheduled_messages");

    /**
     * A table, merged.
     *
     * @param path a file of this table alone
     */
    record Part(String table, Path path, long rows) {}

    private final MergeTask merging;
    private final String table;
    private final Decisions decisions;
    private final Resolver resolver;
    private final UniqueRows unique;
    private final LongPredicate messages;
    private final boolean onMessage;
    private final Map<String, RowFile> files = new LinkedHashMap<>();
    private final Optional<String> exempt;
    private final Map<String, Long> counts = new LinkedHashMap<>();

    /**
     * @param onMessage whether rows stay only with the message that they name
     * @param messages which messages are in the result
     */
    TableMerge(
            MergeTask merging,
            String table,
            MergeRule rule,
            boolean onMessage,
            LongPredicate messages,
            Decisions decisions) {
        this.merging = merging;
        this.table = table;
        this.decisions = decisions;
        this.messages = messages;
        this.onMessage = onMessage;
        exempt = rule.exempt();
        resolver = new Resolver(merging, table, rule, decisions);
        unique = new UniqueRows(merging, table, rule);
    }

    /** Merges; users and those of them who are mirror dummies are one table here, and become two parts. */
    List<Part> run(Path folder) {
        List<String> outputs = table.equals(ZulipTables.USERS)
                ? List.of(ZulipTables.USERS, ZulipTables.MIRROR_DUMMIES)
                : List.of(table);
        try {
            for (String output : outputs) {
                RowFile file = RowFile.create(folder.resolve(output + ".json"));
                files.put(output, file);
                counts.put(output, 0L);
                file.beginTable(output);
            }
            try (MergedRows<RowCursor> rows = new MergedRows<>(cursors(outputs))) {
                while (rows.next()) {
                    merge(rows);
                }
            }
            files.values().forEach(file -> {
                file.endTable();
                file.commit();
            });
        } finally {
            files.values().forEach(RowFile::close);
        }
        if (outputs.size() == 1) {
            Path part = folder.resolve(table + ".json");
            Set<Long> superfluous = unique.superfluous(part, decisions);
            if (!superfluous.isEmpty()) {
                replace(part, superfluous);
            }
        }
        return outputs.stream()
                .map(output -> new Part(output, folder.resolve(output + ".json"), counts.getOrDefault(output, 0L)))
                .toList();
    }

    private List<RowCursor> cursors(List<String> names) {
        List<RowCursor> cursors = new ArrayList<>();
        for (Input input : merging.inputs()) {
            for (String name : names) {
                Input.@Nullable Section section = input.rows().tables().get(name);
                if (section != null) {
                    cursors.add(RowCursor.of(input, section));
                }
            }
        }
        return cursors;
    }

    private void merge(MergedRows<RowCursor> rows) {
        List<RowCursor> group = rows.group();
        if (isMadeUp(group) || merging.drops(table, rows.id(), group, decisions)) {
            return;
        }
        RowCursor first = group.get(0);
        if (rows.isAgreed() && !table.equals(ZulipTables.USERS) && !table.equals(ZulipTables.ATTACHMENTS)) {
            write(
                    table,
                    first.lines().data(),
                    first.lines().start(),
                    first.lines().end(),
                    group);
            return;
        }
        Resolved row = rows.isAgreed() ? new Resolved(first.copy(), first.input()) : resolver.resolve(rows.id(), group);
        if (table.equals(ZulipTables.USERS)) {
            user(rows.id(), row, group);
        } else if (table.equals(ZulipTables.ATTACHMENTS)) {
            attachment(row.row(), group);
        } else {
            write(table, row.row(), 0, row.row().length, group);
        }
    }

    /** The row "realm exported" that an export adds where the log has none: no row of the server has the id 0. */
    private boolean isMadeUp(List<RowCursor> group) {
        return table.equals(ZulipTables.AUDIT_LOG)
                && group.get(0).id() == 0
                && group.size() < merging.ofRealm().size();
    }

    /** Whose private data is in no archive is a placeholder, as in a consent export; a public one has such users active. */
    private void user(long id, Resolved resolved, List<RowCursor> group) {
        byte[] row = resolved.row();
        boolean becomesDummy = merging.mode() == Mode.CONSENT
                && !merging.has(id)
                && resolved.input().mode() == Mode.PUBLIC
                && is(row, ACTIVE);
        if (becomesDummy) {
            byte[] dummy = Fields.with(Fields.with(row, "is_mirror_dummy", "true"), "is_active", "false");
            decisions.decided(
                    table,
                    id,
                    Decision.PLACEHOLDER,
                    new Side(resolved.input().name(), dummy),
                    List.of(new Side(resolved.input().name(), row)));
            row = dummy;
        }
        write(is(row, MIRROR_DUMMY) ? ZulipTables.MIRROR_DUMMIES : ZulipTables.USERS, row, 0, row.length, group);
    }

    private static boolean is(byte[] row, byte[] field) {
        Fields.@Nullable Range value = Fields.find(row, 0, row.length, field);
        return value != null && row[value.start()] == 't';
    }

    /** Names only messages of the result; one that names none is left out, as an export does. */
    private void attachment(byte[] row, List<RowCursor> group) {
        Fields.@Nullable Range listed = Fields.find(row, 0, row.length, LISTED);
        if (listed == null) {
            write(table, row, 0, row.length, group);
            return;
        }
        List<Long> ids = numbers(row, listed);
        List<Long> there = ids.stream().filter(messages::test).toList();
        Fields.@Nullable Range scheduled = Fields.find(row, 0, row.length, SCHEDULED);
        if (there.isEmpty() && (scheduled == null || numbers(row, scheduled).isEmpty())) {
            return;
        }
        byte[] kept = there.size() == ids.size()
                ? row
                : Fields.with(
                        row,
                        "messages",
                        there.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
        write(table, kept, 0, kept.length, group);
    }

    private static List<Long> numbers(byte[] row, Fields.Range list) {
        String text = new String(row, list.start() + 1, list.end() - list.start() - 2, StandardCharsets.UTF_8);
        return text.isBlank()
                ? List.of()
                : List.of(text.split(",")).stream().map(Long::valueOf).toList();
    }

    private void write(String output, byte[] data, int start, int end, List<RowCursor> group) {
        boolean withoutMessage = onMessage && !messages.test(Fields.number(data, start, end, MESSAGE));
        if (withoutMessage || isOfPlaceholder(data, start, end)) {
            return;
        }
        copy(Optional.ofNullable(files.get(output)).orElseThrow(), data, start, end);
        counts.merge(output, 1L, Long::sum);
        unique.add(data, start, end, group);
    }

    /** A single user's archive has what the user did to others, a consent export only what was done to who consents. */
    private boolean isOfPlaceholder(byte[] data, int start, int end) {
        if (!table.equals(ZulipTables.AUDIT_LOG) || merging.mode() != Mode.CONSENT) {
            return false;
        }
        long user = Fields.number(data, start, end, MODIFIED);
        boolean placeholder = user != Long.MIN_VALUE
                && !merging.has(user)
                && !SUBSCRIPTION_EVENTS.contains(Fields.number(data, start, end, EVENT));
        decisions.count(table, Decision.PLACEHOLDER, placeholder ? 1 : 0);
        return placeholder;
    }

    /** Leaves rows out; where such rows may be there with a field that exempts them, they stay with it: others name them. */
    private void replace(Path part, Set<Long> superfluous) {
        Path all = part.resolveSibling(part.getFileName() + ".all");
        try {
            Files.move(part, all);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(part, e);
        }
        try (RowLines lines = RowLines.open(all);
                RowFile file = RowFile.create(part)) {
            lines.nextTable();
            file.beginTable(table);
            while (lines.nextRow()) {
                if (!superfluous.contains(Fields.id(lines.data(), lines.start(), lines.end()))) {
                    copy(file, lines.data(), lines.start(), lines.end());
                } else if (exempt.isPresent()) {
                    byte[] row = Arrays.copyOfRange(lines.data(), lines.start(), lines.end());
                    byte[] other = Fields.with(row, exempt.get(), "true");
                    copy(file, other, 0, other.length);
                }
            }
            file.endTable();
            file.commit();
        }
        counts.merge(table, exempt.isPresent() ? 0L : -superfluous.size(), Long::sum);
    }

    private static void copy(RowFile file, byte[] data, int start, int end) {
        file.beginRow();
        file.json().raw(data, start, end - start);
        file.endRow();
    }
}
