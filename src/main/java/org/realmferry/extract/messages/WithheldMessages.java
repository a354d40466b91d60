/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import static org.realmferry.rules.language.SchemaState.has;

import java.util.EnumMap;
import java.util.Map;
import org.realmferry.plan.ExportPlan;
import org.realmferry.rules.language.ReleaseMarkers;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Scope;
import org.realmferry.source.SnapshotReader;

/**
 * The messages of a realm that stay behind, by their kinds.
 *
 * @param counts how many there are of each kind; none of a kind that has none
 */
public record WithheldMessages(Map<Kind, Long> counts) {
    /** Why a message stays behind. */
    public enum Kind {
        GROUP("group", "in groups with other realms' users or system bots"),
        DIRECT("direct", "direct, with other realms' users or system bots"),
        CHANNEL("channel", "in channels, by other realms' users"),
        PRIVATE("private", "private, or of unapproved users"),
        /** Since Zulip 12, which exports groups with system bots. */
        FOREIGN_GROUP("group", "in groups with other realms' users");

        private final String label;
        private final String why;

        Kind(String label, String why) {
            this.label = label;
            this.why = why;
        }

        /** The name for programs. */
        public String label() {
            return label;
        }

        /** For people: what messages these are. */
        public String why() {
            return why;
        }
    }

    /** Takes one message. */
    @FunctionalInterface
    public interface Handler {
        /** Ids of the message, its sender and its recipient. */
        void message(long id, long sender, long recipient, Kind kind);
    }

    private static final int AT_ONCE = 100_000;
    private static final Kind[] KINDS = Kind.values();

    /** The position of its kind is the third field. */
    private static final String MESSAGES = "SELECT t.id, t.sender_id, t.recipient_id,"
            + " CASE WHEN r.type = 3 AND r.id IN (SELECT s.recipient_id FROM zerver_subscription s"
            + " JOIN zerver_recipient g ON g.id = s.recipient_id AND g.type = 3"
            + " JOIN zerver_userprofile u ON u.id = s.user_profile_id WHERE u.realm_id <> :realm AND u.id NOT IN :talkingBots) THEN "
            + has(ReleaseMarkers.API_STATE).then("4", "0")
            + " WHEN r.type = 1 AND (" + isForeign("w") + " OR " + isForeign("p")
            + " OR :full AND p.realm_id <> :realm) THEN 1 WHEN r.type = 2 AND " + isForeign("w")
            + " THEN 2 ELSE 3 END::bigint FROM zerver_message t"
            + " JOIN zerver_recipient r ON r.id = t.recipient_id JOIN zerver_userprofile w ON w.id = t.sender_id"
            + " LEFT JOIN zerver_userprofile p ON r.type = 1 AND p.id = r.type_id WHERE t.id = ANY ('{%s}'::bigint[])"
            + " ORDER BY t.id";

    /** Of another realm, and none of the system bots whose messages leave. */
    private static String isForeign(String user) {
        return user + ".realm_id <> :realm AND " + user + ".id NOT IN :crossRealmBots";
    }

    public WithheldMessages {
        counts = Map.copyOf(counts);
    }

    /** Counts them. */
    public static WithheldMessages read(SnapshotReader reader, RealmIds ids) {
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        each(reader, ids, (id, sender, recipient, kind) -> counts.merge(kind, 1L, Long::sum));
        return new WithheldMessages(counts);
    }

    /** Names them, in order of their ids. */
    public static void each(SnapshotReader reader, Scope scope, ExportPlan plan, Handler handler) {
        each(reader, RealmIds.read(reader, scope, plan), handler);
    }

    private static void each(SnapshotReader reader, RealmIds ids, Handler handler) {
        String query = ids.parameters().bind(MESSAGES);
        IdSets.lists(
                ids.leftOut(),
                AT_ONCE,
                list -> reader.read(
                        ZulipTables.MESSAGES,
                        query.formatted(list),
                        row -> handler.message(
                                row.number(0), row.number(1), row.number(2), KINDS[(int) row.number(3)])));
    }
}
