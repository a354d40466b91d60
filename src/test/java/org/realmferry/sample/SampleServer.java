/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.postgresql.PGConnection;
import org.realmferry.schema.Schema;

/**
 * A Zulip 11-dev server: the realm of the system bots, {@code acme} (big), {@code orchard} (middle; has mirror dummies) and
 * {@code harbor} (small; was never exported), whose messages are mixed in the order of their ids.
 *
 * @param uploads the local uploads folder
 */
public record SampleServer(Path uploads, List<RealmTotals> realms) {
    /** The secret from which the names of avatar files are made; of no other server in the world. */
    public static final String AVATAR_SALT = "5a3b1ef0c0ffee00d15ea5edba5eba11decafbad0ddba11feedface00c0de000";

    private static final List<String> CLIENTS = List.of(
            "website",
            "ZulipMobile",
            "ZulipElectron",
            "API: Python",
            "internal",
            "ZulipFlutter",
            "ünïcode client",
            "unused",
            "ZulipLooooooooooongNameWebhook");

    private static final List<String> SEARCH_INDEX = List.of(
            "CREATE TRIGGER sample_search BEFORE INSERT ON zulip.zerver_message FOR EACH ROW WHEN (NEW.id % 10 <> 0)"
                    + " EXECUTE FUNCTION tsvector_update_trigger(search_tsvector, 'pg_catalog.english', subject, content)");

    private static final List<String> FIRST_MESSAGES = List.of(
            "DROP TRIGGER sample_search ON zulip.zerver_message",
            "UPDATE zulip.zerver_stream s SET first_message_id ="
                    + " (SELECT min(m.id) FROM zulip.zerver_message m WHERE m.recipient_id = s.recipient_id)");

    /**
     * How much a realm has.
     *
     * @param users accounts of any kind
     * @param files in the uploads folder
     */
    public record RealmTotals(long id, String subdomain, int users, int messages, int files) {}

    public SampleServer {
        realms = List.copyOf(realms);
    }

    /**
     * Fills an empty database and an uploads folder; the same seed and size give the same rows and files.
     *
     * @param admin a connection that may create a schema; everything happens in one transaction on it
     */
    public static SampleServer create(Connection admin, Path uploads, SampleSize size, long seed) throws SQLException {
        return create(admin, uploads, size, seed, Filling::fill);
    }

    /** Makes a server as Zulip's installation leaves it: with the realm of the system bots, and no other. */
    public static SampleServer createEmpty(Connection admin, Path uploads, long seed) throws SQLException {
        return create(admin, uploads, SampleSize.demo(), seed, filling -> List.of(filling.totals(filling.install())));
    }

    private static SampleServer create(
            Connection admin, Path uploads, SampleSize size, long seed, Function<Filling, List<RealmTotals>> what)
            throws SQLException {
        Schema schema = SampleDdl.schema();
        boolean autoCommit = admin.getAutoCommit();
        admin.setAutoCommit(false);
        SampleDdl.createTables(admin, schema);
        SampleDdl.execute(admin, SEARCH_INDEX);
        SampleRows rows =
                new SampleRows(schema, admin.unwrap(PGConnection.class).getCopyAPI());
        List<RealmTotals> realms = what.apply(new Filling(rows, uploads, size, Dice.of(seed)));
        rows.flush();
        SampleDdl.createConstraints(admin, schema);
        SampleDdl.execute(admin, FIRST_MESSAGES);
        SampleDdl.advanceIdentities(admin, schema);
        admin.commit();
        admin.setAutoCommit(true);
        SampleDdl.execute(admin, List.of("VACUUM (ANALYZE)"));
        admin.setAutoCommit(autoCommit);
        return new SampleServer(uploads, realms);
    }

    /** The order in which a server is filled. */
    private static final class Filling {
        private final SampleRows rows;
        private final SampleSize size;
        private final Dice dice;
        private final SampleFiles files;
        private final SamplePeople people;
        private final SampleChannels channels;
        private final SampleOrganization organization;
        private final SampleMessages messages;
        private final SamplePersonalData personal;
        private final SampleHistory history;

