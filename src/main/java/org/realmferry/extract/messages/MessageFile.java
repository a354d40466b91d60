/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.Checksum;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.RowFile;
import org.realmferry.extract.journal.ChangedRows;
import org.realmferry.extract.journal.FilePatch;
import org.realmferry.extract.journal.StaleRows;
import org.realmferry.extract.journal.UnfinishedFile;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.language.RealmMessages;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.IdRange;
import org.realmferry.source.OddValues;
import org.realmferry.source.RowEncoder;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.SnapshotReader.RowHandler;

/** Files of at most a thousand messages, with what their receivers did with them. */
public final class MessageFile {
    private static final String BETWEEN = "BETWEEN f.first AND f.last";
    private static final int ROW_SEPARATOR = 2;
    private static final long MOST_AT_ONCE = 4;
    private static final long USER_MESSAGES_AT_ONCE = 50_000;

    /** Stands in a query for the condition on the ids of messages: the rest is bound once. */
    static final String AMONG = "<among>";

    /** Users' ids are hardly ever larger; a bit for each up to here takes 2 MiB. */
    private static final long MOST_BITS = 1L << 24;

    private final RealmIds ids;
    private final TableRead messages;
    private final TableRead userMessages;
    private final RowEncoder messageEncoder;
    private final RowEncoder userMessageEncoder;
    private final String messageQuery;
    private final String userMessageQuery;
    private final LongPredicate receivers;
    private final int messageId;
    private final int userMessageId;
    private final int userMessageUser;
    private final int userMessageMessage;
    private final int atOnce;

    public MessageFile(ExportPlan plan, RealmIds ids) {
        this(plan, ids, read -> OddValues.UNTOLD);
    }

    /** The same, and tells of values that don't leave as they are. */
    public MessageFile(ExportPlan plan, RealmIds ids, Function<TableRead, OddValues.OfTable> odd) {
        this.ids = ids;
        messages = plan.read(ZulipTables.MESSAGES);
        userMessages = plan.read(ZulipTables.USER_MESSAGES);
        messageEncoder = new RowEncoder(messages.fields()).telling(odd.apply(messages));
        userMessageEncoder = new RowEncoder(userMessages.fields()).telling(odd.apply(userMessages));
        messageQuery = ids.parameters().bind(messages.select(AMONG + RealmMessages.AND_OF_REALM));
        userMessageQuery = userMessages.select(AMONG);
        receivers = in(ids.parameters().ids("receivers"));
        messageId = messages.indexOf("id");
        userMessageId = userMessages.indexOf("id");
        userMessageUser = userMessages.indexOf("user_profile");
        userMessageMessage = userMessages.indexOf("message");
        atOnce = atOnce();
    }

    /** As {@code contains}, in a fraction of the time. */
    private static LongPredicate in(IdBitmap users) {
        if (users.isEmpty() || users.first() < 0 || users.last() >= MOST_BITS) {
            return users::contains;
        }
        long last = users.last();
        BitSet bits = new BitSet();
        users.forEach(user -> bits.set((int) user));
        return user -> user >= 0 && user <= last && bits.get((int) user);
    }

    public RealmIds ids() {
        return ids;
    }

    /**
     * A file that is written but for its end.
     *
     * @param ids checksum of the ids of its messages
     * @param found what {@link #found} counts
     */
    public record WrittenFile(UnfinishedFile file, IdRange span, String ids, long found) {}

    /**
     * Cuts files into those that are written at once: that shares what queries cost before their first row, half a
     * millisecond. Only files of one range of messages, with nothing of other files in between, and few usermessages.
     */
    public List<List<IdRange>> batches(List<IdRange> files) {
        List<List<IdRange>> batches = new ArrayList<>();
        for (IdRange file : files) {
            List<IdRange> last = batches.isEmpty() ? List.of() : batches.get(batches.size() - 1);
            if (last.isEmpty() || last.size() == atOnce || !areOneRange(last, file)) {
                batches.add(new ArrayList<>(List.of(file)));
            } else {
                last.add(file);
            }
        }
        return batches;
    }

    private boolean areOneRange(List<IdRange> files, IdRange next) {
        List<IdRange> all = Stream.concat(files.stream(), Stream.of(next)).toList();
        IdRange range = IdRange.over(all);
        long messages = all.stream().mapToLong(ids::count).sum();
        return messages == ids.count(range)
                && MessageSet.isDense(range, messages)
                && all.stream().allMatch(file -> MessageSet.isDense(file, ids.count(file)));
    }

    /** PostgreSQL's own estimate, of the whole server. */
    public long estimatedUserMessages() {
        return userMessages.estimatedRows();
    }

    /** As many files as have some ten thousands of usermessages, on the average of the server. */
    private int atOnce() {
        long each = ArchiveLayout.MESSAGES_PER_FILE * estimatedUserMessages() / Math.max(1, messages.estimatedRows());
        return (int) Math.max(1, Math.min(MOST_AT_ONCE, USER_MESSAGES_AT_ONCE / Math.max(1, each)));
    }

    /** Writes some files of messages, one of {@link #batches}, but for their ends. */
    public List<WrittenFile> write(SnapshotReader reader, List<IdRange> batch, LongFunction<Path> paths) {
        MessageSet set = new MessageSet(ids.messages(IdRange.over(batch)));
        try (OpenMessageFiles files = new OpenMessageFiles()) {
            batch.forEach(span -> files.add(span, paths.apply(span.first())));
            files.beginTable(messages.output());
            readMessages(reader, set, row -> write(files.of(row.number(messageId)), messageEncoder, row));
            files.endTable();
            set.requireAll(files.rows(messages.output()));
            files.beginTable(userMessages.output());
            readUserMessages(
                    reader,
                    set,
                    files::found,
                    row -> write(files.of(row.number(userMessageMessage)), userMessageEncoder, row));
            files.endTable();
            return files.end(set);
        }
    }

