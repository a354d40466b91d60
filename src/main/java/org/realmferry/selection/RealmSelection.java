/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The realms that were asked for, found among those of the server.
 *
 * @param realms those that leave, each once
 * @param problems a sentence for each name that no realm has
 */
public record RealmSelection(List<Realm> realms, List<String> problems) {
    private static final int CLOSE_NAMES = 3;

    public RealmSelection {
        realms = List.copyOf(realms);
        problems = List.copyOf(problems);
    }

    /** All realms but the one of the system bots; deactivated ones too. */
    public static RealmSelection all(List<Realm> server, String systemBotRealm) {
        return new RealmSelection(
                server.stream()
                        .filter(realm -> !realm.stringId().equals(systemBotRealm))
                        .toList(),
                List.of());
    }

    /** The realms of the given short names; a name is matched exactly. */
    public static RealmSelection named(List<String> names, List<Realm> server) {
        Set<Realm> realms = new LinkedHashSet<>();
        List<String> problems = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            Optional<Realm> found =
                    server.stream().filter(r -> r.stringId().equals(name)).findFirst();
            found.ifPresentOrElse(realms::add, () -> problems.add(unknown(name, server)));
        }
        return new RealmSelection(List.copyOf(realms), problems);
    }

    private static String unknown(String name, List<Realm> server) {
        List<String> close = close(name, server);
        return "there is no realm \"" + name + "\" on this server"
                + (close.isEmpty() ? "" : "; close to it: " + String.join(", ", close));
    }

    private static List<String> close(String name, List<Realm> server) {
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
