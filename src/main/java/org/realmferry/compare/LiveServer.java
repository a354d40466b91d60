/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.realmferry.extract.ExportedRows;
import org.realmferry.extract.RealmRows;
import org.realmferry.extract.UserRows;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.UserPlan;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;
import org.realmferry.selection.Scope;
import org.realmferry.selection.SingleUser;
import org.realmferry.source.RealmUsers;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotHorizon;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;

/**
 * The server that archives are compared with, at one instant.
 *
 * @param name of the database, for people
 * @param mode that of archives which don't say theirs
 * @param tool the name and version of this program
 */
public record LiveServer(Source source, ZulipRelease release, String name, Mode mode, String tool) {
    /** Everything because of which an archive can't be compared; nothing where it can. */
    List<String> objections(SnapshotReader reader, List<ArchiveOrigin> archives) {
        List<Realm> realms = ServerRealms.read(reader);
        List<String> objections = new ArrayList<>();
        for (ArchiveOrigin archive : archives) {
            objection(reader, archive, realms).or(() -> releases(archive)).ifPresent(objections::add);
        }
        return objections;
    }

    private Optional<String> objection(SnapshotReader reader, ArchiveOrigin archive, List<Realm> realms) {
        String subject = "archive " + archive.name() + " is of the realm "
                + archive.stringId().map(LiveServer::quoted).orElse("") + " (id " + archive.realmId() + "), ";
        Optional<Realm> realm = realm(archive, realms);
        if (realm.isEmpty()) {
            return Optional.of(subject.replace("  ", " ") + "and the database " + name + " has no realm of that id");
        }
        if (archive.stringId().filter(id -> !id.equals(realm.get().stringId())).isPresent()) {
            return Optional.of(subject + "and that id is the realm "
                    + quoted(realm.get().stringId()) + " in the database " + name);
        }
        if (archive.uuid().filter(uuid -> !isUuid(reader, realm.get(), uuid)).isPresent()) {
            return Optional.of(subject + "and the realm of that name and id in the database " + name
                    + " is a different one: its uuid differs");
        }
        if (archive.user().filter(id -> user(reader, realm.get(), id).isEmpty()).isPresent()) {
            return Optional.of("archive " + archive.name() + " is of the user with id "
                    + archive.user().get() + ", and the realm has no such user in the database " + name);
        }
        return Optional.empty();
    }

    private static String quoted(String stringId) {
        return stringId.isEmpty() ? "at the root domain" : stringId;
    }

    private static Optional<Realm> realm(ArchiveOrigin archive, List<Realm> realms) {
        return realms.stream().filter(realm -> realm.id() == archive.realmId()).findFirst();
    }

    private boolean isUuid(SnapshotReader reader, Realm realm, String uuid) {
        boolean hasUuids = source.schema()
                .table(ZulipTables.REALMS)
                .flatMap(table -> table.column("uuid"))
                .isPresent();
        boolean[] same = {!hasUuids};
        if (hasUuids) {
            reader.read(
                    ZulipTables.REALMS,
                    "SELECT uuid::text FROM zerver_realm WHERE id = " + realm.id(),
                    row -> same[0] = !row.isNull(0) && row.text(0).equals(uuid));
        }
        return same[0];
    }

    private static Optional<RealmUser> user(SnapshotReader reader, Realm realm, long id) {
        return RealmUsers.read(reader, realm).stream()
                .filter(user -> user.id() == id)
                .findFirst();
    }

    private Optional<String> releases(ArchiveOrigin archive) {
        String last = source.migrations().lastOfZerver();
        if (archive.lastMigration().isEmpty() || archive.lastMigration().equals(last)) {
            return Optional.empty();
        }
        return Optional.of("archive " + archive.name() + " is of Zulip " + archive.version() + " (migration "
                + archive.lastMigration() + "), and the database " + name + " of Zulip " + release.version()
                + " (migration " + last + ")");
    }

    /** What an export would take for an archive now. */
    ExportedRows rows(SnapshotReader reader, ArchiveOrigin archive) {
        Realm realm = realm(archive, ServerRealms.read(reader)).orElseThrow();
        if (archive.user().isPresent()) {
            RealmUser user = user(reader, realm, archive.user().get()).orElseThrow();
            return UserRows.read(reader, new SingleUser(realm, user, archive.name()), UserPlan.of(source.schema()));
        }
        Scope scope =
                new Scope(realm, archive.mode().orElse(mode), archive.approved(), archive.active(), rules(archive));
        return RealmRows.read(reader, scope, ExportPlan.of(source.schema(), scope.omits()));
    }

    private ConsentRules rules(ArchiveOrigin archive) {
        return archive.rules().on(release.isStrict());
    }

    SnapshotHorizon standpoint() {
        return source.standpoint();
    }
}
