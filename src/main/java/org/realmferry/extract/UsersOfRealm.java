/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.realmferry.extract.files.FileInventory;
import org.realmferry.extract.files.FileTask;
import org.realmferry.extract.files.StoredAvatars;
import org.realmferry.extract.messages.UserMessages;
import org.realmferry.plan.Parameters;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Workers;
import org.realmferry.selection.Realm;
import org.realmferry.selection.SingleUser;
import org.realmferry.source.KnownNames;
import org.realmferry.source.SnapshotReader;

/**
 * The exports of single users of one realm: what is the same for all of them is read once. Only some are under way at a
 * time, so that memory doesn't grow with the number of users.
 */
final class UsersOfRealm {
    private static final int AT_ONCE = 64;
    private static final int WORK_PER_USER = 1000;

    private final Export export;
    private final Realm realm;
    private final List<SingleUser> users;
    private final Progress.Lane progress;
    private final StoredAvatars avatars;
    private final List<KnownNames> names;
    private final Queue<SingleUser> waiting;
    private final Map<SingleUser, UserSummary> summaries = new ConcurrentHashMap<>();

    UsersOfRealm(Export export, Realm realm, List<SingleUser> users, Progress.Lane progress) {
        this.export = export;
        this.realm = realm;
        this.users = users;
        this.progress = progress;
        avatars = new StoredAvatars(
                export.files().store(), realm, export.userPlan().form().avatars());
        names = KnownNames.of(export.userPlan());
        waiting = new ConcurrentLinkedQueue<>(users);
    }

    void start(Workers<SnapshotReader> workers) {
        progress.plan((long) WORK_PER_USER * users.size());
        for (int i = 0; i < AT_ONCE; i++) {
            startNext(workers);
        }
    }

    private void startNext(Workers<SnapshotReader> workers) {
        Optional.ofNullable(waiting.poll())
                .ifPresent(
                        user -> new UserExport(export, this, user).start(workers, summary -> done(workers, summary)));
    }

    private void done(Workers<SnapshotReader> workers, UserSummary summary) {
        progress.did(WORK_PER_USER, summary.otherRows());
        summaries.put(summary.user(), summary);
        if (summaries.size() == users.size()) {
            progress.finish();
        }
        startNext(workers);
    }

    /** Those of finished archives, in the order of the users. */
    Stream<UserSummary> summaries() {
        return users.stream().flatMap(user -> Stream.ofNullable(summaries.get(user)));
    }

    String lane() {
        return SingleUser.folderOf(realm);
    }

    Progress.Lane progress() {
        return progress;
    }

    UserMessages messages(SnapshotReader reader, SingleUser user, Parameters ids) {
        return UserMessages.read(reader, export.userPlan(), user, ids.ids("pertaining"), names);
    }

    void files(SnapshotReader reader, SingleUser user, Parameters ids, Consumer<FileTask> each) {
        new FileInventory(realm, user.folder(), avatars, export.files().avatarSalt(), export.findings())
                .into(each)
                .readOfUser(reader, ids, export.userPlan().form());
    }
}
