/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ManifestSubject;
import org.realmferry.cli.command.Problems;
import org.realmferry.run.Finding;
import org.realmferry.run.Journal;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunView;
import org.realmferry.selection.Identity;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmSelection;
import org.realmferry.selection.SingleUser;
import org.realmferry.selection.UserSelection;
import org.realmferry.selection.approvals.Approvals;

/**
 * The realms and users that the archives of a run are of. A name can pass to another realm, and an address to another user,
 * between two attempts: both are found by name, and compared by id.
 */
final class RunIdentities {
    private static final String TYPE = "type";
    private static final String IDENTITY = "identity";
    private static final String APPROVED = "approved";
    private static final String REALM = "realm";
    private static final String REMEDY =
            "Its archive stays unchanged. Choose a new --output for the realm or user on the server now.";

    private final Path run;
    private final ServerIdentities server;
    private final Map<String, Identity> known = new TreeMap<>();
    private final Map<Long, Map<String, String>> approved = new HashMap<>();
    private final Set<String> archives;

    /** Reads what a run knows, which may not have begun yet. */
    RunIdentities(Path run, ServerIdentities server) {
        this.run = run;
        this.server = server;
        if (!RunView.isBegun(run)) {
            archives = Set.of();
            return;
        }
        try (Journal journal = RunView.at(run).journal()) {
            archives = journal.archives();
            archives.forEach(archive -> identity(journal, archive).ifPresent(of -> known.put(archive, of)));
            for (Map<String, String> line : journal.past("")) {
                if (APPROVED.equals(line.get(TYPE))) {
                    Map<String, String> names = new TreeMap<>(line);
                    names.remove(TYPE);
                    approved.put(Long.parseLong(names.remove(REALM)), names);
                }
            }
        }
    }

    /** Of a run by a program that took no note of it, the manifest tells. */
    private Optional<Identity> identity(Journal journal, String archive) {
        AtomicReference<@Nullable Identity> last = new AtomicReference<>();
        journal.past(archive, line -> {
            if (IDENTITY.equals(line.get(TYPE))) {
                last.set(Identity.of(archive, line));
            }
        });
        return Optional.ofNullable(last.get())
                .or(() -> ManifestSubject.read(run.resolve(archive))
                        .map(of -> new Identity(archive, of.realm(), "", of.name(), of.user(), "")));
    }

    /** The realms of some names; those that are gone from the server with their names are left out. */
    RealmSelection realms(List<String> names, Problems problems) {
        List<String> there = new ArrayList<>();
        for (String name : names) {
            Optional<Identity> had = server.isName(name) ? Optional.empty() : formerly(name);
            Optional<Realm> now = had.flatMap(server::realm);
            now.ifPresent(realm -> problems.add(had.orElseThrow().label() + " is now called " + realm.label(), REMEDY));
            if (had.isEmpty()) {
                there.add(name);
            }
        }
        return RealmSelection.named(there, server.realms());
    }

    private Optional<Identity> formerly(String name) {
        return known.values().stream()
                .filter(of -> of.user().isEmpty() && of.name().equals(name))
                .findFirst();
    }

    /** The single users of some names, each in the folder that it has in the run; those that are gone are left out. */
    UserSelection users(List<UserSelection.Named> names, Problems problems) {
        List<UserSelection.Named> there = new ArrayList<>();
        for (UserSelection.Named name : names) {
            Optional<Identity> had = known.values().stream()
                    .filter(of -> of.answersTo(name) && server.isNobody(name))
                    .findFirst();
            had.ifPresentOrElse(
                    of -> server.changeOf(of).ifPresent(change -> problems.add(of.label() + change, REMEDY)),
                    () -> there.add(name));
        }
        UserSelection found = UserSelection.named(there, server.realms(), server::users);
        return new UserSelection(found.users().stream().map(this::inItsFolder).toList(), found.problems());
    }

    private SingleUser inItsFolder(SingleUser user) {
        Identity now = server.of(user);
        return known.values().stream()
                .filter(of -> of.isSameAs(now) && of.archive().startsWith(SingleUser.folderOf(user.realm()) + "/"))
                .findFirst()
                .map(of -> new SingleUser(
                        user.realm(),
                        user.user(),
                        of.archive().substring(of.archive().lastIndexOf('/') + 1)))
                .orElse(user);
    }

