/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.resume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.realmferry.IdBitmap;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.ArchiveJournal.Conditions;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;
import org.realmferry.extract.journal.ChangedFile;
import org.realmferry.extract.journal.StaleRows;
import org.realmferry.extract.messages.ChangedIds;
import org.realmferry.extract.messages.MessageFile;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.run.work.Workers;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotReader;
import org.roaringbitmap.longlong.LongIterator;

/**
 * Which files of messages of a former part of a run hold what this part would write, and which do but for some rows. See
 * docs/consistency.md for why that is exact.
 */
public final class ReusableFiles {
    private static final int FILES_PER_LOOK = 64;

    private static final int FILES_PER_COUNT = 16;

    /** A step that needs the one before: gives its units, for any order and any number of readers. */
    @FunctionalInterface
    public interface Round {
        List<Workers.Unit<SnapshotReader>> units(SnapshotReader reader);
    }

    private final TreeMap<Long, MessagesDone> candidates;
    private final Set<Long> spoiled = ConcurrentHashMap.newKeySet();
    private final SortedMap<Long, StaleRows> stale = new TreeMap<>();
    private final MessageFile messageFile;
    private final RealmIds ids;
    private final LongFunction<Path> path;

    private Map<Long, ChangedFile> changed = Map.of();
    private Set<Long> touched = Set.of();
    private Optional<UserMessageTotals> found = Optional.empty();
    private Optional<UserMessageCounts> counts = Optional.empty();

    private ReusableFiles(SortedMap<Long, MessagesDone> candidates, MessageFile messageFile, LongFunction<Path> path) {
        this.candidates = new TreeMap<>(candidates);
        this.messageFile = messageFile;
        ids = messageFile.ids();
        this.path = path;
    }

    /** As {@link #begin}, to its end. */
    public static ReusableFiles of(
            SnapshotReader reader,
            MessageFile messageFile,
            ArchiveJournal journal,
            Conditions now,
            ChangedIds changes,
            LongFunction<Path> path) {
        ReusableFiles kept = changes.isKnown()
                ? begin(reader, messageFile, journal, now, path)
                : new ReusableFiles(new TreeMap<>(), messageFile, path);
        kept.look().forEach(unit -> unit.run(reader));
        kept.rounds(changes).forEach(round -> round.units(reader).forEach(unit -> unit.run(reader)));
        kept.end();
        return kept;
    }

    /**
     * Reads what goes for all files. Then come the units of {@link #look}, those of {@link #rounds}, and {@link #end}, which
     * has the answer.
     *
     * @param path where the file that begins with a message is
     */
    public static ReusableFiles begin(
            SnapshotReader reader,
            MessageFile messageFile,
            ArchiveJournal journal,
            Conditions now,
            LongFunction<Path> path) {
        Optional<Conditions> before = journal.conditions()
                .filter(c -> now.standpoint().follows(c.standpoint()))
                .filter(c -> c.rules().equals(now.rules()));
        if (before.isEmpty()) {
            return new ReusableFiles(new TreeMap<>(), messageFile, path);
        }
        ReusableFiles kept = new ReusableFiles(journal.messages(), messageFile, path);
        if (!kept.candidates.isEmpty()) {
            kept.spoil(ofOtherReceivers(reader, kept.ids, before.get().receivers(), now.receivers()));
        }
        return kept;
    }

    public boolean isEmpty() {
        return candidates.isEmpty();
    }

    /** Looks whether the files are there, with the messages that they would have. */
    public List<Workers.Unit<SnapshotReader>> look() {
        return parts(candidates, FILES_PER_LOOK)
                .<Workers.Unit<SnapshotReader>>map(batch -> reader -> batch.forEach(file -> {
                    long first = file.span().first();
                    if (isMissing(first, file) || !ids.areAsIn(file)) {
                        spoiled.add(first);
                    }
                }))
                .toList();
    }

    private static Stream<List<MessagesDone>> parts(SortedMap<Long, MessagesDone> files, int size) {
        return UserMessageTotals.parts(List.copyOf(files.values()), size);
    }

    /** What tells, after {@link #look}, in which files rows changed or are gone. */
    public List<Round> rounds(ChangedIds changes) {
        return List.of(reader -> find(changes), reader -> found.orElseThrow().furtherUnits(), this::count);
    }

    private List<Workers.Unit<SnapshotReader>> find(ChangedIds changes) {
        changed = changed(changes);
        touched = byFile(changes.userMessages().receiving()).keySet();
        NavigableMap<Long, MessagesDone> files = new TreeMap<>(candidates);
        files.keySet().removeAll(spoiled);
        files.values().removeIf(file -> file.found() == MessagesDone.NOT_COUNTED);
        UserMessageTotals totals = UserMessageTotals.of(
                messageFile, files, touched, changes.userMessages().all());
        found = Optional.of(totals);
        return totals.units();
    }

