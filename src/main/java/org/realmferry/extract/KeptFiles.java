/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.realmferry.archive.PrivateFiles;
import org.realmferry.extract.ArchiveJournal.Conditions;
import org.realmferry.extract.ArchiveJournal.MessagesDone;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * Which files of messages of a former part of a run hold what this part would write, and which do but for some rows. See
 * docs/consistency.md for why that is exact.
 */
final class KeptFiles {
    /** A file of which more has changed is as soon written anew. */
    private static final int MOST_CHANGED = 4;

    /**
     * A file in which some rows have changed.
     *
     * @param messages those whose rows have
     * @param receiving those of whose usermessages some have
     * @param userMessages how many usermessages the file has now
     */
    record Stale(MessagesDone file, Roaring64Bitmap messages, Roaring64Bitmap receiving, long userMessages) {
        private boolean isMostlyAsBefore() {
            long changed = messages.getLongCardinality() + receiving.getLongCardinality();
            return changed * MOST_CHANGED <= file.rows().getOrDefault("zerver_message", 0L);
        }
    }

    private final TreeMap<Long, MessagesDone> candidates;
    private final Set<Long> spoiled = ConcurrentHashMap.newKeySet();
    private final SortedMap<Long, Stale> stale = new TreeMap<>();
    private final RealmIds ids;
    private final LongFunction<Path> path;

    private Optional<UserMessageCounts> counts = Optional.empty();

    private KeptFiles(SortedMap<Long, MessagesDone> candidates, RealmIds ids, LongFunction<Path> path) {
        this.candidates = new TreeMap<>(candidates);
        this.ids = ids;
        this.path = path;
    }

    /** As {@link #begin}, to its end. */
    static KeptFiles of(
            SnapshotReader reader,
            RealmIds ids,
            ArchiveJournal journal,
            Conditions now,
            Changes changes,
            LongFunction<Path> path) {
        KeptFiles kept =
                changes.isKnown() ? begin(reader, ids, journal, now, path) : new KeptFiles(new TreeMap<>(), ids, path);
        kept.parts().forEach(part -> kept.count(reader, part));
        kept.end(changes);
        return kept;
    }

    /**
     * Reads what goes for all files. {@link #count} looks at those of each of {@link #parts}, in any order and by any
     * number of readers; {@link #end} has the answer.
     *
     * @param path where the file that begins with a message is
     */
    static KeptFiles begin(
            SnapshotReader reader, RealmIds ids, ArchiveJournal journal, Conditions now, LongFunction<Path> path) {
        Optional<Conditions> before = journal.conditions()
                .filter(c -> now.standpoint().follows(c.standpoint()))
                .filter(c -> c.rules().equals(now.rules()));
        if (before.isEmpty() || journal.messages().isEmpty()) {
            return new KeptFiles(new TreeMap<>(), ids, path);
        }
        KeptFiles kept = new KeptFiles(journal.messages(), ids, path);
        kept.spoil(ofOtherReceivers(reader, ids, before.get().receivers(), now.receivers()));
        NavigableMap<Long, MessagesDone> left = new TreeMap<>(kept.candidates);
        left.keySet().removeAll(kept.spoiled);
        kept.counts = Optional.of(UserMessageCounts.of(reader, ids, left));
        return kept;
    }

    /** What {@link #count} has to be told. */
    List<Span> parts() {
        return counts.map(UserMessageCounts::parts).orElse(List.of());
    }

    /** Looks whether the files of a part are there, with the messages that they would have, and counts usermessages. */
    void count(SnapshotReader reader, Span part) {
        candidates.subMap(part.first(), true, part.last(), true).forEach((first, file) -> {
            if (isMissing(first, file) || !ids.checksum(file.span()).equals(file.ids())) {
                spoiled.add(first);
            }
        });
        counts.ifPresent(its -> its.count(reader, part));
    }

    /** Tells the files apart when all is counted, and all changes are known. */
    void end(Changes changes) {
        counts.ifPresent(its -> sort(its, changes));
    }

    /** The files that hold what would be written, by their first message. */
    SortedMap<Long, MessagesDone> whole() {
        return candidates;
    }

    /** The files that do but for some rows, likewise. */
    SortedMap<Long, Stale> stale() {
        return stale;
    }

    private boolean isMissing(long first, MessagesDone file) {
        try {
            return Files.size(path.apply(first)) != file.written().bytes();
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw PrivateFiles.unwritable(path.apply(first), e);
        }
    }

    private void spoil(Roaring64Bitmap messages) {
        LongIterator each = messages.getLongIterator();
        while (each.hasNext()) {
            spoil(each.next());
        }
    }

    private void spoil(long message) {
        MessagesDone.holder(candidates, message).ifPresent(spoiled::add);
    }

    /** Messages of those whose usermessages leave now and didn't, or did and don't. */
    private static Roaring64Bitmap ofOtherReceivers(
            SnapshotReader reader, RealmIds ids, Roaring64Bitmap before, Roaring64Bitmap now) {
        Roaring64Bitmap others = Roaring64Bitmap.or(before, now);
        others.andNot(Roaring64Bitmap.and(before, now));
        Roaring64Bitmap messages = new Roaring64Bitmap();
        if (!others.isEmpty()) {
            ids.parameters().put("otherReceivers", others);
            String query = "SELECT message_id FROM zerver_usermessage WHERE user_profile_id IN :otherReceivers";
            reader.read("zerver_usermessage", ids.parameters().bind(query), row -> messages.addLong(row.number(0)));
        }
        return messages;
    }

    private void sort(UserMessageCounts counts, Changes changes) {
        Map<Long, Roaring64Bitmap> messages = byFile(changes.messages());
        Map<Long, Roaring64Bitmap> receiving = byFile(changes.userMessages().receiving());
        candidates.forEach((first, file) -> {
            Stale now = new Stale(
                    file,
                    messages.getOrDefault(first, new Roaring64Bitmap()),
                    receiving.getOrDefault(first, new Roaring64Bitmap()),
                    counts.of(first));
            boolean touched = !now.messages().isEmpty() || !now.receiving().isEmpty();
            // A row that is gone leaves no trace but a smaller count.
            boolean lessened = counts.differs(first, file);
            if (touched && !spoiled.contains(first) && now.isMostlyAsBefore()) {
                stale.put(first, now);
            }
            if (touched || lessened) {
                spoiled.add(first);
            }
        });
        candidates.keySet().removeAll(spoiled);
    }

    private Map<Long, Roaring64Bitmap> byFile(Roaring64Bitmap messages) {
        Map<Long, Roaring64Bitmap> byFile = new HashMap<>();
        messages.forEach(message -> MessagesDone.holder(candidates, message)
                .ifPresent(first -> byFile.computeIfAbsent(first, any -> new Roaring64Bitmap())
                        .addLong(message)));
        return byFile;
    }
}
