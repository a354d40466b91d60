/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The migrations that a server has applied: the content of {@code django_migrations}, by app.
 *
 * @param byApp names of migrations in order, for each app
 */
public record Migrations(SortedMap<String, SortedSet<String>> byApp) {
    private static final List<List<String>> KNOWN =
            Resources.lines(Migrations.class, "squashed-migrations.txt").stream()
                    .map(line -> Arrays.asList(line.split(" ")))
                    .toList();

    /** Zulip's own migrations have numbers; those of a fork may have a name before theirs. */
    private static final Predicate<String> ZULIPS =
            Pattern.compile("[0-9]{4}_.*").asMatchPredicate();

    /** The newest applied migration of Zulip's main app; empty where there is none. */
    public String lastOfZerver() {
        SortedSet<String> zerver = byApp.get("zerver");
        return zerver == null ? "" : zerver.stream().filter(ZULIPS).reduce("", (earlier, later) -> later);
    }

    /** Whether a migration of Zulip's main app is applied. */
    boolean hasOfZerver(String number) {
        return byApp.getOrDefault("zerver", new TreeSet<>()).stream().anyMatch(name -> name.startsWith(number + "_"));
    }

    /**
     * What {@code manage.py showmigrations} says of them, the form that Zulip's importer compares: {@code [X] name}, a
     * squash with the number of the migrations that it replaces, and those not.
     */
    public SortedMap<String, List<String>> status() {
        SortedMap<String, List<String>> status = new TreeMap<>();
        for (List<String> line : KNOWN) {
            String app = line.get(0);
            SortedSet<String> names = byApp.get(app);
            if (names != null && !status.containsKey(app)) {
                status.put(app, line.contains("-") ? List.of("(no migrations)") : applied(app, names));
            }
        }
        return status;
    }

    private static List<String> applied(String app, SortedSet<String> names) {
        Map<String, List<String>> squashes = squashesIn(app, names);
        Set<String> replaced = new HashSet<>();
        squashes.values().forEach(replaced::addAll);
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            List<String> squashed = squashes.get(name);
            if (squashed != null) {
                lines.add("[X] " + name + " (" + squashed.size() + " squashed migrations)");
            } else if (!replaced.contains(app + "." + name)) {
                lines.add("[X] " + name);
            }
        }
        return lines;
    }

    private static Map<String, List<String>> squashesIn(String app, Set<String> names) {
        return KNOWN.stream()
                .filter(line -> line.get(0).equals(app) && line.size() > 2 && names.contains(line.get(1)))
                .collect(Collectors.toMap(line -> line.get(1), line -> line.subList(2, line.size())));
    }
}
