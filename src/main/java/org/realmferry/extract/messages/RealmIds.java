/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.realmferry.Checksum;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.Parameters;
import org.realmferry.rules.language.IdSet;
import org.realmferry.selection.Scope;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotReader;
import org.roaringbitmap.longlong.LongIterator;

/**
 * All ids that decide what leaves of a realm. They are read first; the rest of the export only asks them.
 *
 * @param parameters the rules' sets of ids
 * @param messages the exported messages
 * @param leftOut the other messages of the realm
 * @param differing the messages that leave and didn't, or did and don't, since the archive's journal was begun; empty where
 *     all were read again
 */
public record RealmIds(Parameters parameters, IdBitmap messages, IdBitmap leftOut, Optional<IdBitmap> differing) {
    private static final IdRange NEVER = new IdRange(Long.MAX_VALUE, Long.MAX_VALUE);

    public static RealmIds read(SnapshotReader reader, Scope scope, ExportPlan plan) {
        return MessagesOfRealm.read(reader, scope, plan, Optional.empty(), ChangedIds.unknown());
    }

    /** How many other messages the realm has. */
    public long messagesLeftOut() {
        return leftOut.getLongCardinality();
    }

    /** The rules' sets of ids. */
    static Parameters sets(SnapshotReader reader, Scope scope) {
        Parameters parameters = new Parameters(scope);
        IdSets.read(reader, IdSet.ALL, parameters);
        return parameters;
    }

    /** The messages that no kept file holds, cut into files. */
    public List<IdRange> spans(Collection<IdRange> kept) {
        List<IdRange> spans = new ArrayList<>();
        Iterator<IdRange> keptSpans = kept.iterator();
        IdRange next = keptSpans.hasNext() ? keptSpans.next() : NEVER;
        long first = 0;
        long last = 0;
        int count = 0;
        for (LongIterator removed = notIn(kept).getLongIterator(); removed.hasNext(); ) {
            long id = removed.next();
            if (count == ArchiveLayout.MESSAGES_PER_FILE || (count > 0 && id >= next.first())) {
                spans.add(new IdRange(first, last));
                count = 0;
            }
            while (id > next.last()) {
                next = keptSpans.hasNext() ? keptSpans.next() : NEVER;
            }
            first = count == 0 ? id : first;
            last = id;
            count++;
        }
        if (count > 0) {
            spans.add(new IdRange(first, last));
        }
        return spans;
    }

    private IdBitmap notIn(Collection<IdRange> kept) {
        IdBitmap missing = messages.copy();
        IdBitmap held = new IdBitmap();
        kept.forEach(span -> held.addRange(span.first(), span.last() + 1));
        missing.andNot(held);
        return missing;
    }

    /** The messages of a file. */
    public long[] messages(IdRange span) {
        long[] ids = new long[ArchiveLayout.MESSAGES_PER_FILE];
        int count = 0;
        LongIterator from = messages.getLongIteratorFrom(span.first());
        while (from.hasNext()) {
            long id = from.next();
            if (id > span.last()) {
                break;
            }
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
            }
            ids[count++] = id;
        }
        return Arrays.copyOf(ids, count);
    }

    /** How many messages of a range are exported. */
    long count(IdRange span) {
        return messages.rankLong(span.last()) - messages.rankLong(span.first() - 1);
    }

    /** SHA-256 of the ids of a file's messages. */
    public String checksum(IdRange span) {
        return checksum(messages(span));
    }

    public static String checksum(long[] ids) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * ids.length);
        bytes.asLongBuffer().put(ids);
        return Checksum.of(bytes.array());
    }

    /** Whether a file would have the messages that it had when it was noted. */
    public boolean areAsIn(MessagesDone file) {
        IdRange span = file.span();
        return differing
                .map(withheld -> withheld.rankLong(span.last()) == withheld.rankLong(span.first() - 1))
                .orElseGet(() -> checksum(span).equals(file.ids()));
    }

    /** Whether an attachment leaves: one of an exported message, or of a scheduled one where rows name those. */
    public boolean leavesWith(BinaryRow row, int messages, OptionalInt scheduled) {
        return exported(row.ids(messages)).length > 0
                || (scheduled.isPresent() && row.ids(scheduled.getAsInt()).length > 0);
    }

    /** Those of some messages that are exported. */
    public long[] exported(long[] ids) {
        return LongStream.of(ids).filter(messages::contains).toArray();
    }
}
