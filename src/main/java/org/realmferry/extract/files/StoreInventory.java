/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.StoredFile.S3Object;
import org.realmferry.plan.ArchiveForm;
import org.realmferry.plan.Parameters;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;
import org.realmferry.selection.Scope;
import org.realmferry.source.SnapshotReader;
import org.realmferry.store.FileStore;
import org.realmferry.store.FileStore.Found;

/**
 * What a server has of a realm's files, beside what its rows name.
 *
 * @param kinds in order of the kinds
 */
public record StoreInventory(Realm realm, Map<Kind, Count> kinds) {
    /** What {@link #read} reads. */
    public static final List<String> TABLES = List.of(
            "zerver_archivedattachment",
            ZulipTables.ATTACHMENTS,
            ZulipTables.REALMS,
            ZulipTables.EMOJI,
            ZulipTables.USERS);

    /** Why a file is there. */
    public enum Kind {
        UPLOADS("uploads"),
        AVATARS("avatars"),
        EMOJI("emoji"),
        REALM_ICONS("realm icons"),
        /** Of messages that were deleted: Zulip keeps both for a while, no export takes them. */
        ARCHIVED("deleted uploads"),
        /** What Zulip makes again from the others: thumbnails, other sizes. */
        DERIVED("thumbnails, other sizes"),
        SIDE_CARS("side-car files of uploads"),
        WITHOUT_ROW("without a row");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        /** Whether rows name the files one by one. */
        public boolean isNamed() {
            return this != DERIVED && this != SIDE_CARS && this != WITHOUT_ROW;
        }
    }

    /**
     * Files of a kind.
     *
     * @param named by rows
     * @param there those of them that the store has, or files that are there without being named
     * @param bytes of what is there
     */
    public record Count(long named, long there, long bytes) {
        static final Count NONE = new Count(0, 0, 0);

        Count and(long moreNamed, long moreThere, long moreBytes) {
            return new Count(named + moreNamed, there + moreThere, bytes + moreBytes);
        }
    }

    /** Reads the inventory of a realm; what is wrong with it are findings. */
    public static StoreInventory read(
            SnapshotReader reader, Realm realm, ServerFiles server, ArchiveForm form, Findings findings) {
        return new Reading(reader, realm, server, findings).read(form);
    }

    /** One reading: first the rows and what they name, then all that lies below the realm's folders. */
    private static final class Reading {
        private final SnapshotReader reader;
        private final Realm realm;
        private final ServerFiles server;
        private final FileStore store;
        private final Findings findings;
        private final Map<Kind, Count> kinds = new EnumMap<>(Kind.class);
        private final Set<String> named = new HashSet<>();
        private final Set<String> archived = new HashSet<>();

        Reading(SnapshotReader reader, Realm realm, ServerFiles server, Findings findings) {
            this.reader = reader;
            this.realm = realm;
            this.server = server;
            store = server.store();
            this.findings = findings;
            for (Kind kind : Kind.values()) {
                kinds.put(kind, Count.NONE);
            }
        }

        StoreInventory read(ArchiveForm form) {
            Parameters parameters = new Parameters(Scope.full(realm));
            parameters.put("users", new IdBitmap());
            StoredAvatars avatars = new StoredAvatars(store, realm, form.avatars());
            rows(new FileInventory(realm, realm.folder(), avatars, server.avatarSalt(), findings)
                    .readOfRealm(reader, parameters, store, form));
            archived(parameters);
            for (String folder : List.of("files/", "files/thumbnail/", "avatars/")) {
                store.walk(folder + realm.id(), this::file);
            }
            return new StoreInventory(realm, kinds);
        }

        private void rows(List<FileTask> tasks) {
            FileCopies copies = FileCopies.looking(realm.folder(), store, new ArchiveLayout(Path.of("")), findings);
            Map<FileTask, Found> found = server.find(tasks, copies);
            Set<String> counted = new HashSet<>();
            for (FileTask task : tasks) {
                Found file = found.get(task);
                if (counted.add(task.key()) && (file != null || !task.optional())) {
                    count(kind(task), 1, file == null ? 0 : 1, file == null ? 0 : file.size());
                }
                named.add(task.key());
                if (file != null && file.file() instanceof S3Object object) {
                    copies.tellOddities(task, object);
                }
            }
        }

        private static Kind kind(FileTask task) {
            return switch (task.set()) {
                case UPLOADS -> Kind.UPLOADS;
                case AVATARS -> Kind.AVATARS;
                case EMOJI -> Kind.EMOJI;
                case REALM_ICONS -> Kind.REALM_ICONS;
            };
        }

        private void archived(Parameters parameters) {
            String query = "SELECT path_id FROM zerver_archivedattachment WHERE realm_id = :realm";
            reader.read("zerver_archivedattachment", parameters.bind(query), row -> {
                if (!named.contains("files/" + row.text(0))) {
                    archived.add("files/" + row.text(0));
                }
            });
            count(Kind.ARCHIVED, archived.size(), 0, 0);
        }

        private void file(Found file) {
            String key = file.key();
            if (named.contains(key)) {
                return;
            }
            Kind kind = unnamed(key);
            count(kind, 0, 1, file.size());
            if (kind == Kind.SIDE_CARS || kind == Kind.WITHOUT_ROW) {
                String why = kind == Kind.SIDE_CARS ? "is a side-car file of an upload" : "is named by no row";
                findings.add(new Finding(
                        kind == Kind.SIDE_CARS ? "side-car" : "without-row",
                        realm.folder(),
                        store.name(key),
                        "the file " + why + "; it is not exported"));
            }
        }

        private Kind unnamed(String key) {
            if (archived.contains(key)) {
                return Kind.ARCHIVED;
            }
            if (key.endsWith(".info") && isKnown(key.substring(0, key.length() - ".info".length()))) {
                return Kind.SIDE_CARS;
            }
            return isDerived(key) ? Kind.DERIVED : Kind.WITHOUT_ROW;
        }

        private boolean isKnown(String key) {
            return named.contains(key) || archived.contains(key);
        }

        /** Whether Zulip made it from a file that a row names. */
        private boolean isDerived(String key) {
            if (key.startsWith("files/thumbnail/")) {
                String original = key.substring("files/thumbnail/".length(), key.lastIndexOf('/'));
                return isKnown("files/" + original);
            }
            if (key.startsWith("avatars/" + realm.id() + "/emoji/images/still/")) {
                String name = key.substring(key.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
                return named.stream().anyMatch(other -> other.contains("/emoji/images/" + name + "."));
            }
            String base = key.replaceFirst("(-medium)?\\.[^./]*$", "");
            return named.contains(base) || named.contains(base + ".original");
        }

        private void count(Kind kind, long moreNamed, long moreThere, long moreBytes) {
            kinds.computeIfPresent(kind, (k, count) -> count.and(moreNamed, moreThere, moreBytes));
        }
    }
}
