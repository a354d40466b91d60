/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import org.realmferry.plan.Parameters;
import org.realmferry.rules.language.IdSet;
import org.realmferry.rules.language.ReleaseMarkers;
import org.realmferry.rules.language.SchemaState;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Scope;
import org.realmferry.source.SnapshotReader;

/** Whether an imported realm would have somebody to run it. */
public final class Owners {
    /** Zulip's number of the role; administrators where there are no owners yet. */
    private static final String OWNER =
            SchemaState.has(ReleaseMarkers.ALL_CHANNELS).then("100", "200");

    private Owners() {}

    /** Whether a realm has the settings that those who don't consent get; on servers without such, they are found. */
    public static boolean hasUserDefaults(SnapshotReader reader, Scope scope) {
        long[] rows = new long[1];
        String query = SchemaState.has(ReleaseMarkers.SORTED_TABLES)
                .then("SELECT count(*) FROM zerver_realmuserdefault WHERE realm_id = :realm", "SELECT 1::bigint");
        reader.read("zerver_realmuserdefault", new Parameters(scope).bind(query), row -> rows[0] = row.number(0));
        return rows[0] > 0;
    }

    /** Whether an owner leaves as an active person with a real address. */
    public static boolean usable(SnapshotReader reader, Scope scope) {
        return usable(reader, RealmIds.sets(reader, scope));
    }

    static boolean usable(SnapshotReader reader, Parameters ids) {
        String query = "SELECT count(*) FROM zerver_userprofile WHERE id IN :people AND is_active AND NOT is_bot"
                + " AND role = " + OWNER
                + " AND (id IN :consenting OR :public AND email_address_visibility <> " + IdSet.VISIBLE_TO_NOBODY + ")";
        long[] owners = new long[1];
        reader.read(ZulipTables.USERS, ids.bind(query), row -> owners[0] = row.number(0));
        return owners[0] > 0;
    }
}
