/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.realmferry.plan.Parameters;
import org.realmferry.rules.language.IdSet;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.SnapshotReader;

/**
 * A user of a realm with what a person wants to know who decides whether the user leaves.
 *
 * @param role Zulip's number of it
 * @param consents whether the user allows the export of private data
 * @param lastActivity when the user last did anything
 */
public record RealmAccount(
        RealmUser user, String fullName, long role, boolean active, boolean consents, Optional<Instant> lastActivity) {
    /** What {@link #read} reads. */
    public static final List<String> TABLES =
            List.of(ZulipTables.USER_ACTIVITY, "zerver_userpresence", ZulipTables.USERS);

    private static final String QUERY = """
            SELECT u.id, u.email, u.delivery_email, u.is_bot, u.bot_owner_id,
                u.full_name, u.role, u.is_active, u.allow_private_data_export,
                greatest(u.last_login,
                    (SELECT max(a.last_visit) FROM zerver_useractivity a WHERE a.user_profile_id = u.id),
                    (SELECT max(p.last_active_time) FROM zerver_userpresence p WHERE p.user_profile_id = u.id))
            FROM zerver_userprofile u
            WHERE u.realm_id = :realm AND u.email NOT IN\s""" + IdSet.CROSS_REALM_BOTS;

    /** All users of a realm, mirror dummies too, but not the bots that serve every realm. */
    public static List<RealmAccount> read(SnapshotReader reader, Realm realm) {
        List<RealmAccount> accounts = new ArrayList<>();
        reader.read(ZulipTables.USERS, new Parameters(realm.id()).bind(QUERY), row -> accounts.add(account(row)));
        return accounts;
    }

    private static RealmAccount account(BinaryRow row) {
        OptionalLong owner = row.isNull(4) ? OptionalLong.empty() : OptionalLong.of(row.number(4));
        return new RealmAccount(
                new RealmUser(row.number(0), row.text(1), row.text(2), row.bool(3), owner),
                row.text(5),
                row.number(6),
                row.bool(7),
                row.bool(8),
                row.isNull(9) ? Optional.empty() : Optional.of(Instant.EPOCH.plus(row.micros(9), ChronoUnit.MICROS)));
    }

    /** Zulip's name of a role. */
    public static String roleName(long role) {
        return Map.of(100L, "owner", 200L, "administrator", 300L, "moderator", 400L, "member", 600L, "guest")
                .getOrDefault(role, Long.toString(role));
    }
}
