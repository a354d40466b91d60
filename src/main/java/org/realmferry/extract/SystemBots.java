/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.plan.Parameters;
import org.realmferry.rules.language.IdSet;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotReader;

/**
 * The system bots, and the realm that they live in: on most servers it has nobody else, on some it is an organisation.
 *
 * @param realm its id; 0 where no realm has them
 * @param addresses the standard addresses of those that were found
 * @param people whether people have accounts in that realm
 * @param channels whether it has channels
 */
public record SystemBots(long realm, Set<String> addresses, boolean people, boolean channels) {
    private static final List<String> ALL =
            List.of("emailgateway@zulip.com", "notification-bot@zulip.com", "welcome-bot@zulip.com");

    public SystemBots {
        addresses = Set.copyOf(addresses);
    }

    public static SystemBots read(SnapshotReader reader) {
        long realm = ServerRealms.ofSystemBots(reader);
        Parameters parameters = new Parameters(realm);
        Set<String> addresses = new TreeSet<>();
        boolean[] has = new boolean[2];
        reader.read(
                ZulipTables.USERS,
                parameters.bind("SELECT " + IdSet.STANDARD_ADDRESS + ", b.is_bot FROM zerver_userprofile b"
                        + " WHERE b.realm_id = :realm"),
                row -> {
                    if (!row.isNull(0)) {
                        addresses.add(row.text(0));
                    }
                    has[0] |= !row.bool(1);
                });
        reader.read(
                ZulipTables.CHANNELS,
                parameters.bind("SELECT EXISTS (SELECT FROM zerver_stream WHERE realm_id = :realm)"),
                row -> has[1] = row.bool(0));
        return new SystemBots(realm, addresses, has[0], has[1]);
    }

    /** Their realm, where it has no people: then nobody has to be moved. */
    public Optional<Realm> aloneIn(List<Realm> server) {
        return server.stream()
                .filter(candidate -> candidate.id() == realm && !people)
                .findFirst();
    }

    /** Their realm is left out for having no people, and has channels nevertheless. */
    public Stream<Finding> doubt(List<Realm> server) {
        return aloneIn(server).stream()
                .filter(realm -> channels)
                .map(realm -> new Finding(
                        "system-realm",
                        realm.stringId(),
                        "zerver_realm " + realm.id(),
                        "the realm of the system bots has channels but no people; it was left out. To export it, give"
                                + " --realm " + realm.label()));
    }

    /** Those of other addresses and names that leave with a realm: an importer looks for them by just that address. */
    static void tellOfOwnAddresses(SnapshotReader reader, Realm realm, RealmIds ids, Findings findings) {
        String query = "SELECT b.id, b.email FROM zerver_userprofile b WHERE b.id IN :crossRealmBots AND "
                + IdSet.STANDARD_ADDRESS + " IS NULL ORDER BY 1";
        reader.read(
                "zerver_userprofile",
                ids.parameters().bind(query),
                row -> findings.add(new Finding(
                        "system-bot",
                        realm.folder(),
                        "zerver_userprofile " + row.number(0),
                        "it wrote in this realm as a system bot of the server's own, " + row.text(1)
                                + "; the import fails unless the target server has a system bot of that address")));
    }

    /** The standard bots that were not found, by address or name. */
    public List<Finding> missing() {
        if (realm == 0) {
            return List.of(new Finding(
                    "system-bot",
                    "",
                    ZulipTables.REALMS,
                    "no realm has the system bots; any messages from them are left out"));
        }
        return ALL.stream()
                .filter(address -> !addresses.contains(address))
                .map(address -> new Finding(
                        "system-bot",
                        "",
                        ZulipTables.USERS,
                        "no system bot " + address + " was found, by its address or its name, in the realm with the id "
                                + realm
                                + "; messages to it are left out. If settings.py gives it another address ("
                                + "EMAIL_GATEWAY_BOT, NOTIFICATION_BOT, WELCOME_BOT), give --zulip-config DIR"))
                .toList();
    }
}