        Filling(SampleRows rows, Path uploads, SampleSize size, Dice dice) {
            this.rows = rows;
            this.size = size;
            this.dice = dice;
            files = new SampleFiles(uploads, rows, dice.split());
            people = new SamplePeople(rows, files, dice.split());
            channels = new SampleChannels(rows, dice.split());
            organization = new SampleOrganization(rows, files, dice.split());
            messages = new SampleMessages(rows, files, dice.split(), size.messages());
            personal = new SamplePersonalData(rows, dice.split());
            history = new SampleHistory(rows, dice.split());
        }

        /** Migrations, clients, and the realm of the system bots. */
        SampleRealm install() {
            SampleMigrations.write(rows);
            CLIENTS.forEach(name -> rows.row("zerver_client").set("name", name).add());
            SampleRealm system = realm("zulipinternal", "System bot realm");
            people.settleSystemBots(system);
            organization.found(system, false);
            return system;
        }

        List<RealmTotals> fill() {
            SampleRealm system = install();
            SampleRealm acme = customer("acme", "Acme Corporation", size.people() * 3 / 5, 0);
            SampleRealm orchard = customer("orchard", "Orchard «Ünïcode» & Co.", size.people() * 11 / 40, 2);
            SampleRealm harbor = customer("harbor", "Harbor Lights", size.people() / 8, 0);
            List<SampleRealm> customers = List.of(acme, orchard, harbor);
            writeMessages(customers, cases(system, customers));
            customers.forEach(realm -> remember(realm, system.people().get(3)));
            history.export(acme);
            return List.of(totals(system), totals(acme), totals(orchard), totals(harbor));
        }

        private SampleRealm realm(String subdomain, String name) {
            long id = rows.reserve("zerver_realm");
            return new SampleRealm(id, subdomain, name, SampleGroups.ofRoles(rows, id));
        }

        private SampleRealm customer(String subdomain, String name, int population, int mirrorDummies) {
            SampleRealm realm = realm(subdomain, name);
            people.settle(realm, Math.max(population, 10));
            if (mirrorDummies > 0) {
                people.settleMirrorDummies(realm);
            }
            channels.open(realm);
            organization.found(realm, !subdomain.equals("harbor"));
            organization.equip(realm);
            return realm;
        }

        /** A draft, and the realm that it is for. */
        private record Planned(SampleRealm realm, Draft draft) {}

        private Deque<Planned> cases(SampleRealm system, List<SampleRealm> customers) {
            SampleCases cases = new SampleCases(rows, files, messages, dice.split(), system);
            Deque<Planned> planned = new ArrayDeque<>();
            for (int i = 0; i < customers.size(); i++) {
                SampleRealm realm = customers.get(i);
                SampleRealm next = customers.get((i + 1) % customers.size());
                List<Draft> drafts = new ArrayList<>(cases.onboarding(realm));
                drafts.addAll(cases.openHuddles(realm, next));
                drafts.addAll(cases.directMessages(realm));
                drafts.addAll(cases.attachments(realm));
                cases.schedule(realm);
                drafts.forEach(draft -> planned.add(new Planned(realm, draft)));
            }
            return planned;
        }

        /** Spreads the planned messages evenly among those of chance. */
        private void writeMessages(List<SampleRealm> customers, Deque<Planned> planned) {
            int stride = Math.max(1, size.messages() / Math.max(1, planned.size()));
            for (int i = 0; i < size.messages() || !planned.isEmpty(); i++) {
                Planned next = i % stride == 0 || i >= size.messages() ? planned.poll() : null;
                if (next != null) {
                    messages.write(next.realm(), next.draft());
                } else {
                    messages.writeAny(byShare(customers));
                }
            }
        }

        /** Acme writes 70 of 100 messages, orchard 23. */
        private SampleRealm byShare(List<SampleRealm> customers) {
            int share = dice.below(100);
            return customers.get(share < 70 ? 0 : share < 93 ? 1 : 2);
        }

        private void remember(SampleRealm realm, Person stranger) {
            personal.write(realm);
            history.log(realm, stranger);
            history.count(realm);
        }

        private RealmTotals totals(SampleRealm realm) {
            return new RealmTotals(
                    realm.id(),
                    realm.subdomain(),
                    realm.people().size(),
                    messages.count(realm),
                    files.count(realm.id()));
        }
    }
}
