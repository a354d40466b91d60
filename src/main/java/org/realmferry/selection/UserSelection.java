/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The single users who were asked for, found among those of the server.
 *
 * @param users those who leave, each once: realms in the order in which they were named, users in that of their ids
 * @param problems a sentence for each name that no user, or more than one, answers to
 */
public record UserSelection(List<SingleUser> users, List<String> problems) {
    public UserSelection {
        users = List.copyOf(users);
        problems = List.copyOf(problems);
    }

    /**
     * A user as somebody named one.
     *
     * @param origin where: an option, or a line of a file
     * @param realm a short name, or {@link Realm#folder()} of the realm at the root domain
     * @param user an e-mail in any case, or an id
     */
    public record Named(String origin, String realm, String user) {
        boolean isOf(Realm other) {
            return realm.equals(other.stringId()) || (other.stringId().isEmpty() && realm.equals(other.folder()));
        }
    }

    /** Finds users by their names; of a realm that nobody names, the users are not asked for. */
    public static UserSelection named(
            List<Named> names, List<Realm> server, Function<Realm, List<RealmUser>> usersOfRealm) {
        Map<Realm, UserNames> known = new HashMap<>();
        Map<Realm, Map<RealmUser, String>> found = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (Named name : names) {
            Optional<Realm> realm = server.stream().filter(name::isOf).findFirst();
            if (realm.isEmpty()) {
                problems.add(name.origin() + ": " + RealmNames.unknown(name.realm(), server));
            } else {
                UserNames users = known.computeIfAbsent(realm.get(), r -> new UserNames(usersOfRealm.apply(r)));
                List<RealmUser> called = exactly(name.user(), users.called(name.user()));
                if (called.size() == 1) {
                    RealmUser user = called.get(0);
                    found.computeIfAbsent(realm.get(), r -> new HashMap<>())
                            .putIfAbsent(user, name.user().contains("@") ? name.user() : user.deliveryEmail());
                } else {
                    problems.add(name.origin() + ": " + problem(name.user(), realm.get(), called));
                }
            }
        }
        List<SingleUser> users = new ArrayList<>();
        found.forEach((realm, named) -> users.addAll(SingleUser.of(realm, named)));
        return new UserSelection(users, problems);
    }

    /** Of several who answer to a name, the one whose address is the same to the letter. */
    private static List<RealmUser> exactly(String name, List<RealmUser> called) {
        List<RealmUser> exact = called.stream()
                .filter(user -> user.deliveryEmail().equals(name))
                .toList();
        return exact.size() == 1 ? exact : called;
    }

    private static String problem(String name, Realm realm, List<RealmUser> called) {
        if (called.isEmpty()) {
            return "there is no user \"" + name + "\" in the realm " + realm.label();
        }
        return called.size() + " users of the realm " + realm.label() + " match \"" + name
                + "\"; give the id of the right one: "
                + called.stream().map(user -> Long.toString(user.id())).collect(Collectors.joining(", "));
    }
}
