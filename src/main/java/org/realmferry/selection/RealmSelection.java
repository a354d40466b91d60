/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The realms that were asked for, found among those of the server.
 *
 * @param realms those that leave, each once
 * @param problems a sentence for each name that no realm has
 */
public record RealmSelection(List<Realm> realms, List<String> problems) {
    public RealmSelection {
        realms = List.copyOf(realms);
        problems = List.copyOf(problems);
    }

    /** All realms but one that has nothing but the system bots; deactivated ones too. */
    public static RealmSelection all(List<Realm> server, Optional<Realm> ofBotsAlone) {
        return new RealmSelection(
                server.stream()
                        .filter(realm -> ofBotsAlone.filter(realm::equals).isEmpty())
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
            found.ifPresentOrElse(realms::add, () -> problems.add(RealmNames.unknown(name, server)));
        }
        return new RealmSelection(List.copyOf(realms), problems);
    }
}
