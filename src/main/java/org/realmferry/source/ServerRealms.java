/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.realmferry.IdBitmap;
import org.realmferry.plan.Parameters;
import org.realmferry.rules.language.IdSet;
import org.realmferry.rules.language.RealmMessages;
import org.realmferry.schema.Schema;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;

/** The realms of a server. */
public final class ServerRealms {
    private ServerRealms() {}

    /** All realms, in order of their ids. */
    public static List<Realm> read(SnapshotReader reader) {
        List<Realm> realms = new ArrayList<>();
        reader.read(
                ZulipTables.REALMS,
                "SELECT id, string_id, coalesce(name, ''), deactivated FROM zerver_realm ORDER BY id",
                row -> realms.add(new Realm(row.number(0), row.text(1), row.text(2), row.bool(3))));
        return realms;
    }

    /**
     * What no two realms have in common, by their ids: the {@code uuid}; before Zulip 8 the time at which a realm was made.
     */
    public static Map<Long, String> origins(SnapshotReader reader, Schema schema) {
        boolean hasUuids = schema.table(ZulipTables.REALMS)
                .flatMap(table -> table.column("uuid"))
                .isPresent();
        Map<Long, String> origins = new HashMap<>();
        reader.read(
                ZulipTables.REALMS,
                "SELECT id, coalesce(" + (hasUuids ? "uuid" : "date_created") + "::text, '') FROM zerver_realm",
                row -> origins.put(row.number(0), row.text(1)));
        return origins;
    }

    /** The id of the realm that has the system bots; 0 where none has. */
    public static long ofSystemBots(SnapshotReader reader) {
        long[] id = new long[1];
        reader.read(ZulipTables.REALMS, IdSet.SYSTEM_REALM.sql(), row -> id[0] = row.number(0));
        return id[0];
    }

    /** Whether a realm has a message of an id. */
    public static boolean hasMessage(SnapshotReader reader, Realm realm, long message) {
        Parameters parameters = new Parameters(realm.id());
        parameters.put("systemRealm", IdBitmap.bitmapOf(ofSystemBots(reader)));
        long[] count = new long[1];
        String query =
                "SELECT count(*) FROM zerver_message t WHERE " + RealmMessages.OF_REALM + " AND t.id = " + message;
        reader.read(ZulipTables.MESSAGES, parameters.bind(query), row -> count[0] = row.number(0));
        return count[0] > 0;
    }

    /** Those of some realms of which any row names a file. */
    public static List<Realm> withFiles(SnapshotReader reader, List<Realm> realms) {
        return withRows(
                reader,
                realms,
                "SELECT realm_id FROM zerver_attachment WHERE realm_id IN :realms"
                        + " UNION SELECT realm_id FROM zerver_realmemoji WHERE realm_id IN :realms"
                        + " UNION SELECT realm_id FROM zerver_userprofile"
                        + " WHERE avatar_source = 'U' AND realm_id IN :realms");
    }

    /** Those of some realms in which anybody has a picture whose name the avatar salt hides. */
    public static List<Realm> withAvatars(SnapshotReader reader, List<Realm> realms) {
        return withRows(
                reader,
                realms,
                "SELECT DISTINCT realm_id FROM zerver_userprofile WHERE avatar_source = 'U' AND realm_id IN :realms");
    }

    /** Those of some realms whose ids a query gives. */
    private static List<Realm> withRows(SnapshotReader reader, List<Realm> realms, String query) {
        IdBitmap ids = new IdBitmap();
        realms.forEach(realm -> ids.addLong(realm.id()));
        Parameters parameters = new Parameters(0);
        parameters.put("realms", ids);
        IdBitmap found = new IdBitmap();
        reader.read(ZulipTables.USERS, parameters.bind(query), row -> found.addLong(row.number(0)));
        return realms.stream().filter(realm -> found.contains(realm.id())).toList();
    }
}
