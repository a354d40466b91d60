/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.realmferry.plan.Parameters;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;

/** The users of a realm. */
public final class RealmUsers {
    private RealmUsers() {}

    /** All users of a realm. */
    public static List<RealmUser> read(SnapshotReader reader, Realm realm) {
        List<RealmUser> users = new ArrayList<>();
        String query =
                "SELECT id, email, delivery_email, is_bot, bot_owner_id FROM zerver_userprofile WHERE realm_id = :realm";
        reader.read(
                "zerver_userprofile",
                new Parameters(realm.id()).bind(query),
                row -> users.add(new RealmUser(
                        row.number(0),
                        row.text(1),
                        row.text(2),
                        row.bool(3),
                        row.isNull(4) ? OptionalLong.empty() : OptionalLong.of(row.number(4)))));
        return users;
    }
}
