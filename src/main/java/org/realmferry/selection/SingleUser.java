/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A user who is exported alone.
 *
 * @param name of the user's folder in that of the realm's users
 */
public record SingleUser(Realm realm, RealmUser user, String name) implements Subject {
    /** The mode in the manifest, beside those of realms. */
    public static final String MODE = "user";

    private static final String UNNAMED = "_user-";

    /** What no name ends in, so that no folder is in the way of another user's pack. */
    private static final String OF_PACKS = "(?!.*\\.(?i:gz|zst|age|sha256)$)";

    private static final Pattern PLAIN =
            Pattern.compile("(?!\\.|" + UNNAMED + ")" + OF_PACKS + "[A-Za-z0-9._%+@-]{1,200}");

    /**
     * Users of a realm in order of their ids, each with a folder that no other has, whatever the case.
     *
     * @param addresses of each, as it was asked for
     */
    static List<SingleUser> of(Realm realm, Map<RealmUser, String> addresses) {
        Set<String> taken = new HashSet<>();
        List<SingleUser> named = new ArrayList<>();
        for (RealmUser user : addresses.keySet().stream()
                .sorted(Comparator.comparingLong(RealmUser::id))
                .toList()) {
            String email = addresses.getOrDefault(user, "");
            boolean usable = PLAIN.matcher(email).matches() && taken.add(UserNames.folded(email));
            named.add(new SingleUser(realm, user, usable ? email : UNNAMED + user.id()));
        }
        return named;
    }

    /** The folder of the users of a realm. */
    public static String folderOf(Realm realm) {
        return "users/" + realm.folder();
    }

    /** The user's folder in a run. */
    public String folder() {
        return folderOf(realm) + "/" + name;
    }

    /** The name for people. */
    public String label() {
        return realm.stringId() + ":" + user.deliveryEmail();
    }
}
