/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.realmferry.IdBitmap;
import org.realmferry.archive.RowLines;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;
import org.realmferry.input.Input.MessagesFile;
import org.realmferry.input.Snapshots;
import org.realmferry.load.LoadPlan.Time;
import org.realmferry.renumber.IdMap;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.fields.FieldMappers;
import org.realmferry.renumber.fields.Repairs;
import org.realmferry.renumber.text.FilePaths;
import org.realmferry.schema.Schema;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.CopyIn;
import org.realmferry.source.TargetSession;

/**
 * Writes one archive's rows into a database: the realm with its small tables in one transaction, each message file in one,
 * each table that names messages in one. The ids that are there show what was committed before.
 */
final class RealmImport {
    private static final int PIECE = 1 << 18;
    private static final String COUNTS_OF_USERS = "analytics_usercount";

    private final LoadedArchive archive;
    private final LoadPlan plan;
    private final NewIds ids;
    private final ImportChoice choice;
    private final RealmFiles files;
    private final Repairs repairs;
    private final Map<String, LongAdder> rows = new ConcurrentSkipListMap<>();

    RealmImport(LoadedArchive archive, LoadPlan plan, NewIds ids, ImportChoice choice, RealmFiles files) {
        this.archive = archive;
        this.plan = plan;
        this.ids = ids;
        this.choice = choice;
        this.files = files;
        repairs = new Repairs(files.attachments());
    }

    long realm() {
        return ids.of(ZulipTables.REALMS)
                .row(archive.ids().of(ZulipTables.REALMS).first());
    }