    /**
     * Counts, for each of some files, all usermessages among which its own are found: of anybody, and of messages in
     * between. PostgreSQL does it from an index alone, and fastest where it is the same small query for each.
     *
     * @param counts takes the first message of each file, and the number
     */
    public void found(SnapshotReader reader, Collection<IdRange> files, BiConsumer<Long, Long> counts) {
        files.stream()
                .map(span -> new MessageSet(ids.messages(span)))
                .collect(Collectors.partitioningBy(MessageSet::dense))
                .forEach((dense, sets) -> {
                    if (!sets.isEmpty()) {
                        String among = dense ? BETWEEN : "= ANY (f.last)";
                        found(reader, among, sets.stream().map(MessageSet::values), counts);
                    }
                });
    }

    /** Likewise, all of some ranges of messages. */
    public void foundIn(SnapshotReader reader, Collection<IdRange> ranges, LongConsumer counts) {
        Stream<String> each = ranges.stream().map(range -> "(" + range.first() + "," + range.last() + ")");
        found(reader, BETWEEN, each, (first, count) -> counts.accept(count));
    }

    private void found(SnapshotReader reader, String among, Stream<String> each, BiConsumer<Long, Long> counts) {
        String query = "SELECT f.first::bigint, (SELECT count(*) FROM zerver_usermessage WHERE message_id " + among
                + ") FROM (VALUES " + each.collect(Collectors.joining(",")) + ") f (first, last)";
        reader.read(userMessages.table(), query, row -> counts.accept(row.number(0), row.number(1)));
    }

    /** As {@link #write}, from a file that is there already, where it can be mended; {@code changed} are usermessages. */
    public Optional<WrittenFile> mend(SnapshotReader reader, StaleRows stale, IdBitmap changed, Path path) {
        ChangedRows ofMessages = new ChangedRows();
        ChangedRows ofUserMessages = new ChangedRows();
        if (!stale.changed().messages().isEmpty()) {
            readMessages(
                    reader,
                    new MessageSet(stale.changed().messages().toArray()),
                    row -> ofMessages.add(row.number(messageId), row, messageEncoder));
        }
        if (!stale.changed().receiving().isEmpty()) {
            readUserMessages(reader, new MessageSet(stale.changed().receiving().toArray()), row -> {
                if (changed.contains(row.number(userMessageId))) {
                    ofUserMessages.add(row.number(userMessageId), row, userMessageEncoder);
                }
            });
        }
        return new FilePatch(stale, ofMessages, ofUserMessages)
                .mend(path, path)
                .map(file ->
                        new WrittenFile(file, stale.file().span(), stale.file().ids(), stale.found()));
    }

    /** Checksum of all that decides how a row is written, but for the row itself. */
    public String rules(boolean omits, String tool) {
        String text = tool + '\n' + messages.select("TRUE") + '\n' + userMessages.select("TRUE");
        return Checksum.of((omits ? ids.parameters().bind(text) : text).getBytes(StandardCharsets.UTF_8));
    }

    /** Adds what such a file would hold, without writing it. */
    public void count(SnapshotReader reader, IdRange span, Counts counts) {
        MessageSet set = new MessageSet(ids.messages(span));
        readMessages(reader, set, row -> {
            counts.messages++;
            counts.add(messageEncoder, row);
        });
        readUserMessages(reader, set, row -> {
            counts.userMessages++;
            counts.add(userMessageEncoder, row);
        });
    }

    /** Reads those rows of one of the two tables that belong to some exported messages, without writing a file. */
    public void read(SnapshotReader reader, String table, long[] ids, Consumer<JsonBytes> handler) {
        MessageSet set = new MessageSet(ids);
        JsonBytes json = new JsonBytes();
        if (table.equals(messages.output())) {
            readMessages(reader, set, row -> handler.accept(messageEncoder.encoded(row, json)));
        } else {
            readUserMessages(reader, set, row -> handler.accept(userMessageEncoder.encoded(row, json)));
        }
    }

    /** Rows, and their bytes as JSON. */
    public static final class Counts {
        private final JsonBytes json = new JsonBytes();
        private long messages;
        private long userMessages;
        private long bytes;

        public long messages() {
            return messages;
        }

        public long userMessages() {
            return userMessages;
        }

        public long bytes() {
            return bytes;
        }

        private void add(RowEncoder encoder, BinaryRow row) {
            bytes += encoder.encoded(row, json).size() + ROW_SEPARATOR;
        }
    }

    private void readMessages(SnapshotReader reader, MessageSet set, RowHandler handler) {
        reader.read(messages.table(), messageQuery.replace(AMONG, set.among("t.id")), row -> {
            if (set.contains(row.number(messageId))) {
                handler.row(row);
            }
        });
    }

    private void readUserMessages(SnapshotReader reader, MessageSet set, RowHandler handler) {
        readUserMessages(reader, set, message -> {}, handler);
    }

    /**
     * Reads usermessages that leave.
     *
     * @param found takes the message of each among which those are found
     */
    private void readUserMessages(SnapshotReader reader, MessageSet set, LongConsumer found, RowHandler handler) {
        reader.read(userMessages.table(), userMessageQuery.replace(AMONG, set.among("t.message_id")), row -> {
            long message = row.number(userMessageMessage);
            found.accept(message);
            if (receivers.test(row.number(userMessageUser)) && set.contains(message)) {
                handler.row(row);
            }
        });
    }

    private static void write(RowFile file, RowEncoder encoder, BinaryRow row) {
        file.beginRow();
        encoder.encode(row, file.json());
        file.endRow();
    }
}
