/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.realmferry.Checksum;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.RowFile;
import org.realmferry.extract.KeptFiles.Stale;
import org.realmferry.extract.SnapshotReader.RowHandler;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.RealmMessages;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * One file of at most a thousand messages, with what their receivers did with them.
 *
 * <p>Where the realm's messages stand close together, a range of ids is read and the rest is left out here: that costs
 * half of what a list of ids or a filter on users in SQL does. Where other realms' messages lie between, the ids are
 * named.
 */
final class MessageFile {
    private static final int DENSE = 2;
    private static final String BETWEEN = "BETWEEN f.first AND f.last";
    private static final int ROW_SEPARATOR = 2;

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

    MessageFile(ExportPlan plan, RealmIds ids) {
        this.ids = ids;
        messages = plan.read("zerver_message");
        userMessages = plan.read("zerver_usermessage");
        messageEncoder = new RowEncoder(messages.fields());
        userMessageEncoder = new RowEncoder(userMessages.fields());
        messageQuery = ids.parameters().bind(messages.select(AMONG + RealmMessages.AND_OF_REALM));
        userMessageQuery = userMessages.select(AMONG);
        receivers = in(ids.parameters().ids("receivers"));
        messageId = messages.indexOf("id");
        userMessageId = userMessages.indexOf("id");
        userMessageUser = userMessages.indexOf("user_profile");
        userMessageMessage = userMessages.indexOf("message");
    }

    /** As {@code contains}, in a fraction of the time. */
    private static LongPredicate in(Roaring64Bitmap users) {
        if (users.isEmpty() || users.last() >= MOST_BITS) {
            return users::contains;
        }
        long last = users.last();
        BitSet bits = new BitSet();
        users.forEach(user -> bits.set((int) user));
        return user -> user <= last && bits.get((int) user);
    }

    RealmIds ids() {
        return ids;
    }

    /**
     * A file that is written but for its end.
     *
     * @param found what {@link #found} counts
     */
    record WrittenFile(UnfinishedFile file, long found) {}

    /** Writes the file of some messages, but for its end. */
    WrittenFile write(SnapshotReader reader, Span span, Path path) {
        Chunk chunk = new Chunk(ids.messages(span));
        long[] found = new long[1];
        UnfinishedFile unfinished = UnfinishedFile.write(path, file -> {
            file.beginTable(messages.output());
            readMessages(reader, chunk, row -> write(file, messageEncoder, row));
            file.endTable();
            chunk.requireAll(file.rows().getOrDefault(messages.output(), 0L));
            file.beginTable(userMessages.output());
            found[0] = readUserMessages(reader, chunk, row -> write(file, userMessageEncoder, row));
            file.endTable();
            return List.of(span.first(), span.last());
        });
        return new WrittenFile(unfinished, found[0]);
    }

    /** Whether all rows of a file's range are read, and not those of its ids. */
    static boolean isDense(Span span, long messages) {
        return span.last() - span.first() < DENSE * messages;
    }

    /**
     * Counts, for each of some files, all usermessages among which its own are found: of anybody, and of messages in
     * between. PostgreSQL does it from an index alone, and fastest where it is the same small query for each.
     *
     * @param counts takes the first message of each file, and the number
     */
    void found(SnapshotReader reader, Collection<Span> files, BiConsumer<Long, Long> counts) {
        files.stream()
                .map(span -> new Chunk(ids.messages(span)))
                .collect(Collectors.partitioningBy(Chunk::dense))
                .forEach((dense, chunks) -> {
                    if (!chunks.isEmpty()) {
                        String among = dense ? BETWEEN : "= ANY (f.last)";
                        found(reader, among, chunks.stream().map(Chunk::values), counts);
                    }
                });
    }

    /** Likewise, all of some ranges of messages. */
    void foundIn(SnapshotReader reader, Collection<Span> ranges, LongConsumer counts) {
        Stream<String> each = ranges.stream().map(range -> "(" + range.first() + "," + range.last() + ")");
        found(reader, BETWEEN, each, (first, count) -> counts.accept(count));
    }

    private void found(SnapshotReader reader, String among, Stream<String> each, BiConsumer<Long, Long> counts) {
        String query = "SELECT f.first::bigint, (SELECT count(*) FROM zerver_usermessage WHERE message_id " + among
                + ") FROM (VALUES " + each.collect(Collectors.joining(",")) + ") f (first, last)";
        reader.read(userMessages.table(), query, row -> counts.accept(row.number(0), row.number(1)));
    }

