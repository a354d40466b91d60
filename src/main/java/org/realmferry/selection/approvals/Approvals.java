/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection.approvals;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.realmferry.Failure;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmNames;
import org.realmferry.selection.RealmUser;

/**
 * An approved-transfer list: who may leave which realm. Its text is checked when it is read, what it names against the
 * server's realms and users.
 *
 * @param sha256 of the file's bytes, in hexadecimal
 * @param lines in the file's order
 * @param undecided lines whose decision is none
 */
public record Approvals(String sha256, List<Line> lines, List<Line> undecided) {
    public Approvals {
        lines = List.copyOf(lines);
        undecided = List.copyOf(undecided);
    }

    /**
     * One decision.
     *
     * @param number where it begins in the file; the first line is 1
     * @param realm a short name, or {@link Realm#folder()} of the realm at the root domain
     * @param user an e-mail in any case, or an id
     */
    public record Line(long number, String realm, String user, TransferDecision decision) {
        boolean names(Realm realm) {
            return this.realm.equals(realm.stringId())
                    || (realm.stringId().isEmpty() && this.realm.equals(realm.folder()));
        }
    }

    /** Whether any line is about a realm. */
    public boolean names(Realm realm) {
        return all().anyMatch(line -> line.names(realm));
    }

    /**
     * What a list says of the users of one realm.
     *
     * @param decisions by id, of every user that a line names, and of every unlisted bot whose owner has one; none of a
     *     user whose lines disagree
     * @param approved the ids of those who may leave
     * @param problems a sentence with the line numbers for each user that can't be told or is decided on in two ways
     * @param unknown a sentence with the line numbers for each name that no user has
     * @param named the id of the user whom each name of a line means, by the name in lower case
     */
    public record Resolved(
            Map<Long, TransferDecision> decisions,
            Set<Long> approved,
            List<String> problems,
            List<String> unknown,
            Map<String, Long> named) {
        public Resolved {
            decisions = Collections.unmodifiableSortedMap(new TreeMap<>(decisions));
            approved = Collections.unmodifiableSortedSet(new TreeSet<>(approved));
            problems = List.copyOf(problems);
            unknown = List.copyOf(unknown);
            named = Map.copyOf(named);
        }

        static Resolved of(
                SortedMap<Long, TransferDecision> decisions,
                List<String> problems,
                List<String> unknown,
                Map<String, Long> named) {
            SortedSet<Long> approved = new TreeSet<>(decisions.keySet());
            approved.removeIf(id -> decisions.get(id) != TransferDecision.APPROVED);
            return new Resolved(decisions, approved, problems, unknown, named);
        }
    }

    /** Reads a list. Fails with {@code COMMAND_LINE}, naming everything that is wrong with the file's form. */
    public static Approvals read(Path file) {
        return read(file, failure -> {
            throw failure;
        });
    }

    /**
     * Reads as much of a list as can be read, so that all that is wrong with it can be told at once.
     *
     * @param wrong takes what is wrong with the file's form
     */
    public static Approvals read(Path file, Consumer<Failure> wrong) {
        return ApprovalsReader.read(file, wrong);
    }

    /** A sentence for each line whose realm is none of the server's. */
    public List<String> unknownRealms(Collection<Realm> server) {
        Map<String, String> sentences = new HashMap<>();
        return all().filter(line -> server.stream().noneMatch(line::names))
                .map(line -> "line " + line.number() + ": "
                        + sentences.computeIfAbsent(line.realm(), name -> RealmNames.unknown(name, server)))
                .toList();
    }

    /** The decisions on the users of a realm, all of whom must be given. */
    public Resolved in(Realm realm, Collection<RealmUser> users) {
        Resolved resolved = new Resolution(realm, users).of(of(realm, lines));
        Resolved rest = new Resolution(realm, users).of(of(realm, undecided));
        return new Resolved(
                resolved.decisions(),
                resolved.approved(),
                joined(resolved.problems(), rest.problems()),
                joined(resolved.unknown(), rest.unknown()),
                resolved.named());
    }

    private static List<String> joined(List<String> first, List<String> more) {
        return Stream.concat(first.stream(), more.stream()).toList();
    }

    private static List<Line> of(Realm realm, List<Line> lines) {
        return lines.stream().filter(line -> line.names(realm)).toList();
    }

    private Stream<Line> all() {
        return Stream.concat(lines.stream(), undecided.stream());
    }
}
