/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What to say of a name that no realm has. */
public final class RealmNames {
    private static final int CLOSE_NAMES = 3;

    private RealmNames() {}

    /** A sentence with the names that are close to it. */
    public static String unknown(String name, Collection<Realm> server) {
        List<String> close = close(name, server);
        return "there is no realm \"" + name + "\" on this server"
                + (close.isEmpty() ? "" : "; did you mean: " + String.join(", ", close));
    }

    private static List<String> close(String name, Collection<Realm> server) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int limit = Math.max(2, wanted.length() / 2);
        return server.stream()
                .filter(realm -> distance(wanted, realm) <= limit)
                .sorted(Comparator.comparingInt((Realm realm) -> distance(wanted, realm))
                        .thenComparing(Realm::stringId))
                .limit(CLOSE_NAMES)
                .map(Realm::label)
                .toList();
    }

    /** Few edits apart in its short name or in its full name; nothing apart where one contains the other. */
    private static int distance(String wanted, Realm realm) {
        String id = realm.stringId().toLowerCase(Locale.ROOT);
        if (!wanted.isEmpty() && !id.isEmpty() && (id.contains(wanted) || wanted.contains(id))) {
            return 0;
        }
        LevenshteinDistance edits = LevenshteinDistance.getDefaultInstance();
        return Math.min(
                edits.apply(wanted, id), edits.apply(wanted, realm.name().toLowerCase(Locale.ROOT)));
    }
}
