/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.ScopeOptions.Choice;
import org.realmferry.extract.messages.Owners;
import org.realmferry.selection.ApprovedUsers;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Realm;
import org.realmferry.selection.Scope;
import org.realmferry.selection.SingleUser;
import org.realmferry.selection.approvals.Approvals;
import org.realmferry.source.RealmUsers;
import org.realmferry.source.SnapshotReader;

/** How much of each realm leaves, as the server has it. */
public final class Scopes {
    private static final String LIST = "approval list, ";
    private static final String REMEDY =
            "Correct the list; realmferry approvals init writes one with all users of a realm.";

    private Scopes() {}

    /**
     * The scopes of some realms of a server; what is wrong with them, and with the whole list, is a problem, and so is a
     * single user whom the list doesn't approve.
     */
    public static List<Scope> of(
            SnapshotReader reader,
            List<Realm> server,
            List<Realm> realms,
            List<SingleUser> users,
            Choice choice,
            Problems problems) {
        choice.approvals().ifPresent(list -> list.unknownRealms(server).forEach(p -> problems.add(LIST + p, REMEDY)));
        List<Scope> scopes = new ArrayList<>();
        Stream<Realm> listed = server.stream().filter(realm -> isListed(realm, choice));
        Stream<Realm> ofUsers = users.stream().map(SingleUser::realm);
        for (Realm realm : Stream.of(realms.stream(), listed, ofUsers)
                .flatMap(some -> some)
                .distinct()
                .toList()) {
            Optional<ApprovedUsers> approved =
                    choice.approvals().map(list -> approved(reader, realm, list, choice, problems));
            approved.ifPresent(by -> checkApproved(realm, users, by, problems));
            if (realms.contains(realm)) {
                scopes.add(new Scope(
                        realm,
                        choice.mode(),
                        approved,
                        choice.asActive(),
                        choice.consent().of(realm.stringId())));
            }
        }
        scopes.stream()
                .filter(scope -> scope.mode() != Mode.FULL && !Owners.hasUserDefaults(reader, scope))
                .forEach(scope -> problems.add(
                        "the realm " + scope.realm().label()
                                + " has no row in zerver_realmuserdefault, and so no default settings"
                                + " for users who don't consent",
                        "Open the realm's settings for new users once, or export it with --mode full."));
        // A list with a mistake in it may lack the owner for that alone.
        if (!choice.force() && problems.isEmpty()) {
            scopes.forEach(scope -> checkOwner(reader, scope, problems));
        }
        return scopes;
    }

    private static boolean isListed(Realm realm, Choice choice) {
        return choice.approvals().filter(list -> list.names(realm)).isPresent();
    }

    private static ApprovedUsers approved(
            SnapshotReader reader, Realm realm, Approvals list, Choice choice, Problems problems) {
        Approvals.Resolved resolved = list.in(realm, RealmUsers.read(reader, realm));
        Stream.concat(resolved.unknown().stream(), resolved.problems().stream())
                .forEach(problem -> problems.add(LIST + problem, REMEDY));
        return new ApprovedUsers(list.sha256(), choice.unapproved(), resolved.approved());
    }

    private static void checkApproved(Realm realm, List<SingleUser> users, ApprovedUsers approved, Problems problems) {
        users.stream()
                .filter(user -> user.realm().equals(realm)
                        && !approved.ids().contains(user.user().id()))
                .forEach(user -> problems.add(
                        "the approval list does not approve the single user " + user.label(),
                        "Leave the user out, or the list."));
    }

    private static void checkOwner(SnapshotReader reader, Scope scope, Problems problems) {
        if (scope.mode() == Mode.FULL || Owners.usable(reader, scope)) {
            return;
        }
        String why = scope.mode() == Mode.PUBLIC
                ? "shows an e-mail address to at least the administrators"
                : scope.approved().isPresent() ? "is approved" : "consents to the export of private data";
        problems.add(
                "the realm " + scope.realm().label() + " would have no owner who can log in: no active one " + why,
                "Ask an owner of the realm, or give --force and make an owner on the new server by hand.");
    }
}
