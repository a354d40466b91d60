/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.extract.files.FileCopies;
import org.realmferry.extract.files.FileInventory;
import org.realmferry.extract.files.FileTask;
import org.realmferry.extract.files.ServerFiles;
import org.realmferry.extract.files.StoredAvatars;
import org.realmferry.extract.messages.UserMessages;
import org.realmferry.plan.Parameters;
import org.realmferry.plan.TableRead;
import org.realmferry.plan.UserPlan;
import org.realmferry.run.Findings;
import org.realmferry.selection.Realm;
import org.realmferry.selection.SingleUser;
import org.realmferry.source.SnapshotReader;
import org.realmferry.store.FileStore;
import org.realmferry.store.FileStore.Found;

/**
 * What the export of a single user would be. Rows and files are counted; bytes are estimated from the server's own JSON.
 *
 * @param otherRows rows of all tables but messages
 * @param files uploads, pictures and emoji that are there
 * @param fileBytes of those
 * @param bytes of the whole archive
 */
public record UserEstimate(SingleUser user, long messages, long otherRows, long files, long fileBytes, long bytes) {
    /** Reads the estimates of users; findings of missing files are those that the export would have. */
    public static List<UserEstimate> read(
            SnapshotReader reader, List<SingleUser> users, UserPlan plan, ServerFiles server, Findings findings) {
        FileStore store = server.store();
        Map<Realm, StoredAvatars> avatars = new HashMap<>();
        return users.stream()
                .map(user -> {
                    StoredAvatars stored = avatars.computeIfAbsent(
                            user.realm(),
                            realm -> new StoredAvatars(store, realm, plan.form().avatars()));
                    FileInventory files =
                            new FileInventory(user.realm(), user.folder(), stored, server.avatarSalt(), findings);
                    FileCopies copies =
                            FileCopies.looking(user.folder(), store, new ArchiveLayout(Path.of("")), findings);
                    return read(
                            reader,
                            user,
                            plan,
                            tasks -> List.copyOf(server.find(tasks, copies).values()),
                            files);
                })
                .toList();
    }

    private static UserEstimate read(
            SnapshotReader reader,
            SingleUser user,
            UserPlan plan,
            Function<List<FileTask>, List<Found>> find,
            FileInventory inventory) {
        Parameters ids = UserExport.ids(reader, user);
        List<Found> files = find.apply(inventory.readOfUser(reader, ids, plan.form()));
        Size tables = new Size();
        plan.tables().forEach(read -> tables.add(reader, read, ids));
        Size messages = new Size();
        UserMessages.thousands(ids.ids("pertaining"), batch -> {
            ids.put("pertaining", batch);
            messages.add(reader, plan.messages(), ids);
        });
        long fileBytes = files.stream().mapToLong(Found::size).sum();
        return new UserEstimate(
                user, messages.rows, tables.rows, files.size(), fileBytes, tables.bytes + messages.bytes + fileBytes);
    }

    private static final class Size {
        private long rows;
        private long bytes;

        void add(SnapshotReader reader, TableRead read, Parameters ids) {
            reader.read(read.table(), read.size(ids), row -> {
                rows += row.number(0);
                bytes += row.number(1);
            });
        }
    }
}
