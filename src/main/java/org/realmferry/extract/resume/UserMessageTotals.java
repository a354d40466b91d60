/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.resume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;
import org.realmferry.extract.messages.MessageFile;
import org.realmferry.extract.messages.MessageSet;
import org.realmferry.run.work.Workers;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotReader;

/**
 * How many usermessages, of anybody, {@link MessageFile#found} counts now for each of some files.
 *
 * <p>Most files needn't be counted. How many rows the table has is known from the pass that looked for changed ones. In the
 * range of a file in which none was inserted or updated there are as many as before, or fewer. So if such files had together
 * what the table has, less what it has outside of their ranges, each has what it had (docs/consistency.md).
 */
final class UserMessageTotals {
    private static final int AT_ONCE = 64;

    /** In SQL the sign is an operator, and the smallest number without it is no bigint. */
    private static final long LOWEST = Long.MIN_VALUE + 1;

    private final MessageFile messageFile;
    private final NavigableMap<Long, MessagesDone> untouched;
    private final List<MessagesDone> changedFiles;
    private final long expectedElsewhere;
    private final LongAdder elsewhere = new LongAdder();
    private final Map<Long, Long> counts = new ConcurrentHashMap<>();

    private UserMessageTotals(
            MessageFile messageFile,
            NavigableMap<Long, MessagesDone> untouched,
            List<MessagesDone> changedFiles,
            long expectedElsewhere) {
        this.messageFile = messageFile;
        this.untouched = untouched;
        this.changedFiles = changedFiles;
        this.expectedElsewhere = expectedElsewhere;
    }

    /**
     * Nothing is counted yet.
     *
     * @param files by their first messages, those that have been counted before
     * @param touched the first messages of those in whose range a usermessage was inserted or updated since then
     * @param all how many usermessages there are; zero where nobody can tell
     */
    static UserMessageTotals of(
            MessageFile messageFile, NavigableMap<Long, MessagesDone> files, Set<Long> touched, long all) {
        NavigableMap<Long, MessagesDone> untouched = new TreeMap<>(files);
        untouched.keySet().removeAll(touched);
        untouched.values().removeIf(file -> !MessageSet.isDense(file.span(), file.messages()));
        long before = untouched.values().stream().mapToLong(MessagesDone::found).sum();
        if (before > all || before <= all / 2) {
            // What is elsewhere takes longer to count, if it tells anything.
            untouched.clear();
        }
        NavigableMap<Long, MessagesDone> changedFiles = new TreeMap<>(files);
        changedFiles.keySet().removeAll(untouched.keySet());
        return new UserMessageTotals(messageFile, untouched, List.copyOf(changedFiles.values()), all - before);
    }

    /** What is to be counted, in any order and by any number of readers. */
    List<Workers.Unit<SnapshotReader>> units() {
        Stream<Workers.Unit<SnapshotReader>> ofChanged = count(changedFiles);
        Stream<Workers.Unit<SnapshotReader>> ofRest =
                parts(rest(), AT_ONCE).map(ranges -> reader -> messageFile.foundIn(reader, ranges, elsewhere::add));
        return Stream.concat(ofChanged, ofRest).toList();
    }

    /** What is to be counted after that. */
    List<Workers.Unit<SnapshotReader>> furtherUnits() {
        if (elsewhere.sum() == expectedElsewhere) {
            untouched.forEach((first, file) -> counts.put(first, file.found()));
            return List.of();
        }
        return count(List.copyOf(untouched.values())).toList();
    }

    private Stream<Workers.Unit<SnapshotReader>> count(List<MessagesDone> files) {
        return parts(files, AT_ONCE)
                .map(batch -> reader -> messageFile.found(
                        reader, batch.stream().map(MessagesDone::span).toList(), counts::put));
    }

    /** The ranges of messages outside of the untouched files. */
    private List<IdRange> rest() {
        List<IdRange> ranges = new ArrayList<>();
        long from = LOWEST;
        for (MessagesDone file : untouched.values()) {
            if (file.span().first() > from) {
                ranges.add(new IdRange(from, file.span().first() - 1));
            }
            from = file.span().last() + 1;
        }
        if (!untouched.isEmpty()) {
            ranges.add(new IdRange(from, Long.MAX_VALUE));
        }
        return ranges;
    }

    /** Cuts a list into lists of some size, the last of which may be shorter. */
    static <T> Stream<List<T>> parts(List<T> all, int size) {
        return IntStream.iterate(0, from -> from < all.size(), from -> from + size)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + size)));
    }

    /** Of a file, when all is counted; {@link MessagesDone#NOT_COUNTED} of one that wasn't to be. */
    long of(long first) {
        return counts.getOrDefault(first, MessagesDone.NOT_COUNTED);
    }
}
