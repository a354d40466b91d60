/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.realmferry.Secret;
import org.realmferry.run.work.Workers;
import org.realmferry.selection.Realm;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotReader;
import org.realmferry.store.FileStore;
import org.realmferry.store.FileStore.Found;

/**
 * The files of a server, and what it takes to find them.
 *
 * @param avatarSalt the server's secret that names pictures; empty where no realm has any
 * @param jobs how many files are asked for at once
 */
public record ServerFiles(FileStore store, Optional<Secret> avatarSalt, int jobs) {
    private record Nothing() implements Workers.Resource {
        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** Fails with {@code SOURCE} where rows of realms name files, and the store is no place of Zulip's files. */
    public void require(SnapshotReader reader, List<Realm> realms) {
        if (!ServerRealms.withFiles(reader, realms).isEmpty()) {
            store.requireFiles();
        }
    }

    /** Those of some files that are there, looked for several at once; the others are findings. */
    public Map<FileTask, Found> find(List<FileTask> tasks, FileCopies copies) {
        Map<FileTask, Found> there = new ConcurrentHashMap<>();
        Workers<Nothing> workers = new Workers<>();
        for (FileTask task : tasks) {
            workers.addAside("", () -> copies.find(task).ifPresent(found -> there.put(task, found)));
        }
        workers.work(0, Math.min(jobs, tasks.size()), Nothing::new);
        copies.tellOfPictures();
        return there;
    }
}
