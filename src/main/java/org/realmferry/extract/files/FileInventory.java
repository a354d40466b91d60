/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.realmferry.Secret;
import org.realmferry.archive.AvatarNames;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.plan.ArchiveForm;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.Parameters;
import org.realmferry.plan.TableRead;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.SnapshotReader;
import org.realmferry.store.FileStore;

/** Finds the files of a realm: the rows decide, only icons are taken as they lie there. */
public final class FileInventory {
    private static final String UPLOADED = "U";
    private static final String ORIGINAL = ".original";

    private static final String ROW_LEAVES = "the row is exported without it";
    private static final String NO_PICTURE = "the user is exported without it (or the avatar salt is wrong)";
    private static final String NO_EXPORT = "it is not exported";
    private static final String NO_ROW = "the archive lacks it";

    /** Users with the address that their own rows have in the archive. */
    private record Users(String from, String email) {
        private static final Users AS_THEY_ARE = new Users("zerver_userprofile t", "t.email");

        private static Users of(TableRead users) {
            return new Users(
                    users.from(), users.fields().get(users.indexOf("email")).sql());
        }

        /** Without addresses, where the release's records have none. */
        private Users in(ArchiveForm form) {
            return form.addresses() ? this : new Users(from, "'" + FileRecord.NO_ADDRESS + "'");
        }
    }

    private final Realm realm;
    private final String folder;
    private final StoredAvatars stored;
    private final Optional<Secret> avatarSalt;
    private final Findings findings;
    private final List<FileTask> tasks = new ArrayList<>();
    private Consumer<FileTask> sink = tasks::add;
    private String loss = ROW_LEAVES;

    /** Findings name the folder of the archive that the files are for. */
    public FileInventory(
            Realm realm, String folder, StoredAvatars stored, Optional<Secret> avatarSalt, Findings findings) {
        this.realm = realm;
        this.folder = folder;
        this.stored = stored;
        this.avatarSalt = avatarSalt;
        this.findings = findings;
    }

    /** Lets somebody else have the files: there may be more of them than memory holds. */
    public FileInventory into(Consumer<FileTask> other) {
        sink = other;
        return this;
    }

    public List<FileTask> read(SnapshotReader reader, RealmIds ids, ExportPlan plan, FileStore store) {
        Users users = Users.of(plan.read(ZulipTables.USERS)).in(plan.form());
        boolean all = plan.form().allUploads();
        uploads(reader, ids, plan.read(ZulipTables.ATTACHMENTS), users, all);
        avatars(
                reader,
                ids.parameters(),
                users,
                plan.form(),
                "t.realm_id = :realm AND NOT :omit OR t.id IN :users OR t.id IN :crossRealmBots AND NOT :omit");
        if (plan.form().emoji()) {
            emoji(
                    reader,
                    ids.parameters(),
                    users,
                    plan.form(),
                    "t.realm_id = :realm AND (NOT :omit OR t.author_id IS NULL OR t.author_id IN :users)");
        }
        if (plan.form().icons()) {
            icons(store, new Uploaders(store, reader, ids.parameters(), users.from(), users.email()));
        }
        return tasks;
    }

    /** All files that the rows of a realm name, whether an export takes them or not. */
    List<FileTask> readOfRealm(SnapshotReader reader, Parameters parameters, FileStore store, ArchiveForm form) {
        loss = NO_EXPORT;
        String query = uploadsWithOwners(form) + "t.realm_id = :realm";
        reader.read(ZulipTables.ATTACHMENTS, parameters.bind(query), row -> upload(row, row.number(5), 0, NO_EXPORT));
        avatars(reader, parameters, Users.AS_THEY_ARE.in(form), form, "t.realm_id = :realm");
        emoji(reader, parameters, Users.AS_THEY_ARE.in(form), form, "t.realm_id = :realm");
        icons(store, new Uploaders(store, reader, parameters, "zerver_userprofile t", "t.email"));
        return tasks;
    }

    private static String uploadsWithOwners(ArchiveForm form) {
        return "SELECT t.id, t.path_id, t.owner_id, "
                + Users.AS_THEY_ARE.in(form).email().replace("t.", "u.")
                + ", t.size, u.realm_id FROM zerver_attachment t"
                + " JOIN zerver_userprofile u ON u.id = t.owner_id WHERE ";
    }

    /** The files of a single user; none of releases whose exports have none. */
    public List<FileTask> readOfUser(SnapshotReader reader, Parameters parameters, ArchiveForm form) {
        if (!form.filesOfUsers()) {
            return tasks;
        }
        loss = NO_ROW;
        Users users = Users.AS_THEY_ARE.in(form);
        String query = uploadsWithOwners(form) + "t.owner_id = :user";
        reader.read(ZulipTables.ATTACHMENTS, parameters.bind(query), row -> upload(row, row.number(5), 0, NO_ROW));
        avatars(reader, parameters, users, form, "t.id = :user");
        emoji(reader, parameters, users, form, "t.author_id = :user");
        return tasks;
    }

    private void uploads(SnapshotReader reader, RealmIds ids, TableRead attachments, Users users, boolean all) {
        String messages =
                attachments.fields().get(attachments.indexOf("messages")).sql();
        OptionalInt index = attachments.find("scheduled_messages");
        String scheduled =
                index.isPresent() ? attachments.fields().get(index.getAsInt()).sql() : "'{}'::bigint[]";
        String wanted = all ? ":full OR NOT :strict" : "FALSE";
        String query =
                "SELECT t.id, t.path_id, t.owner_id, u.email, t.size, " + messages + ", " + scheduled + ", " + wanted
                        + ", u.realm_id FROM " + attachments.from() + " JOIN (SELECT t.id, t.realm_id, " + users.email()
                        + " AS email FROM " + users.from()
                        + ") u ON u.id = t.owner_id WHERE " + attachments.where();
        reader.read(attachments.table(), ids.parameters().bind(query), row -> {
            if (row.bool(7) || ids.leavesWith(row, 5, OptionalInt.of(6))) {
                upload(row, row.number(8), row.number(0), "the row was left out of attachment.json");
            }
        });
    }