    /** As {@link #write}, from a file that is there already, where it can be mended; {@code changed} are usermessages. */
    Optional<WrittenFile> mend(SnapshotReader reader, Stale stale, Roaring64Bitmap changed, Path path) {
        ChangedRows ofMessages = new ChangedRows();
        ChangedRows ofUserMessages = new ChangedRows();
        if (!stale.changed().messages().isEmpty()) {
            readMessages(
                    reader,
                    new Chunk(stale.changed().messages().toArray()),
                    row -> ofMessages.add(row.number(messageId), row, messageEncoder));
        }
        if (!stale.changed().receiving().isEmpty()) {
            readUserMessages(reader, new Chunk(stale.changed().receiving().toArray()), row -> {
                if (changed.contains(row.number(userMessageId))) {
                    ofUserMessages.add(row.number(userMessageId), row, userMessageEncoder);
                }
            });
        }
        return new StaleFile(stale, ofMessages, ofUserMessages)
                .mend(path, path)
                .map(file -> new WrittenFile(file, stale.found()));
    }

    /** Checksum of all that decides how a row is written, but for the row itself. */
    String rules(boolean omits, String tool) {
        String text = tool + '\n' + messages.select("TRUE") + '\n' + userMessages.select("TRUE");
        return Checksum.of((omits ? ids.parameters().bind(text) : text).getBytes(StandardCharsets.UTF_8));
    }

    /** Adds what such a file would hold, without writing it. */
    void count(SnapshotReader reader, Span span, Counts counts) {
        Chunk chunk = new Chunk(ids.messages(span));
        readMessages(reader, chunk, row -> {
            counts.messages++;
            counts.add(messageEncoder, row);
        });
        readUserMessages(reader, chunk, row -> {
            counts.userMessages++;
            counts.add(userMessageEncoder, row);
        });
    }

    /** Reads those rows of one of the two tables that belong to some exported messages, without writing a file. */
    void read(SnapshotReader reader, String table, long[] some, Consumer<JsonBytes> handler) {
        Chunk chunk = new Chunk(some);
        JsonBytes json = new JsonBytes();
        if (table.equals(messages.output())) {
            readMessages(reader, chunk, row -> handler.accept(messageEncoder.encoded(row, json)));
        } else {
            readUserMessages(reader, chunk, row -> handler.accept(userMessageEncoder.encoded(row, json)));
        }
    }

    /** Rows, and their bytes as JSON. */
    static final class Counts {
        private final JsonBytes json = new JsonBytes();
        private long messages;
        private long userMessages;
        private long bytes;

        long messages() {
            return messages;
        }

        long userMessages() {
            return userMessages;
        }

        long bytes() {
            return bytes;
        }

        private void add(RowEncoder encoder, BinaryRow row) {
            bytes += encoder.encoded(row, json).size() + ROW_SEPARATOR;
        }
    }

    private void readMessages(SnapshotReader reader, Chunk chunk, RowHandler handler) {
        reader.read(messages.table(), messageQuery.replace(AMONG, chunk.among("t.id")), row -> {
            if (chunk.contains(row.number(messageId))) {
                handler.row(row);
            }
        });
    }

    /** Gives how many there are among which those are found. */
    private long readUserMessages(SnapshotReader reader, Chunk chunk, RowHandler handler) {
        long[] found = new long[1];
        reader.read(userMessages.table(), userMessageQuery.replace(AMONG, chunk.among("t.message_id")), row -> {
            found[0]++;
            if (receivers.test(row.number(userMessageUser)) && chunk.contains(row.number(userMessageMessage))) {
                handler.row(row);
            }
        });
        return found[0];
    }

    private static void write(RowFile file, RowEncoder encoder, BinaryRow row) {
        file.beginRow();
        encoder.encode(row, file.json());
        file.endRow();
    }

    /** The messages of one file, in order. */
    private static final class Chunk {
        private final long[] ids;
        private final BitSet fromFirst = new BitSet();

        private Chunk(long[] ids) {
            this.ids = ids;
            if (dense()) {
                LongStream.of(ids).forEach(id -> fromFirst.set((int) (id - ids[0])));
            }
        }

        long last() {
            return ids[ids.length - 1];
        }

        /** Two ways to the same rows must agree: a message that only one index finds would be lost without a word. */
        void requireAll(long found) {
            if (found != ids.length) {
                throw new Failure(
                        ExitStatus.SOURCE,
                        "of the " + ids.length + " messages from id " + ids[0] + " to " + last() + " only " + found
                                + " were found by their ids: an index of zerver_message may be damaged",
                        "Check the table on the server, for example with pg_amcheck, and REINDEX it.");
            }
        }

        private boolean dense() {
            return isDense(new Span(ids[0], last()), ids.length);
        }

        /** Whether a row that {@link #among} found belongs to the file. */
        boolean contains(long id) {
            return !dense() || fromFirst.get((int) (id - ids[0]));
        }

        String among(String column) {
            if (dense()) {
                return column + " BETWEEN " + ids[0] + " AND " + last();
            }
            return column + " = ANY (" + array() + ")";
        }

        private String array() {
            return LongStream.of(ids).mapToObj(Long::toString).collect(Collectors.joining(",", "'{", "}'::bigint[]"));
        }

        /** The first message, and the last or all of them. */
        String values() {
            return "(" + ids[0] + "," + (dense() ? last() : array()) + ")";
        }
    }
}
