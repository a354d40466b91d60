/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.schema.Schema;
import org.realmferry.selection.Identity;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;
import org.realmferry.selection.SingleUser;
import org.realmferry.selection.UserNames;
import org.realmferry.selection.UserSelection;
import org.realmferry.source.RealmUsers;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotReader;

/** The realms and users that a server has now. */
final class ServerIdentities {
    private final SnapshotReader reader;
    private final List<Realm> realms;
    private final Map<Long, String> origins;
    private final Map<Realm, List<RealmUser>> users = new HashMap<>();

    ServerIdentities(SnapshotReader reader, Schema schema) {
        this.reader = reader;
        realms = ServerRealms.read(reader);
        origins = ServerRealms.origins(reader, schema);
    }

    List<Realm> realms() {
        return realms;
    }

    List<RealmUser> users(Realm realm) {
        return users.computeIfAbsent(realm, of -> RealmUsers.read(reader, of));
    }

    Identity of(Realm realm) {
        return Identity.of(realm, origins.getOrDefault(realm.id(), ""));
    }

    Identity of(SingleUser user) {
        return Identity.of(user, origins.getOrDefault(user.realm().id(), ""));
    }

    /** Whether a realm has a name. */
    boolean isName(String name) {
        return realms.stream().anyMatch(realm -> realm.stringId().equals(name));
    }

    /** Whether no user answers to a name. */
    boolean isNobody(UserSelection.Named name) {
        return realms.stream()
                .filter(realm -> realm.stringId().equals(name.realm()))
                .noneMatch(realm -> new UserNames(users(realm)).isKnown(name.user()));
    }

    /** The realm of an archive, whatever its name is. */
    Optional<Realm> realm(Identity had) {
        return realms.stream()
                .filter(realm -> of(realm).realm() == had.realm()
                        && (had.origin().isEmpty()
                                || had.origin().equals(of(realm).origin())))
                .findFirst();
    }

    /** What a realm or user is called now, as the end of a sentence; empty where it is gone. */
    Optional<String> changeOf(Identity had) {
        Optional<Realm> realm = realm(had);
        if (had.user().isEmpty() || realm.isEmpty()) {
            return realm.map(now -> ", which is now called " + now.label());
        }
        return users(realm.get()).stream()
                .filter(user -> user.id() == had.user().getAsLong())
                .findFirst()
                .map(user -> ", who now has the address " + user.deliveryEmail());
    }
}
