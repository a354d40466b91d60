/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.realmferry.IdBitmap;
import org.realmferry.plan.Parameters;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;
import org.realmferry.selection.SingleUser;

/** The users of a realm. */
public final class RealmUsers {
    private RealmUsers() {}

    /** Those of some users who have a picture whose name the avatar salt hides. */
    public static List<SingleUser> withAvatars(SnapshotReader reader, List<SingleUser> users) {
        IdBitmap ids = new IdBitmap();
        users.forEach(user -> ids.addLong(user.user().id()));
        Parameters parameters = new Parameters(0);
        parameters.put("some", ids);
        IdBitmap found = new IdBitmap();
        String query = "SELECT id FROM zerver_userprofile WHERE avatar_source = 'U' AND id IN :some";
        reader.read(ZulipTables.USERS, parameters.bind(query), row -> found.addLong(row.number(0)));
        return users.stream().filter(user -> found.contains(user.user().id())).toList();
    }

    /** All users of a realm. */
    public static List<RealmUser> read(SnapshotReader reader, Realm realm) {
        List<RealmUser> users = new ArrayList<>();
        String query =
                "SELECT id, email, delivery_email, is_bot, bot_owner_id FROM zerver_userprofile WHERE realm_id = :realm";
        reader.read(
                ZulipTables.USERS,
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
