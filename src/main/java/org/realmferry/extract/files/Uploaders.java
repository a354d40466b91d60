/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.StoredFile.S3Object;
import org.realmferry.plan.Parameters;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;
import org.realmferry.source.SnapshotReader;
import org.realmferry.store.FileStore;
import org.realmferry.store.FileStore.Found;

/**
 * Who uploaded an icon, which only the object itself knows.
 *
 * @param users the table, with what hides users of a mode
 * @param email as it stands in the archive
 */
record Uploaders(FileStore store, SnapshotReader reader, Parameters parameters, String users, String email) {
    /** The record of an icon; without an uploader where the object names none of the realm who leaves. */
    FileRecord icon(Realm realm, String key, String path) {
        Long user = userOf(key);
        if (user != null) {
            AtomicReference<FileRecord> found = new AtomicReference<>();
            String query = "SELECT " + email + " FROM " + users + " WHERE t.id = " + user
                    + " AND t.realm_id = :realm AND (NOT :omit OR t.id IN :users)";
            reader.read(
                    ZulipTables.USERS,
                    parameters.bind(query),
                    row -> found.set(
                            new FileRecord.RealmIcon(path, realm.id(), user, row.isNull(0) ? null : row.text(0))));
            if (found.get() != null) {
                return found.get();
            }
        }
        return new FileRecord.RealmIcon(path, realm.id(), null, null);
    }

    private @Nullable Long userOf(String key) {
        if (store.look(key) instanceof Found found && found.file() instanceof S3Object object) {
            String user = object.metadata().getOrDefault(FileRecord.USER_ID, "");
            return user.matches("[0-9]{1,18}") ? Long.valueOf(user) : null;
        }
        return null;
    }
}