    /** How many rows are written by now. */
    long written() {
        return rows.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** How many values were repaired, by what. */
    Map<String, Long> repairs() {
        return repairs.counts();
    }

    /** How many rows were written, by table. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        rows.forEach((table, count) -> counts.put(table, count.sum()));
        return counts;
    }

    private LoadValues values() {
        FieldMappers mappers = choice.likeZulip()
                ? FieldMappers.likeZulip(ids, files.attachments(), plan.mapsEditHistories())
                : FieldMappers.repairing(ids, FilePaths.replacing(files::upload), choice.host(), repairs);
        return new LoadValues(archive, ids, choice, files, mappers);
    }

    private boolean has(TargetSession session, String table, long id) {
        boolean[] found = new boolean[1];
        session.read(
                table, "SELECT 1::bigint FROM " + Schema.quoted(table) + " WHERE id = " + id, row -> found[0] = true);
        return found[0];
    }

    /** Whether the realm is there, with all that is written together with it. */
    boolean hasSkeleton(TargetSession session) {
        return has(session, ZulipTables.REALMS, realm());
    }

    /** The lists of an archive's small files that are written at a time. */
    List<String> lists(Time time) {
        return archive.input().rows().tables().keySet().stream()
                .filter(output -> plan.knows(output) && !output.equals(ZulipTables.SYSTEM_BOTS))
                .filter(output -> !output.equals(ZulipTables.CLIENTS))
                .filter(output -> plan.time(output) == time)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** Writes the realm, deactivated, and all that needs no message. */
    void skeleton(TargetSession session) {
        session.begin();
        LoadValues values = values();
        for (String output : lists(Time.SKELETON)) {
            copy(session, output, values, row -> true);
        }
        if (plan.has(ZulipTables.USERS, "recipient_id")) {
            Afterwards.recipientsOfUsers(session, realm());
        }
        Afterwards.recipientsOfChannels(session, realm());
        session.constraintsImmediate();
        session.commit();
    }

    NewIds ids() {
        return ids;
    }

    /** Writes a list within a transaction that is under way. */
    void copyList(TargetSession session, String output) {
        copy(session, output, values(), row -> true);
    }

    private void copy(TargetSession session, String output, LoadValues values, Predicate<ArchiveRow> wanted) {
        Input.Section section = archive.input().rows().tables().get(output);
        if (section == null || section.rows() == 0) {
            return;
        }
        LoadedTable table = plan.table(output, archive.facts().fields(output), values, wanted);
        try (CopyIn copy = session.copyInto(table.table(), table.columns())) {
            CopyText text = new CopyText();
            Snapshots.each(archive.input().rows(), output, lines -> write(lines, table, text, copy));
            copy.write(text.data(), 0, text.size());
            counted(table.table(), copy.end());
        }
    }

    private static void write(RowLines lines, LoadedTable table, CopyText text, CopyIn copy) {
        table.write(lines, text);
        if (text.size() > PIECE) {
            copy.write(text.data(), 0, text.size());
            text.clear();
        }
    }

    private void counted(String table, long count) {
        rows.computeIfAbsent(table, name -> new LongAdder()).add(count);
    }

    /** Writes a message file, unless it is there. */
    void messages(TargetSession session, MessagesFile file) {
        IdMap messages = ids.of(ZulipTables.MESSAGES);
        LoadedArchive.Range range = archive.ranges().get(file.path());
        if (range == null || has(session, ZulipTables.MESSAGES, messages.row(range.first()))) {
            count(file);
            return;
        }
        session.begin();
        session.constraintsImmediate();
        try (RowLines lines = RowLines.openUnsummed(file.path())) {
            while (lines.nextTable()) {
                copy(session, lines);
            }
        }
        if (choice.searchNow() && plan.has("fts_update_log", "message_id")) {
            Afterwards.indexed(session, realm(), messages.row(range.first()), messages.row(range.last()));
        }
        session.commit();
    }

    /** Counts the rows of a message file that an earlier attempt wrote. */
    private void count(MessagesFile file) {
        try (RowLines lines = RowLines.openUnsummed(file.path())) {
            while (lines.nextTable()) {
                String table = lines.table();
                long count = 0;
                while (lines.nextRow()) {
                    count++;
                }
                counted(table, count);
            }
        }
    }

    /** Counts the rows of lists that an earlier attempt wrote. */
    void count(Time time) {
        lists(time).forEach(this::countList);
    }

    private void countList(String output) {
        Input.Section section = archive.input().rows().tables().get(output);
        if (section != null) {
            counted(plan.table(output), section.rows());
        }
    }

    private void copy(TargetSession session, RowLines lines) {
        if (!lines.nextRow()) {
            return;
        }
        ArchiveRow first = new ArchiveRow();
        first.read(lines.data(), lines.start(), lines.end());
        LoadedTable table = plan.table(lines.table(), Set.copyOf(first.unused()), values(), row -> true);
        CopyText text = new CopyText();
        try (CopyIn copy = session.copyInto(table.table(), table.columns())) {
            do {
                write(lines, table, text, copy);
            } while (lines.nextRow());
            copy.write(text.data(), 0, text.size());
            counted(table.table(), copy.end());
        }
    }

    /** Writes a table that names messages, unless it is there. */
    void rest(TargetSession session, String output) {
        String table = plan.table(output);
        OptionalLong first = first(output);
        if (first.isEmpty() || has(session, table, ids.of(table).row(first.getAsLong()))) {
            countList(output);
            return;
        }
        session.begin();
        LoadValues values = values();
        copy(session, output, values, wanted(output));
        if (output.equals(ZulipTables.ATTACHMENTS)) {
            links(session, "messages", "zerver_attachment_messages", "message_id", ZulipTables.MESSAGES);
        }
        session.constraintsImmediate();
        session.commit();
    }

    /** The first of a list's rows that are written, by the archive's id. */
    private OptionalLong first(String output) {
        IdBitmap all = archive.ids().of(plan.table(output));
        if (all.isEmpty() || !output.equals(COUNTS_OF_USERS)) {
            return all.isEmpty() ? OptionalLong.empty() : OptionalLong.of(all.first());
        }
        Predicate<ArchiveRow> wanted = wanted(output);
        ArchiveRow row = new ArchiveRow();
        LongSummaryStatistics written = new LongSummaryStatistics();
        Snapshots.each(archive.input().rows(), output, lines -> {
            row.read(lines.data(), lines.start(), lines.end());
            if (wanted.test(row)) {
                written.accept(Fields.id(lines.data(), lines.start(), lines.end()));
            }
        });
        return written.getCount() == 0 ? OptionalLong.empty() : OptionalLong.of(written.getMin());
    }

    /** Counts of system bots are the old server's. */
    private Predicate<ArchiveRow> wanted(String output) {
        if (!output.equals(COUNTS_OF_USERS)) {
            return row -> true;
        }
        Set<Long> bots = Set.copyOf(ids.of(ZulipTables.USERS).single().keySet());
        byte[] user = Fields.name("user");
        return row -> !bots.contains(Fields.number(row.data(), row.start(), row.end(), user));
    }

    /** A list of ids in attachments as rows of the table between. */
    void links(TargetSession session, String field, String table, String column, String named) {
        try (CopyIn copy = session.copyInto(table, List.of("attachment_id", column))) {
            CopyText text = new CopyText();
            byte[] name = Fields.name(field);
            Snapshots.each(archive.input().rows(), ZulipTables.ATTACHMENTS, lines -> {
                long attachment =
                        ids.of(ZulipTables.ATTACHMENTS).row(Fields.id(lines.data(), lines.start(), lines.end()));
                for (long id : Fields.numbers(lines.data(), lines.start(), lines.end(), name)) {
                    text.column();
                    text.number(attachment);
                    text.column();
                    text.number(ids.of(named).reference(id));
                    text.endRow();
                }
            });
            copy.write(text.data(), 0, text.size());
            counted(table, copy.end());
        }
    }
}
