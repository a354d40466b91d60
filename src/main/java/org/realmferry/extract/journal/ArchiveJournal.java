/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.IdBitmap;
import org.realmferry.archive.disk.Written;
import org.realmferry.run.FileDone;
import org.realmferry.run.Journal;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotHorizon;

/** The journal of one archive: what former parts of the run have done that still counts, and what this one does. */
public final class ArchiveJournal {
    private static final String TYPE = "type";
    private static final String BEGUN = "begun";
    private static final String DROPPED = "dropped";
    private static final String COPIED = "copied";
    private static final String PLACED = "placed";
    private static final String PACKED = "packed";
    private static final String FIRST = "first";
    private static final String IDS = "ids";
    private static final String FOUND = "found";
    private static final String VERSION = "version";
    private static final String CONTENT = "content";

    /**
     * A file of messages.
     *
     * @param ids checksum of the ids of its messages
     * @param found how many usermessages of anybody its range of messages had; {@link #NOT_COUNTED} where nobody counted
     */
    public record MessagesDone(IdRange span, String ids, Written written, Map<String, Long> rows, long found) {
        public static final long NOT_COUNTED = -1;

        public long messages() {
            return rows.getOrDefault(ZulipTables.MESSAGES, 0L);
        }

        public MessagesDone withFound(long now) {
            return now == found ? this : new MessagesDone(span, ids, written, rows, now);
        }

        /** The first message of that file, among files by their first messages, in whose range a message is. */
        public static Optional<Long> holder(NavigableMap<Long, MessagesDone> files, long message) {
            return Optional.ofNullable(files.floorEntry(message))
                    .filter(file -> message <= file.getValue().span().last())
                    .map(Map.Entry::getKey);
        }

