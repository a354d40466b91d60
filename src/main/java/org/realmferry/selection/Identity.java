/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The realm or the single user that an archive of a run is of, whatever it is called later.
 *
 * @param archive the folder in the run
 * @param realm the realm's id
 * @param origin what no other realm has: its {@code uuid}, before Zulip 8 the time at which it was made; empty where that isn't
 *     known
 * @param name the realm's name then
 * @param user a single user's id
 * @param address a single user's address then, or empty
 */
public record Identity(String archive, long realm, String origin, String name, OptionalLong user, String address) {
    private static final String REALM = "realm";
    private static final String ORIGIN = "origin";
    private static final String NAME = "name";
    private static final String USER = "user";
    private static final String ADDRESS = "address";

    public static Identity of(Realm realm, String origin) {
        return new Identity(realm.folder(), realm.id(), origin, realm.stringId(), OptionalLong.empty(), "");
    }

    public static Identity of(SingleUser user, String origin) {
        Realm realm = user.realm();
        return new Identity(
                user.folder(),
                realm.id(),
                origin,
                realm.stringId(),
                OptionalLong.of(user.user().id()),
                user.user().deliveryEmail());
    }

    /** As a line of a journal tells it. */
    public static Identity of(String archive, Map<String, String> line) {
        String user = line.getOrDefault(USER, "");
        return new Identity(
                archive,
                Long.parseLong(line.getOrDefault(REALM, "0")),
                line.getOrDefault(ORIGIN, ""),
                line.getOrDefault(NAME, ""),
                user.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(user)),
                line.getOrDefault(ADDRESS, ""));
    }

    /** For a line of a journal, which {@link #of(String, Map)} reads. */
    public Map<String, String> line() {
        Map<String, String> line = new TreeMap<>(Map.of(
                REALM,
                Long.toString(realm),
                ORIGIN,
                origin,
                NAME,
                name,
                USER,
                user.isEmpty() ? "" : "" + user.getAsLong()));
        line.put(ADDRESS, address);
        return line;
    }

    /** Whether both are the same realm or user. */
    public boolean isSameAs(Identity other) {
        return realm == other.realm
                && user.equals(other.user)
                && (origin.isEmpty() || other.origin.isEmpty() || origin.equals(other.origin));
    }

    /** Whether somebody who asks for a single user means this one. */
    public boolean answersTo(UserSelection.Named named) {
        String wanted = named.user().toLowerCase(Locale.ROOT);
        return user.isPresent()
                && named.realm().equals(name)
                && (wanted.equals(Long.toString(user.getAsLong()))
                        || wanted.equals(address.toLowerCase(Locale.ROOT))
                        || archive.toLowerCase(Locale.ROOT).endsWith("/" + wanted));
    }

    /** The name for people. */
    public String label() {
        return user.isPresent()
                ? "the user " + address + " (id " + user.getAsLong() + ") of the realm " + name
                : "the realm " + (name.isEmpty() ? "(root domain)" : name) + " (id " + realm + ")";
    }
}