    private void upload(BinaryRow row, long ownerRealmId, long attachmentId, String loss) {
        String path = row.text(1);
        FileRecord.Upload record = new FileRecord.Upload(path, realm.id(), row.number(2), text(row, 3), ownerRealmId);
        String subject = "zerver_attachment " + row.number(0);
        OptionalLong size = row.isNull(4) ? OptionalLong.empty() : OptionalLong.of(row.number(4));
        sink.accept(FileTask.upload(record, subject, attachmentId, size, loss));
    }

    private void avatars(SnapshotReader reader, Parameters parameters, Users users, ArchiveForm form, String whose) {
        avatarSalt.ifPresent(
                salt -> avatars(reader, parameters, users, new AvatarNames(form.avatars(), salt), form, whose));
    }

    private void avatars(
            SnapshotReader reader,
            Parameters parameters,
            Users users,
            AvatarNames pictures,
            ArchiveForm form,
            String whose) {
        // From S3 Zulip takes what lies under the user's name, whatever the source, but of no system bot.
        String which = stored.areAskedFor()
                ? "t.realm_id = :realm"
                : form.uploadedOnly() ? "t.avatar_source = 'U'" : "t.avatar_source <> 'G'";
        String query =
                "SELECT t.id, " + users.email() + ", t.avatar_version, t.avatar_source, t.realm_id, t.email FROM "
                        + users.from() + " WHERE " + which + " AND (" + whose + ")";
        reader.read(ZulipTables.USERS, parameters.bind(query), row -> {
            boolean uploaded = row.number(4) == realm.id() && row.text(3).equals(UPLOADED);
            String hash = pictures.hash(row.number(0), row.text(5), row.number(2));
            OptionalLong version = form.resized() ? OptionalLong.of(row.number(2)) : OptionalLong.empty();
            if (stored.areAskedFor()) {
                avatar(row, hash, version, true);
                avatar(row, hash + ORIGINAL, version, !uploaded);
                return;
            }
            List<String> names = stored.names(hash);
            names.forEach(name -> avatar(row, name, version, false));
            if (names.isEmpty() && uploaded) {
                avatar(row, hash + ".png", version, false);
            }
        });
    }

    private void avatar(BinaryRow row, String name, OptionalLong version, boolean optional) {
        String path = stored.path(name);
        long user = row.number(0);
        FileRecord record = new FileRecord.Avatar(path, realm.id(), user, text(row, 1), version);
        String subject = "zerver_userprofile " + user;
        sink.accept(FileTask.picture(FileSet.AVATARS, "avatars/" + path, record, subject, optional, NO_PICTURE));
    }

    private void emoji(SnapshotReader reader, Parameters parameters, Users users, ArchiveForm form, String whose) {
        String query = "SELECT t.id, t.author_id, t.name, t.file_name, t.deactivated, u.email FROM zerver_realmemoji t"
                + " LEFT JOIN (SELECT t.id, " + users.email() + " AS email FROM " + users.from()
                + ") u ON u.id = t.author_id WHERE " + whose + " ORDER BY t.id";
        reader.read(ZulipTables.EMOJI, parameters.bind(query), row -> {
            if (row.isNull(3)) {
                findings.add(new Finding(
                        "missing-file",
                        folder,
                        "zerver_realmemoji " + row.number(0),
                        "the row names no file; it is exported without one"));
                return;
            }
            String fileName = row.text(3);
            Long author = row.isNull(1) ? null : Long.valueOf(row.number(1));
            for (String suffix : form.emojiOriginals() ? List.of("", ORIGINAL) : List.of("")) {
                String path = realm.id() + "/emoji/images/" + fileName + suffix;
                FileRecord record = new FileRecord.Emoji(
                        path, realm.id(), author, text(row, 5), fileName, text(row, 2), row.bool(4));
                add(FileSet.EMOJI, "avatars/" + path, record, ZulipTables.EMOJI, row.number(0), loss);
            }
        });
    }

    private void icons(FileStore store, Uploaders uploaders) {
        for (String key : store.list("avatars/" + realm.id() + "/realm")) {
            if (store.isShared()) {
                String path = key.substring("avatars/".length());
                add(
                        FileSet.REALM_ICONS,
                        key,
                        uploaders.icon(realm, key, path),
                        ZulipTables.REALMS,
                        realm.id(),
                        ROW_LEAVES);
                continue;
            }
            String name = key.substring(key.lastIndexOf('/') + 1);
            if (!name.startsWith(".")) {
                FileRecord record = new FileRecord.RealmIcon(realm.id() + "/" + name, realm.id(), null, null);
                add(FileSet.REALM_ICONS, key, record, ZulipTables.REALMS, realm.id(), ROW_LEAVES);
            }
        }
    }

    private void add(FileSet set, String key, FileRecord record, String table, long id, String loss) {
        sink.accept(FileTask.picture(set, key, record, table + " " + id, false, loss));
    }

    private static @Nullable String text(BinaryRow row, int field) {
        return row.isNull(field) ? null : row.text(field);
    }
}
