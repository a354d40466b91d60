/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.List;
import java.util.Map;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.ScopeOptions.Choice;
import org.realmferry.rules.language.ReleaseMarkers;
import org.realmferry.rules.language.SchemaState;
import org.realmferry.schema.Schema;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.selection.ConsentRules.Kind;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Realm;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotReader;

/** Whether what a command says of consent fits the server's release. */
final class ConsentChecks {
    private static final String APPROVALS = "Give --approvals FILE: a list of users whose private data to export.";

    private final Schema schema;
    private final ZulipRelease release;
    private final Choice choice;
    private final Problems problems;

    ConsentChecks(Schema schema, ZulipRelease release, Choice choice, Problems problems) {
        this.schema = schema;
        this.release = release;
        this.choice = choice;
        this.problems = problems;
    }

    /** Collects what doesn't fit. */
    void check(SnapshotReader reader, List<Realm> realms) {
        boolean asksUsers = choice.mode() == Mode.CONSENT && choice.approvals().isEmpty();
        if (asksUsers && !has(ReleaseMarkers.CONSENT_SETTING)) {
            requireMessages(realms);
        }
        if (choice.consent().rules() == Kind.RELEASE) {
            requireExporter(asksUsers);
        }
        choice.consent().messages().forEach((realm, message) -> check(reader, realms, realm, message));
        if (!choice.consent().messages().isEmpty() && (!asksUsers || has(ReleaseMarkers.CONSENT_SETTING))) {
            problems.add(
                    "--consent-message is given, but "
                            + (asksUsers
                                    ? "users of Zulip " + release.version() + " consent in their settings"
                                    : "this export doesn't depend on consent"),
                    asksUsers ? "Leave it out." : "Leave it out, or give --mode consent without --approvals.");
        }
    }

    private void requireMessages(List<Realm> realms) {
        if (!has(ReleaseMarkers.ROLES)) {
            problems.add("users of Zulip " + release.version() + " can't be asked for consent", APPROVALS);
            return;
        }
        realms.stream()
                .filter(realm -> !choice.consent().messages().containsKey(realm.stringId()))
                .forEach(realm -> problems.add(
                        "users of Zulip " + release.version() + " consent with a reaction to a message,"
                                + " and none is given for the realm " + realm.label(),
                        "Give --consent-message " + realm.stringId() + "=ID, or --approvals FILE."));
    }

    private void requireExporter(boolean asksUsers) {
        if (choice.mode() == Mode.PUBLIC && !has(ReleaseMarkers.ANALYTICS)) {
            problems.add(
                    "Zulip " + release.version() + " has no public export whose rules could apply",
                    "Leave --consent-rules release out.");
        }
        if (choice.omits()) {
            problems.add(
                    "--consent-rules release and --unapproved omit contradict each other: no Zulip omits users",
                    "Leave one of them out.");
        }
        if (choice.approvals().isPresent() && has(ReleaseMarkers.CONSENT_SETTING)) {
            problems.add(
                    "--consent-rules release is given with --approvals, which no exporter of Zulip " + release.version()
                            + " knows",
                    "Leave --consent-rules release out.");
        }
        if (asksUsers && !has(ReleaseMarkers.ROLES)) {
            problems.add(
                    "Zulip " + release.version() + " has no consent export whose rules could apply",
                    "Leave --consent-rules release out.");
        }
    }

    private void check(SnapshotReader reader, List<Realm> realms, String name, long message) {
        List<Realm> named =
                realms.stream().filter(realm -> realm.stringId().equals(name)).toList();
        if (named.isEmpty()) {
            problems.add(
                    "--consent-message names the realm " + name + ", which isn't exported",
                    "Give it only for realms that are exported.");
        } else if (!ServerRealms.hasMessage(reader, named.get(0), message)) {
            problems.add(
                    "the realm " + name + " has no message " + message + ", which --consent-message names",
                    "Give the number at the end of the message's link.");
        }
    }

    private boolean has(String mark) {
        return SchemaState.has(mark).isOf(schema);
    }

    /** The sentence on what stays behind, for reports of other modes than full. */
    static String inWords(Kind rules, ZulipRelease release) {
        return rules == Kind.STRICT
                ? "Data of other users is left out by the strict rules."
                : "Data of other users is left out only where Zulip " + release.version() + " itself holds it back.";
    }

    /** For programs. */
    static Map<String, Object> values(Mode mode, Kind rules) {
        return mode == Mode.FULL ? Map.of() : Map.of("consent_rules", rules.label());
    }
}
