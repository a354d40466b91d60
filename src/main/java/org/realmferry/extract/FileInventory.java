/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.Secret;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.TableRead;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.selection.Realm;
import org.realmferry.store.FileStore;

/** Finds the files of a realm: the rows decide, only icons are taken as they lie there. */
final class FileInventory {
    private static final String UPLOADED = "U";
    private static final int HASH_LENGTH = 40;

    private final Realm realm;
    private final FileStore store;
    private final Optional<Secret> avatarSalt;
    private final Findings findings;
    private final List<FileTask> tasks = new ArrayList<>();

    FileInventory(Realm realm, FileStore store, Optional<Secret> avatarSalt, Findings findings) {
        this.realm = realm;
        this.store = store;
        this.avatarSalt = avatarSalt;
        this.findings = findings;
    }

    List<FileTask> read(SnapshotReader reader, RealmIds ids, ExportPlan plan) {
        TableRead users = plan.read("zerver_userprofile");
        uploads(reader, ids, plan.read("zerver_attachment"), users);
        avatarSalt.ifPresent(salt -> avatars(reader, ids, users, salt));
        emoji(reader, ids);
        icons();
        return tasks;
    }

    private void uploads(SnapshotReader reader, RealmIds ids, TableRead attachments, TableRead users) {
        String messages =
                attachments.fields().get(attachments.indexOf("messages")).sql();
        String scheduled = attachments
                .fields()
                .get(attachments.indexOf("scheduled_messages"))
                .sql();
        String query = "SELECT t.id, t.path_id, t.owner_id, u.email, " + messages + ", " + scheduled + " FROM "
                + attachments.from() + " JOIN (SELECT t.id, " + email(users) + " AS email FROM " + users.from()
                + ") u ON u.id = t.owner_id WHERE " + attachments.where();
        reader.read(attachments.table(), ids.parameters().bind(query), row -> {
            if (ids.exported(row.ids(4)).length > 0 || row.ids(5).length > 0) {
                String path = row.text(1);
                FileRecord record = new FileRecord.Upload(path, realm.id(), row.number(2), text(row, 3));
                add(FileSet.UPLOADS, "files/" + path, record, "zerver_attachment", row.number(0));
            }
        });
    }

    /** The address of a user as the user's own row has it. */
    private static String email(TableRead users) {
        return users.fields().get(users.indexOf("email")).sql();
    }

    /** Zulip names a picture by a hash that nobody without the server's salt can compute. */
    private void avatars(SnapshotReader reader, RealmIds ids, TableRead users, Secret salt) {
        Map<String, List<String>> stored = storedAvatars();
        String query = "SELECT t.id, " + email(users) + ", t.avatar_version, t.avatar_source, t.realm_id FROM "
                + users.from()
                + " WHERE t.avatar_source <> 'G' AND (t.realm_id = :realm AND NOT :omit OR t.id IN :users"
                + " OR t.id IN :crossRealmBots AND NOT :omit)";
        reader.read("zerver_userprofile", ids.parameters().bind(query), row -> {
            long user = row.number(0);
            long version = row.number(2);
            String hash = hash(user + ":" + version + ":" + salt.reveal());
            List<String> names = stored.getOrDefault(hash, List.of());
            for (String name : names) {
                String path = realm.id() + "/" + name;
                FileRecord record = new FileRecord.Avatar(path, realm.id(), user, text(row, 1), version);
                add(FileSet.AVATARS, "avatars/" + path, record, "zerver_userprofile", user);
            }
            if (names.isEmpty() && row.number(4) == realm.id() && row.text(3).equals(UPLOADED)) {
                findings.add(new Finding(
                        "missing-file",
                        realm.folder(),
                        "zerver_userprofile " + user,
                        "the user's picture is not in the uploads folder (or the avatar salt is another one):"
                                + " avatars/" + realm.id() + "/" + hash + ".png; the user leaves without it"));
            }
        });
    }

    /** The pictures in the realm's folder, by what their names have before the first dot. */
    private Map<String, List<String>> storedAvatars() {
        Map<String, List<String>> byHash = new HashMap<>();
        for (String key : store.list("avatars/" + realm.id())) {
            String name = key.substring(key.lastIndexOf('/') + 1);
            int dot = name.indexOf('.');
            if (dot > 0) {
                byHash.computeIfAbsent(name.substring(0, dot), h -> new ArrayList<>())
                        .add(name);
            }
        }
        return byHash;
    }

    private void emoji(SnapshotReader reader, RealmIds ids) {
        String query = "SELECT t.id, t.author_id, t.name, t.file_name, t.deactivated FROM zerver_realmemoji t"
                + " WHERE t.realm_id = :realm AND (NOT :omit OR t.author_id IS NULL OR t.author_id IN :users) ORDER BY t.id";
        reader.read("zerver_realmemoji", ids.parameters().bind(query), row -> {
            if (row.isNull(3)) {
                findings.add(new Finding(
                        "missing-file",
                        realm.folder(),
                        "zerver_realmemoji " + row.number(0),
                        "the row names no file; it leaves without one"));
                return;
            }
            String fileName = row.text(3);
            Long author = row.isNull(1) ? null : Long.valueOf(row.number(1));
            for (String suffix : List.of("", ".original")) {
                String path = realm.id() + "/emoji/images/" + fileName + suffix;
                FileRecord record = new FileRecord.Emoji(path, realm.id(), author, fileName, text(row, 2), row.bool(4));
                add(FileSet.EMOJI, "avatars/" + path, record, "zerver_realmemoji", row.number(0));
            }
        });
    }

    private void icons() {
        for (String key : store.list("avatars/" + realm.id() + "/realm")) {
            String name = key.substring(key.lastIndexOf('/') + 1);
            if (!name.startsWith(".")) {
                FileRecord record = new FileRecord.RealmIcon(realm.id() + "/" + name, realm.id());
                add(FileSet.REALM_ICONS, key, record, "zerver_realm", realm.id());
            }
        }
    }

    private void add(FileSet set, String key, FileRecord record, String table, long id) {
        tasks.add(new FileTask(set, key, record, table + " " + id, set == FileSet.UPLOADS ? id : 0));
    }

    private static @Nullable String text(BinaryRow row, int field) {
        return row.isNull(field) ? null : row.text(field);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