    /** Finds the archives whose names belong to other realms and users now. */
    void check(List<Realm> realms, List<SingleUser> users, Problems problems) {
        now(realms, users).forEach(now -> {
            Identity had = known.get(now.archive());
            if (had != null && !had.isSameAs(now)) {
                problems.add(
                        "the archive " + now.archive() + " of this run is of " + had.label()
                                + server.changeOf(had).orElse(", which is gone") + "; the name now belongs to "
                                + now.label(),
                        REMEDY);
            }
        });
    }

    /** The users whom the names of a list of approvals mean, by realm; none may be another than when the run began. */
    Map<Realm, Map<String, Long>> approved(
            Optional<Approvals> list, List<Realm> realms, List<SingleUser> users, Problems problems) {
        Map<Realm, Map<String, Long>> named = new LinkedHashMap<>();
        list.ifPresent(approvals -> Stream.concat(
                        realms.stream(), users.stream().map(SingleUser::realm))
                .distinct()
                .forEach(realm -> named.put(
                        realm, approvals.in(realm, server.users(realm)).named())));
        named.forEach((realm, names) -> checkApproved(realm, names, problems));
        return named;
    }

    private void checkApproved(Realm realm, Map<String, Long> named, Problems problems) {
        Map<String, String> before = approved.getOrDefault(realm.id(), Map.of());
        new TreeMap<>(named)
                .forEach((name, id) -> Optional.ofNullable(before.get(name))
                        .filter(was -> !was.equals(Long.toString(id)))
                        .ifPresent(was -> problems.add(
                                "the approval list names " + name + ", who had the user id " + was
                                        + " in the realm " + realm.label()
                                        + " when this run began and has the user id "
                                        + id + " now",
                                "Use ids in the list, and choose a new --output.")));
    }

    private List<Identity> now(List<Realm> realms, List<SingleUser> users) {
        return Stream.concat(realms.stream().map(server::of), users.stream().map(server::of))
                .toList();
    }

    /**
     * The archives of the run that are not of some realms and users, and why: they stay as they are. Where nothing of the run
     * is on the server, that is a problem.
     */
    List<Finding> kept(List<Realm> realms, List<SingleUser> users, Problems problems) {
        Set<String> made = now(realms, users).stream().map(Identity::archive).collect(Collectors.toSet());
        List<Finding> kept = archives.stream()
                .filter(archive -> !made.contains(archive))
                .sorted()
                .map(this::kept)
                .toList();
        if (made.isEmpty() && problems.isEmpty()) {
            kept.forEach(archive -> problems.add(
                    archive.message(),
                    "No realm or user of this run is on the server: check the name of the database."));
        }
        return kept;
    }

    private Finding kept(String archive) {
        Optional<Identity> of = Optional.ofNullable(known.get(archive));
        String who = of.map(Identity::label).orElse("the realm or user of the archive");
        String change = of.map(had -> server.changeOf(had).orElse(" is gone from the server"))
                .orElse(" was not found on the server");
        boolean renamed = of.flatMap(server::changeOf).isPresent();
        return new Finding(
                renamed ? "renamed" : "gone",
                of.map(Identity::name).orElse(""),
                archive,
                who + change.replaceFirst("^, which", "") + "; its archive stays unchanged; "
                        + "realmferry refresh --remove-gone removes it");
    }

    /** Takes note of whom the archives are of. */
    void note(RunDirectory directory, List<Realm> realms, List<SingleUser> users, Map<Realm, Map<String, Long>> named) {
        for (Identity now : now(realms, users)) {
            if (!now.equals(known.get(now.archive()))) {
                Map<String, String> line = now.line();
                line.put(TYPE, IDENTITY);
                line.put(Journal.ARCHIVE, now.archive());
                directory.journal().note(line);
            }
        }
        named.forEach((realm, names) -> {
            if (!approved.containsKey(realm.id())) {
                Map<String, String> line = new TreeMap<>(Map.of(TYPE, APPROVED, REALM, Long.toString(realm.id())));
                names.forEach((name, id) -> line.putIfAbsent(name, Long.toString(id)));
                directory.journal().note(line);
            }
        });
    }
}
