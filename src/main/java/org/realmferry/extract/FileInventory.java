/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.Checksum;
import org.realmferry.Secret;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.Parameters;
import org.realmferry.plan.TableRead;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.selection.Realm;
import org.realmferry.store.FileStore;

/** Finds the files of a realm: the rows decide, only icons are taken as they lie there. */
final class FileInventory {
    private static final String UPLOADED = "U";
    private static final int HASH_LENGTH = 40;

    private static final String ROW_LEAVES = "the row leaves without it";
    private static final String NO_ROW = "the archive lacks it";

    /** Users with the address that their own rows have in the archive. */
    private record Users(String from, String email) {
        private static final Users AS_THEY_ARE = new Users("zerver_userprofile t", "t.email");

        private static Users of(TableRead users) {
            return new Users(
                    users.from(), users.fields().get(users.indexOf("email")).sql());
        }
    }

    private final Realm realm;
    private final String folder;
    private final StoredAvatars stored;
    private final Optional<Secret> avatarSalt;
    private final Findings findings;
    private final List<FileTask> tasks = new ArrayList<>();

    /** Findings name the folder of the archive that the files are for. */
    FileInventory(Realm realm, String folder, StoredAvatars stored, Optional<Secret> avatarSalt, Findings findings) {
        this.realm = realm;
        this.folder = folder;
        this.stored = stored;
        this.avatarSalt = avatarSalt;
        this.findings = findings;
    }

    List<FileTask> read(SnapshotReader reader, RealmIds ids, ExportPlan plan, FileStore store) {
        Users users = Users.of(plan.read("zerver_userprofile"));
        uploads(reader, ids, plan.read("zerver_attachment"), users);
        avatars(
                reader,
                ids.parameters(),
                users,
                "t.realm_id = :realm AND NOT :omit OR t.id IN :users OR t.id IN :crossRealmBots AND NOT :omit");
        emoji(
                reader,
                ids.parameters(),
                "t.realm_id = :realm AND (NOT :omit OR t.author_id IS NULL OR t.author_id IN :users)",
                ROW_LEAVES);
        icons(store);
        return tasks;
    }

    /** The files of a single user. */
    List<FileTask> readOfUser(SnapshotReader reader, Parameters parameters) {
        String query = "SELECT t.id, t.path_id, t.owner_id, u.email FROM zerver_attachment t"
                + " JOIN zerver_userprofile u ON u.id = t.owner_id WHERE t.owner_id = :user";
        reader.read("zerver_attachment", parameters.bind(query), row -> upload(row, 0, NO_ROW));
        avatars(reader, parameters, Users.AS_THEY_ARE, "t.id = :user");
        emoji(reader, parameters, "t.author_id = :user", NO_ROW);
        return tasks;
    }

    private void uploads(SnapshotReader reader, RealmIds ids, TableRead attachments, Users users) {
        String messages =
                attachments.fields().get(attachments.indexOf("messages")).sql();
        String scheduled = attachments
                .fields()
                .get(attachments.indexOf("scheduled_messages"))
                .sql();
        String query = "SELECT t.id, t.path_id, t.owner_id, u.email, " + messages + ", " + scheduled + " FROM "
                + attachments.from() + " JOIN (SELECT t.id, " + users.email() + " AS email FROM " + users.from()
                + ") u ON u.id = t.owner_id WHERE " + attachments.where();
        reader.read(attachments.table(), ids.parameters().bind(query), row -> {
            if (ids.exported(row.ids(4)).length > 0 || row.ids(5).length > 0) {
                upload(row, row.number(0), "the row was left out of attachment.json");
            }
        });
    }

    private void upload(BinaryRow row, long attachmentId, String loss) {
        String path = row.text(1);
        FileRecord record = new FileRecord.Upload(path, realm.id(), row.number(2), text(row, 3));
        String place = "zerver_attachment " + row.number(0);
        tasks.add(new FileTask(FileSet.UPLOADS, "files/" + path, record, place, attachmentId, loss));
    }

    /** Zulip names a picture by a hash that nobody without the server's salt can compute. */
    private void avatars(SnapshotReader reader, Parameters parameters, Users users, String whose) {
        avatarSalt.ifPresent(salt -> avatars(reader, parameters, users, whose, salt));
    }

    private void avatars(SnapshotReader reader, Parameters parameters, Users users, String whose, Secret salt) {
        String query = "SELECT t.id, " + users.email() + ", t.avatar_version, t.avatar_source, t.realm_id FROM "
                + users.from() + " WHERE t.avatar_source <> 'G' AND (" + whose + ")";
        reader.read("zerver_userprofile", parameters.bind(query), row -> {
            long user = row.number(0);
            long version = row.number(2);
            String hash = hash(user + ":" + version + ":" + salt.reveal());
            List<String> names = stored.names(hash);
            for (String name : names) {
                String path = realm.id() + "/" + name;
                FileRecord record = new FileRecord.Avatar(path, realm.id(), user, text(row, 1), version);
                add(FileSet.AVATARS, "avatars/" + path, record, "zerver_userprofile", user, ROW_LEAVES);
            }
            if (names.isEmpty() && row.number(4) == realm.id() && row.text(3).equals(UPLOADED)) {
                findings.add(new Finding(
                        "missing-file",
                        folder,
                        "zerver_userprofile " + user,
                        "the user's picture is not in the uploads folder (or the avatar salt is another one):"
                                + " avatars/" + realm.id() + "/" + hash + ".png; the user leaves without it"));
            }
        });
    }

    private void emoji(SnapshotReader reader, Parameters parameters, String whose, String loss) {
        String query = "SELECT t.id, t.author_id, t.name, t.file_name, t.deactivated FROM zerver_realmemoji t WHERE "
                + whose + " ORDER BY t.id";
        reader.read("zerver_realmemoji", parameters.bind(query), row -> {
            if (row.isNull(3)) {
                findings.add(new Finding(
                        "missing-file",
                        folder,
                        "zerver_realmemoji " + row.number(0),
                        "the row names no file; it leaves without one"));
                return;
            }
            String fileName = row.text(3);
            Long author = row.isNull(1) ? null : Long.valueOf(row.number(1));
            for (String suffix : List.of("", ".original")) {
                String path = realm.id() + "/emoji/images/" + fileName + suffix;
                FileRecord record = new FileRecord.Emoji(path, realm.id(), author, fileName, text(row, 2), row.bool(4));
                add(FileSet.EMOJI, "avatars/" + path, record, "zerver_realmemoji", row.number(0), loss);
            }
        });
    }

    private void icons(FileStore store) {
        for (String key : store.list("avatars/" + realm.id() + "/realm")) {
            String name = key.substring(key.lastIndexOf('/') + 1);
            if (!name.startsWith(".")) {
                FileRecord record = new FileRecord.RealmIcon(realm.id() + "/" + name, realm.id());
                add(FileSet.REALM_ICONS, key, record, "zerver_realm", realm.id(), ROW_LEAVES);
            }
        }
    }

    private void add(FileSet set, String key, FileRecord record, String table, long id, String loss) {
        tasks.add(new FileTask(set, key, record, table + " " + id, 0, loss));
    }

    private static @Nullable String text(BinaryRow row, int field) {
        return row.isNull(field) ? null : row.text(field);
    }

    private static String hash(String text) {
        return Checksum.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_LENGTH);
    }
}
