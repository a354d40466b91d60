/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.realmferry.archive.PrivateFiles;
import org.realmferry.extract.ArchiveJournal.Conditions;
import org.realmferry.extract.ArchiveJournal.MessagesDone;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * Which files of messages of a former part of a run hold what this part would write. See docs/consistency.md for why
 * that is exact.
 */
final class KeptFiles {
    private final TreeMap<Long, MessagesDone> candidates;
    private final Set<Long> spoiled = new HashSet<>();

    private KeptFiles(SortedMap<Long, MessagesDone> candidates) {
        this.candidates = new TreeMap<>(candidates);
    }

    /**
     * Reads the usermessages of the realm once, where there is anything to keep.
     *
     * @param path where the file that begins with a message is
     */
    static SortedMap<Long, MessagesDone> of(
            SnapshotReader reader,
            RealmIds ids,
            ArchiveJournal journal,
            Conditions now,
            Changes changes,
            LongFunction<Path> path) {
        Optional<Conditions> before = journal.conditions()
                .filter(c -> now.standpoint().follows(c.standpoint()))
                .filter(c -> c.rules().equals(now.rules()));
        if (before.isEmpty()
                || changes.messages().isEmpty()
                || journal.messages().isEmpty()) {
            return new TreeMap<>();
        }
        KeptFiles kept = new KeptFiles(journal.messages());
        kept.spoilMissing(path);
        kept.spoil(changes.messages().get());
        kept.spoil(ofOtherReceivers(reader, ids, before.get().receivers(), now.receivers()));
        kept.spoilOtherIds(ids);
        kept.spoilOtherCounts(reader, ids);
        kept.candidates.keySet().removeAll(kept.spoiled);
        return kept.candidates;
    }

    private void spoilMissing(LongFunction<Path> path) {
        candidates.forEach((first, file) -> {
            try {
                if (Files.size(path.apply(first)) != file.written().bytes()) {
                    spoiled.add(first);
                }
            } catch (NoSuchFileException e) {
                spoiled.add(first);
            } catch (IOException e) {
                throw PrivateFiles.unwritable(path.apply(first), e);
            }
        });
    }

    private void spoil(Roaring64Bitmap messages) {
        LongIterator each = messages.getLongIterator();
        while (each.hasNext()) {
            spoil(each.next());
        }
    }

    private void spoil(long message) {
        holder(message).ifPresent(spoiled::add);
    }

    /** The first message of the file that a message would be in. */
    private Optional<Long> holder(long message) {
        return Optional.ofNullable(candidates.floorEntry(message))
                .filter(file -> message <= file.getValue().span().last())
                .map(Map.Entry::getKey);
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

    private void spoilOtherIds(RealmIds ids) {
        candidates.forEach((first, file) -> {
            if (!ids.checksum(file.span()).equals(file.ids())) {
                spoiled.add(first);
            }
        });
    }

    /** A row that is gone leaves no trace but a smaller count. */
    private void spoilOtherCounts(SnapshotReader reader, RealmIds ids) {
        if (spoiled.containsAll(candidates.keySet())) {
            return;
        }
        Map<Long, Long> counts = new HashMap<>();
        String query = "SELECT message_id, count(*) FROM zerver_usermessage"
                + " WHERE user_profile_id IN :receivers GROUP BY message_id";
        reader.read("zerver_usermessage", ids.parameters().bind(query), row -> {
            if (ids.messages().contains(row.number(0))) {
                holder(row.number(0)).ifPresent(first -> counts.merge(first, row.number(1), Long::sum));
            }
        });
        candidates.forEach((first, file) -> {
            if (!counts.getOrDefault(first, 0L).equals(file.rows().getOrDefault("zerver_usermessage", 0L))) {
                spoiled.add(first);
            }
        });
    }
}
