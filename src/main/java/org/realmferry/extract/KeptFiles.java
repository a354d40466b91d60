/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private static final int FILES_PER_LOOK = 64;

    private static final int FILES_PER_COUNT = 16;

    /**
     * A file of whose rows some have changed.
     *
     * @param messages those whose rows have
     * @param receiving those of whose usermessages some have
     */
    record ChangedFile(MessagesDone file, Roaring64Bitmap messages, Roaring64Bitmap receiving) {
        private boolean isMostlyAsBefore() {
            long changed = messages.getLongCardinality() + receiving.getLongCardinality();
            return changed * MOST_CHANGED <= file.messages();
        }
    }

    /**
     * A file that can be mended.
     *
     * @param userMessages how many usermessages it has now
     * @param found what {@link MessageFile#found} counts now
     */
    record Stale(ChangedFile changed, long userMessages, long found) {
        MessagesDone file() {
            return changed.file();
        }
    }

    private final TreeMap<Long, MessagesDone> candidates;
    private final Set<Long> spoiled = ConcurrentHashMap.newKeySet();
    private final Map<Long, Long> found = new ConcurrentHashMap<>();
    private final SortedMap<Long, Stale> stale = new TreeMap<>();
    private final MessageFile messageFile;
    private final RealmIds ids;
    private final LongFunction<Path> path;

    private Map<Long, ChangedFile> changed = Map.of();
    private Optional<UserMessageCounts> counts = Optional.empty();

    private KeptFiles(SortedMap<Long, MessagesDone> candidates, MessageFile messageFile, LongFunction<Path> path) {
        this.candidates = new TreeMap<>(candidates);
        this.messageFile = messageFile;
        ids = messageFile.ids();
        this.path = path;
    }

    /** As {@link #begin}, to its end. */
    static KeptFiles of(
            SnapshotReader reader,
            MessageFile messageFile,
            ArchiveJournal journal,
            Conditions now,
            Changes changes,
            LongFunction<Path> path) {
        KeptFiles kept = changes.isKnown()
                ? begin(reader, messageFile, journal, now, path)
                : new KeptFiles(new TreeMap<>(), messageFile, path);
        kept.parts().forEach(part -> kept.look(reader, part));
        kept.compare(reader, changes).forEach(part -> kept.count(reader, part));
        kept.end();
        return kept;
    }

    /**
     * Reads what goes for all files. Then {@link #look} is told each of {@link #parts}, and {@link #count} each that {@link
     * #compare} gives, in any order and by any number of readers; {@link #end} has the answer.
     *
     * @param path where the file that begins with a message is
     */
    static KeptFiles begin(
            SnapshotReader reader,
            MessageFile messageFile,
            ArchiveJournal journal,
            Conditions now,
            LongFunction<Path> path) {
        Optional<Conditions> before = journal.conditions()
                .filter(c -> now.standpoint().follows(c.standpoint()))
                .filter(c -> c.rules().equals(now.rules()));
        if (before.isEmpty()) {
            return new KeptFiles(new TreeMap<>(), messageFile, path);
        }
        KeptFiles kept = new KeptFiles(journal.messages(), messageFile, path);
        if (!kept.candidates.isEmpty()) {
            kept.spoil(ofOtherReceivers(reader, kept.ids, before.get().receivers(), now.receivers()));
        }
        return kept;
    }

    /** What {@link #look} has to be told. */
    List<Span> parts() {
        return parts(candidates, FILES_PER_LOOK);
    }

    private static List<Span> parts(SortedMap<Long, MessagesDone> files, int size) {
        List<MessagesDone> all = List.copyOf(files.values());
        List<Span> parts = new ArrayList<>();
        for (int i = 0; i < all.size(); i += size) {
            MessagesDone last = all.get(Math.min(i + size, all.size()) - 1);
            parts.add(new Span(all.get(i).span().first(), last.span().last()));
        }
        return parts;
    }

    /** Looks whether the files of a part are there, with the messages that they would have. */
    void look(SnapshotReader reader, Span part) {
        List<Span> known = new ArrayList<>();
        candidates.subMap(part.first(), true, part.last(), true).forEach((first, file) -> {
            if (isMissing(first, file) || !ids.areAsIn(file)) {
                spoiled.add(first);
            } else if (file.found() >= 0) {
                known.add(file.span());
            }
        });
        if (!known.isEmpty()) {
            messageFile.found(reader, known, found::put);
        }
    }

    /**
     * Where nobody's usermessages changed and there are as many as before, none is gone. Those of other files are to be
     * counted, but for files that are written anew anyway: gives what {@link #count} has to be told.
     */
    List<Span> compare(SnapshotReader reader, Changes changes) {
        Set<Long> touched = byFile(changes.userMessages().receiving()).keySet();
        NavigableMap<Long, MessagesDone> others = new TreeMap<>(candidates);
        others.keySet().removeAll(spoiled);
        others.values().removeIf(file -> {
            long first = file.span().first();
            return !touched.contains(first)
                    && file.found() >= 0
                    && file.found() == found.getOrDefault(first, MessagesDone.NOT_COUNTED);
        });
        changed = changed(changes);
        changed.forEach((first, file) -> {
            if (!file.isMostlyAsBefore()) {
                others.remove(first);
            }
        });
        counts = Optional.of(UserMessageCounts.of(reader, ids, others));
        return parts(others, FILES_PER_COUNT);
    }

    /** Counts the usermessages of a part. */
    void count(SnapshotReader reader, Span part) {
        counts.ifPresent(its -> its.count(reader, part));
    }

    /** Tells the files apart when all is counted. */
    void end() {
        counts.ifPresent(this::sort);
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

    private void sort(UserMessageCounts counts) {
        candidates.forEach((first, file) -> {
            ChangedFile now = changed.get(first);
            if (now != null && !spoiled.contains(first) && now.isMostlyAsBefore()) {
                stale.put(first, new Stale(now, counts.of(file), found.getOrDefault(first, MessagesDone.NOT_COUNTED)));
            }
            // A row that is gone leaves no trace but a smaller count.
            if (now != null || counts.of(file) != UserMessageCounts.before(file)) {
                spoiled.add(first);
            }
        });
        candidates.keySet().removeAll(spoiled);
        // What others lost in between must not be looked into each time.
        candidates.replaceAll((first, file) -> file.withFound(found.getOrDefault(first, MessagesDone.NOT_COUNTED)));
    }

    /** The files of whose rows any changed. */
    private Map<Long, ChangedFile> changed(Changes changes) {
        Map<Long, Roaring64Bitmap> messages = byFile(Roaring64Bitmap.and(changes.messages(), ids.messages()));
        Map<Long, Roaring64Bitmap> receiving =
                byFile(Roaring64Bitmap.and(changes.userMessages().receiving(), ids.messages()));
        Map<Long, ChangedFile> changed = new HashMap<>();
        Stream.of(messages, receiving)
                .flatMap(files -> files.keySet().stream())
                .forEach(first -> changed.put(
                        first,
                        new ChangedFile(
                                Objects.requireNonNull(candidates.get(first)),
                                messages.getOrDefault(first, new Roaring64Bitmap()),
                                receiving.getOrDefault(first, new Roaring64Bitmap()))));
        return changed;
    }

    private Map<Long, Roaring64Bitmap> byFile(Roaring64Bitmap messages) {
        Map<Long, Roaring64Bitmap> byFile = new HashMap<>();
        messages.forEach(message -> MessagesDone.holder(candidates, message)
                .ifPresent(first -> byFile.computeIfAbsent(first, any -> new Roaring64Bitmap())
                        .addLong(message)));
        return byFile;
    }
}