    /**
     * Where nobody's usermessages changed and there are as many as before, none is gone. Those of other files are counted,
     * but for files that are rewritten anyway.
     */
    private List<Workers.Unit<SnapshotReader>> count(SnapshotReader reader) {
        NavigableMap<Long, MessagesDone> uncounted = new TreeMap<>(candidates);
        uncounted.keySet().removeAll(spoiled);
        uncounted
                .values()
                .removeIf(file -> !touched.contains(file.span().first())
                        && file.found() != MessagesDone.NOT_COUNTED
                        && file.found() == foundNow(file));
        changed.forEach((first, file) -> {
            if (!file.isMostlyAsBefore()) {
                uncounted.remove(first);
            }
        });
        UserMessageCounts rangeCounts =
                UserMessageCounts.of(reader, ids, uncounted, messageFile.estimatedUserMessages());
        counts = Optional.of(rangeCounts);
        return parts(uncounted, FILES_PER_COUNT)
                .map(batch ->
                        IdRange.over(batch.stream().map(MessagesDone::span).toList()))
                .<Workers.Unit<SnapshotReader>>map(part -> other -> rangeCounts.count(other, part))
                .toList();
    }

    private long foundNow(MessagesDone file) {
        return found.map(totals -> totals.of(file.span().first())).orElse(MessagesDone.NOT_COUNTED);
    }

    /** Tells the files apart when all is counted. */
    public void end() {
        counts.ifPresent(this::sort);
    }

    /** The files that hold what would be written, by their first message. */
    public SortedMap<Long, MessagesDone> whole() {
        return candidates;
    }

    /** The files that do but for some rows, by their first message. */
    public SortedMap<Long, StaleRows> stale() {
        return stale;
    }

    private boolean isMissing(long first, MessagesDone file) {
        try {
            return Files.size(path.apply(first)) != file.written().bytes();
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw PrivateFiles.unreadable(path.apply(first), e);
        }
    }

    private void spoil(IdBitmap messages) {
        LongIterator each = messages.getLongIterator();
        while (each.hasNext()) {
            spoil(each.next());
        }
    }

    private void spoil(long message) {
        MessagesDone.holder(candidates, message).ifPresent(spoiled::add);
    }

    /** Messages of those whose usermessages leave now and didn't, or did and don't. */
    private static IdBitmap ofOtherReceivers(SnapshotReader reader, RealmIds ids, IdBitmap before, IdBitmap now) {
        IdBitmap changedReceivers = IdBitmap.union(before, now);
        changedReceivers.andNot(IdBitmap.intersection(before, now));
        IdBitmap messages = new IdBitmap();
        if (!changedReceivers.isEmpty()) {
            ids.parameters().put("otherReceivers", changedReceivers);
            String query = "SELECT message_id FROM zerver_usermessage WHERE user_profile_id IN :otherReceivers";
            reader.read(
                    ZulipTables.USER_MESSAGES, ids.parameters().bind(query), row -> messages.addLong(row.number(0)));
        }
        return messages;
    }

    private void sort(UserMessageCounts counts) {
        candidates.forEach((first, file) -> {
            ChangedFile now = changed.get(first);
            if (now != null && !spoiled.contains(first) && now.isMostlyAsBefore()) {
                stale.put(first, new StaleRows(now, counts.of(file), foundNow(file)));
            }
            // A row that is gone leaves no trace but a smaller count.
            if (now != null || counts.of(file) != UserMessageCounts.before(file)) {
                spoiled.add(first);
            }
        });
        candidates.keySet().removeAll(spoiled);
        // What others lost in between must not be looked into each time.
        candidates.replaceAll((first, file) -> file.withFound(foundNow(file)));
    }

    /** The files of whose rows any changed. */
    private Map<Long, ChangedFile> changed(ChangedIds changes) {
        Map<Long, IdBitmap> messages = byFile(IdBitmap.intersection(changes.messages(), ids.messages()));
        Map<Long, IdBitmap> receiving =
                byFile(IdBitmap.intersection(changes.userMessages().receiving(), ids.messages()));
        Map<Long, ChangedFile> changed = new HashMap<>();
        Stream.of(messages, receiving)
                .flatMap(files -> files.keySet().stream())
                .forEach(first -> changed.put(
                        first,
                        new ChangedFile(
                                Objects.requireNonNull(candidates.get(first)),
                                messages.getOrDefault(first, new IdBitmap()),
                                receiving.getOrDefault(first, new IdBitmap()))));
        return changed;
    }

    private Map<Long, IdBitmap> byFile(IdBitmap messages) {
        Map<Long, IdBitmap> byFile = new HashMap<>();
        messages.forEach(message -> MessagesDone.holder(candidates, message)
                .ifPresent(first ->
                        byFile.computeIfAbsent(first, key -> new IdBitmap()).addLong(message)));
        return byFile;
    }
}
