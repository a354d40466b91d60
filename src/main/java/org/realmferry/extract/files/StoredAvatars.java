/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.AvatarNames.Naming;
import org.realmferry.selection.Realm;
import org.realmferry.store.FileStore;

/** The pictures in a realm's folder, listed once, when the first is asked for. */
public final class StoredAvatars {
    private final FileStore store;
    private final String folder;
    private @Nullable Map<String, List<String>> byHash;

    public StoredAvatars(FileStore store, Realm realm, Naming naming) {
        this.store = store;
        folder = naming == Naming.BY_ADDRESS ? "" : realm.id() + "/";
    }

    /** The path of a picture in its set. */
    String path(String name) {
        return folder + name;
    }

    /** Whether the store is asked for each name by itself: then nothing is listed. */
    boolean areAskedFor() {
        return store.isShared();
    }

    /** The names that have a hash before their first dot. */
    synchronized List<String> names(String hash) {
        Map<String, List<String>> stored = byHash;
        if (stored == null) {
            stored = list();
            byHash = stored;
        }
        return stored.getOrDefault(hash, List.of());
    }

    private Map<String, List<String>> list() {
        Map<String, List<String>> names = new HashMap<>();
        for (String key : store.list(("avatars/" + folder).replaceFirst("/$", ""))) {
            String name = key.substring(key.lastIndexOf('/') + 1);
            int dot = name.indexOf('.');
            if (dot > 0) {
                names.computeIfAbsent(name.substring(0, dot), h -> new ArrayList<>())
                        .add(name);
            }
        }
        return names;
    }
}
