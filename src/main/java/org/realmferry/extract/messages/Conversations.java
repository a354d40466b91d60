/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.realmferry.rules.language.RealmMessages;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.SnapshotReader;

/**
 * How much of a realm's conversations leaves.
 *
 * @param counts how many conversations there are of each kind
 * @param missing messages that stay behind of conversations that leave in part
 */
public record Conversations(Map<Kind, Count> counts, long missing) {
    /** Where messages go; the two sides of a direct conversation are one. */
    public enum Kind {
        DIRECT,
        GROUP,
        CHANNEL;

        /** The kind of a {@code zerver_recipient.type}. */
        private static Kind of(long type) {
            return type == 1 ? DIRECT : type == 2 ? CHANNEL : GROUP;
        }

        /** The name for people, in the plural. */
        public String label() {
            return this == DIRECT ? "direct conversations" : name().toLowerCase(Locale.ROOT) + "s";
        }
    }

    /**
     * Conversations that have a message.
     *
     * @param absent those of which nothing leaves though somebody whose private data leaves takes part
     * @param others those of which nothing leaves, and nobody who takes part minds
     */
    public record Count(long complete, long partial, long absent, long others) {}

    /** Of a direct conversation its two users, of another one its recipient twice. */
    private record Key(Kind kind, long one, long other) {}

    private static final class Tally {
        private final boolean theirs;
        private long messages;
        private long leaving;

        private Tally(boolean theirs) {
            this.theirs = theirs;
        }
    }

    /** Looks at each message of the realm once. */
    public static Conversations read(SnapshotReader reader, RealmIds ids) {
        String query = "SELECT t.id, r.type, t.recipient_id, r.type_id, t.sender_id, CASE r.type"
                + " WHEN 1 THEN t.sender_id IN :consenting OR r.type_id IN :consenting"
                + " ELSE r.id IN (SELECT recipient_id FROM zerver_subscription WHERE user_profile_id IN :consenting) END"
                + " FROM zerver_message t JOIN zerver_recipient r ON r.id = t.recipient_id WHERE "
                + RealmMessages.OF_REALM;
        Map<Key, Tally> tallies = new HashMap<>();
        reader.read(ZulipTables.MESSAGES, ids.parameters().bind(query), row -> {
            Tally tally = tallies.computeIfAbsent(key(row), key -> new Tally(row.bool(5)));
            tally.messages++;
            tally.leaving += ids.messages().contains(row.number(0)) ? 1 : 0;
        });
        return of(tallies);
    }

    private static Key key(BinaryRow row) {
        Kind kind = Kind.of(row.number(1));
        if (kind != Kind.DIRECT) {
            return new Key(kind, row.number(2), row.number(2));
        }
        long receiver = row.number(3);
        long sender = row.number(4);
        return new Key(kind, Math.min(receiver, sender), Math.max(receiver, sender));
    }

    private static Conversations of(Map<Key, Tally> tallies) {
        Map<Kind, Count> counts = new EnumMap<>(Kind.class);
        long missing = 0;
        for (Kind kind : Kind.values()) {
            counts.put(kind, new Count(0, 0, 0, 0));
        }
        for (Map.Entry<Key, Tally> entry : tallies.entrySet()) {
            Tally tally = entry.getValue();
            counts.computeIfPresent(entry.getKey().kind(), (kind, count) -> plus(count, tally));
            missing += tally.leaving > 0 ? tally.messages - tally.leaving : 0;
        }
        return new Conversations(counts, missing);
    }

    private static Count plus(Count count, Tally tally) {
        boolean absent = tally.leaving == 0;
        boolean complete = tally.leaving == tally.messages;
        return new Count(
                count.complete + (complete ? 1 : 0),
                count.partial + (absent || complete ? 0 : 1),
                count.absent + (absent && tally.theirs ? 1 : 0),
                count.others + (absent && !tally.theirs ? 1 : 0));
    }

    /** Conversations of all kinds. */
    public Count total() {
        return counts.values().stream()
                .reduce(
                        new Count(0, 0, 0, 0),
                        (a, b) -> new Count(
                                a.complete + b.complete,
                                a.partial + b.partial,
                                a.absent + b.absent,
                                a.others + b.others));
    }
}
