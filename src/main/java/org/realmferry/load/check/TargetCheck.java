/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;
import org.realmferry.selection.Realm;
import org.realmferry.source.Target;
import org.realmferry.source.TargetSession;

/** Whether a server can take realms of these names. */
public final class TargetCheck {
    private static final String READ_ONLY = "SELECT current_setting('default_transaction_read_only')";

    private final Target target;
    private final Map<String, Long> names = new HashMap<>();
    private final Map<String, String> uuids = new HashMap<>();
    private boolean readOnly;

    /** Reads the realms that the server has. */
    public TargetCheck(Target target, TargetSession session) {
        this.target = target;
        boolean hasUuid = target.schema()
                .table("zerver_realm")
                .flatMap(table -> table.column("uuid"))
                .isPresent();
        session.read(
                "zerver_realm",
                "SELECT id::bigint, string_id::text, " + (hasUuid ? "uuid::text" : "NULL::text") + " FROM zerver_realm",
                row -> {
                    names.put(row.text(1), row.number(0));
                    if (!row.isNull(2)) {
                        uuids.put(row.text(2), row.text(1));
                    }
                });
        session.read("the settings", READ_ONLY, row -> readOnly = row.text(0).equals("on"));
    }

    /**
     * Everything that keeps the server from being written to; empty where nothing does.
     *
     * @param tables those that are written
     * @param deleting those of which rows are deleted
     */
    public List<Failure> ofServer(Set<String> tables, Set<String> deleting) {
        List<Failure> problems = new ArrayList<>();
        if (target.catalog().standby()) {
            problems.add(new Failure(
                    ExitStatus.TARGET,
                    target.describe() + " is a standby, which nobody can write to",
                    "Give the address of the primary server."));
        } else if (readOnly) {
            problems.add(new Failure(
                    ExitStatus.TARGET,
                    target.describe() + " is set to read only",
                    "Take default_transaction_read_only back for the database, the user or the server."));
        }
        Set<String> missing = missing(tables, deleting);
        if (!missing.isEmpty()) {
            problems.add(new Failure(
                    ExitStatus.TARGET,
                    "this user of " + target.describe() + " lacks " + String.join(", ", missing),
                    "Import as the owner of Zulip's tables, zulip on most servers."));
        }
        return problems;
    }

    /** Rights that an import needs. */
    private Set<String> missing(Set<String> tables, Set<String> deleting) {
        Set<String> sequences = new HashSet<>();
        for (String table : tables) {
            Optional.ofNullable(target.catalog().sequences().get(table)).ifPresent(sequences::add);
        }
        Set<String> missing = new TreeSet<>();
        for (String right : target.catalog().missingPrivileges()) {
            String thing = right.substring(right.indexOf(" on ") + " on ".length());
            String table = thing.substring(thing.lastIndexOf('.') + 1);
            Set<String> needed = right.startsWith("DELETE") ? deleting : tables;
            if (needed.contains(table) || sequences.contains(thing)) {
                missing.add(right);
            }
        }
        return missing;
    }

    /** Why no server takes a name for a subdomain; empty where it may. Paths are made of names only after this. */
    public static Optional<Failure> ofSubdomain(String name) {
        return Subdomain.objection(name)
                .map(why -> new Failure(
                        ExitStatus.COMMAND_LINE,
                        "no realm can have the subdomain " + Words.printable(name) + ": " + why,
                        "Give another one with --as NAME."));
    }

    /**
     * Everything that keeps a realm from getting a name that is a subdomain.
     *
     * @param reservedToo whether a reserved name is taken, too
     */
    public List<Failure> ofName(String subdomain, boolean reservedToo) {
        List<Failure> problems = new ArrayList<>();
        if (Subdomain.isReserved(subdomain) && !reservedToo) {
            problems.add(new Failure(
                    ExitStatus.COMMAND_LINE,
                    "the subdomain " + subdomain + " is one that Zulip reserves",
                    "Give another one with --as NAME, or --allow-reserved-subdomain."));
        }
        Long taken = names.get(subdomain);
        if (taken != null) {
            problems.add(new Failure(
                    ExitStatus.CONFIGURATION,
                    "the server has a realm " + Realm.label(subdomain) + " (id " + taken + ") already",
                    "Give another subdomain with --as NAME."));
        }
        return problems;
    }

    /** Whether the server has the realm itself, by the id that no two realms have in common. */
    public Optional<Failure> ofUuid(Optional<String> uuid) {
        return uuid.map(uuids::get)
                .map(name -> new Failure(
                        ExitStatus.CONFIGURATION,
                        "the server has this realm already, as " + Realm.label(name) + ": its uuid is the same",
                        "Import it into another server, or remove the realm " + Realm.label(name) + " with"
                                + " `manage.py delete_realm` first."));
    }
}
