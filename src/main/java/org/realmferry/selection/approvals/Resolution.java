/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection.approvals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;
import org.realmferry.selection.UserNames;
import org.realmferry.selection.approvals.Approvals.Line;
import org.realmferry.selection.approvals.Approvals.Resolved;

/** Finds the users whom lines of an approved-transfer list name, and what was decided on them and their bots. */
final class Resolution {
    private final Realm realm;
    private final Map<Long, RealmUser> users = new HashMap<>();
    private final UserNames names;

    private final Map<RealmUser, List<Line>> listed = new HashMap<>();

    private final Map<String, Long> named = new HashMap<>();

    /** By the number of the first line of each: no line has more than one. */
    private final SortedMap<Long, String> problems = new TreeMap<>();

    private final SortedMap<Long, String> unknown = new TreeMap<>();

    Resolution(Realm realm, Collection<RealmUser> users) {
        this.realm = realm;
        users.forEach(user -> this.users.put(user.id(), user));
        names = new UserNames(users);
    }

    /** Takes the lines that name this realm. */
    Resolved of(List<Line> lines) {
        lines.stream()
                .collect(Collectors.groupingBy(
                        line -> UserNames.folded(line.user()), LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(this::find);
        SortedMap<Long, TransferDecision> own = new TreeMap<>();
        listed.forEach((user, decided) -> decision(user, decided).ifPresent(decision -> own.put(user.id(), decision)));
        SortedMap<Long, TransferDecision> decisions = new TreeMap<>();
        users.values()
                .forEach(user -> decider(user)
                        .map(decider -> own.get(decider.id()))
                        .ifPresent(decision -> decisions.put(user.id(), decision)));
        return Resolved.of(decisions, List.copyOf(problems.values()), List.copyOf(unknown.values()), named);
    }

    /** Takes lines of one name. */
    private void find(List<Line> lines) {
        String name = lines.get(0).user();
        List<RealmUser> found = names.called(name);
        if (found.size() == 1) {
            named.put(UserNames.folded(name), found.get(0).id());
            listed.computeIfAbsent(found.get(0), user -> new ArrayList<>()).addAll(lines);
        } else if (found.isEmpty()) {
            unknown.put(
                    lines.get(0).number(),
                    sentence(lines, "there is no user \"" + name + "\" in the realm " + realm.label()));
        } else {
            problem(
                    lines,
                    found.size() + " users of the realm " + realm.label() + " match \"" + name
                            + "\"; give the id of the right one: " + joined(found.stream(), RealmUser::id));
        }
    }

    private Optional<TransferDecision> decision(RealmUser user, List<Line> lines) {
        if (lines.stream().map(Line::decision).distinct().count() == 1) {
            return Optional.of(lines.get(0).decision());
        }
        List<Line> inOrder =
                lines.stream().sorted(Comparator.comparingLong(Line::number)).toList();
        problem(
                inOrder,
                "contradictory decisions on the user " + user.id() + " (" + names.nameOf(user) + ") of the realm "
                        + realm.label() + ": "
                        + joined(inOrder.stream(), line -> line.decision().word()));
        return Optional.empty();
    }

    /** Whose decision holds for a user: one's own where one is listed, or that of a bot's owner, and so on. */
    private Optional<RealmUser> decider(RealmUser user) {
        Set<Long> seen = new HashSet<>();
        @Nullable RealmUser decider = user;
        while (decider != null && !listed.containsKey(decider)) {
            boolean follows = decider.bot() && decider.botOwner().isPresent() && seen.add(decider.id());
            decider = follows ? users.get(decider.botOwner().getAsLong()) : null;
        }
        return Optional.ofNullable(decider);
    }

    private void problem(List<Line> lines, String sentence) {
        problems.put(lines.get(0).number(), sentence(lines, sentence));
    }

    private static String sentence(List<Line> lines, String sentence) {
        String numbers = joined(lines.stream(), Line::number);
        return (lines.size() == 1 ? "line " : "lines ") + numbers + ": " + sentence;
    }

    private static <T> String joined(Stream<T> things, Function<T, ?> text) {
        return things.map(text).map(String::valueOf).collect(Collectors.joining(", "));
    }
}