        /** Of all tables. */
        public long allRows() {
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * A file of the store that was copied.
     *
     * @param version of the store's file
     */
    public record CopyDone(String version, Written written) {}

    /**
     * The archive's pack.
     *
     * @param content checksum of the manifest of what is in it
     */
    public record PackDone(String content, Written written) {}

    /**
     * Under what the files of messages were made.
     *
     * @param rules checksum of everything else that decides how a row is written
     * @param receivers whose usermessages are in them
     */
    public record Conditions(SnapshotHorizon standpoint, String rules, IdBitmap receivers) {}

    private final Consumer<Map<String, String>> journal;
    private final String archive;
    private final SortedMap<Long, MessagesDone> messages = new TreeMap<>();
    private final Consumer<Consumer<Map<String, String>>> past;
    private Optional<Conditions> conditions = Optional.empty();
    private String ids = "";
    private List<Long> placed = List.of();
    private Optional<PackDone> packed = Optional.empty();

    private ArchiveJournal(
            Consumer<Map<String, String>> journal, Consumer<Consumer<Map<String, String>>> past, String archive) {
        this.journal = journal;
        this.past = past;
        this.archive = archive;
    }

    /** The journal of an archive by its folder. */
    public static ArchiveJournal of(Journal journal, String archive) {
        return of(journal::note, each -> journal.past(archive, each), archive);
    }

    /** The journal of an archive by the lines about it, and where to put further ones. */
    public static ArchiveJournal of(
            Consumer<Map<String, String>> journal, List<Map<String, String>> past, String archive) {
        return of(journal, past::forEach, archive);
    }

    private static ArchiveJournal of(
            Consumer<Map<String, String>> journal, Consumer<Consumer<Map<String, String>>> past, String archive) {
        ArchiveJournal resumed = new ArchiveJournal(journal, past, archive);
        past.accept(resumed::recall);
        return resumed;
    }

    /** For what isn't written. */
    public static ArchiveJournal none() {
        return new ArchiveJournal(line -> {}, each -> {}, "");
    }

    private void recall(Map<String, String> line) {
        switch (String.valueOf(line.get(TYPE))) {
            case BEGUN -> {
                conditions = Optional.of(new Conditions(
                        new SnapshotHorizon(text(line, "server"), number(line, "xmin")),
                        text(line, "rules"),
                        bitmap(text(line, "receivers"))));
                ids = line.getOrDefault(IDS, "");
            }
            case FileDone.MESSAGES -> messages.put(number(line, FIRST), messages(line));
            case DROPPED -> messages.remove(number(line, FIRST));
            case PLACED ->
                placed = Stream.of(text(line, "order").split(",", -1))
                        .filter(id -> !id.isEmpty())
                        .map(Long::valueOf)
                        .toList();
            case PACKED ->
                packed = Optional.of(
                        new PackDone(text(line, CONTENT), FileDone.read(line).written()));
            default -> {
                // Files that were copied may be too many; lines of other kinds are for others.
            }
        }
    }

    private static MessagesDone messages(Map<String, String> line) {
        FileDone file = FileDone.read(line);
        FileDone.Range range = file.range().orElseThrow();
        return new MessagesDone(
                new IdRange(range.first(), range.last()),
                text(line, IDS),
                file.written(),
                file.rows(),
                line.containsKey(FOUND) ? number(line, FOUND) : MessagesDone.NOT_COUNTED);
    }

    /** The folder of the archive in the run. */
    public String archive() {
        return archive;
    }

    public Optional<Conditions> conditions() {
        return conditions;
    }

    /**
     * Checksum of the ids that the part which began last noted, where they are some that a part with a later standpoint can
     * go on from.
     */
    public Optional<String> ids(SnapshotHorizon now) {
        return conditions
                .filter(before -> now.follows(before.standpoint()))
                .filter(before -> !messages.isEmpty() && !ids.isEmpty())
                .map(before -> ids);
    }

    /** Files of messages by their first message. */
    public SortedMap<Long, MessagesDone> messages() {
        return messages;
    }

    /** Files that were copied, by their names in the archive; what was noted last of a name comes last. */
    public void copies(BiConsumer<String, CopyDone> each) {
        past.accept(line -> {
            if (COPIED.equals(line.get(TYPE))) {
                FileDone file = FileDone.read(line);
                each.accept(file.path().orElseThrow(), new CopyDone(text(line, VERSION), file.written()));
            }
        });
    }

    /** The first messages of the files in the order in which they last got their final names. */
    public List<Long> placed() {
        return placed;
    }

    /** The pack that was made last. */
    public Optional<PackDone> packed() {
        return packed;
    }

    /**
     * All files that are not dropped hold what these conditions ask for.
     *
     * @param idsNow checksum of the ids that a later part may go on from; empty where there are none
     */
    public void begun(Conditions now, String idsNow) {
        note(
                BEGUN,
                Map.of(
                        "server",
                        now.standpoint().server(),
                        "xmin",
                        String.valueOf(now.standpoint().xmin()),
                        "rules",
                        now.rules(),
                        "receivers",
                        text(now.receivers()),
                        IDS,
                        idsNow));
    }

    public void did(MessagesDone file) {
        FileDone.Range range =
                new FileDone.Range(file.span().first(), file.span().last());
        Map<String, String> line =
                new FileDone(Optional.empty(), file.written(), file.rows(), Optional.of(range)).line();
        line.put(IDS, file.ids());
        line.put(FOUND, String.valueOf(file.found()));
        note(FileDone.MESSAGES, line);
    }

    public void dropped(long first) {
        note(DROPPED, Map.of(FIRST, String.valueOf(first)));
    }

    public void copied(String path, CopyDone copy) {
        Map<String, String> line =
                FileDone.of(Optional.of(path), copy.written()).line();
        line.put(VERSION, copy.version());
        note(COPIED, line);
    }

    public void placed(List<Long> order) {
        note(PLACED, Map.of("order", order.stream().map(String::valueOf).collect(Collectors.joining(","))));
    }

    public void packed(PackDone pack) {
        Map<String, String> line = FileDone.of(Optional.empty(), pack.written()).line();
        line.put(CONTENT, pack.content());
        note(PACKED, line);
    }

    private void note(String type, Map<String, String> values) {
        Map<String, String> line = new HashMap<>(values);
        line.put(TYPE, type);
        line.put(Journal.ARCHIVE, archive);
        journal.accept(line);
    }

    private static String text(Map<String, String> line, String key) {
        String value = line.get(key);
        if (value == null) {
            throw new IllegalStateException(
                    "a line of the journal lacks " + key + ": " + new ArrayList<>(line.keySet()));
        }
        return value;
    }

    private static long number(Map<String, String> line, String key) {
        return Long.parseLong(text(line, key));
    }

    private static String text(IdBitmap ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ids.serialize(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written to", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static IdBitmap bitmap(String text) {
        IdBitmap ids = new IdBitmap();
        try {
            ids.deserialize(new DataInputStream(
                    new ByteArrayInputStream(Base64.getDecoder().decode(text))));
        } catch (IOException e) {
            throw new IllegalStateException("a set of ids in the journal can't be read", e);
        }
        return ids;
    }
}
