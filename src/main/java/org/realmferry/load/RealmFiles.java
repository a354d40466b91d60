/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.Secret;
import org.realmferry.archive.AvatarNames;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.input.Fields;
import org.realmferry.input.Snapshots;
import org.realmferry.load.files.AvatarPaths;
import org.realmferry.load.files.NewPaths;
import org.realmferry.load.files.Owners;
import org.realmferry.load.files.UploadPaths;
import org.realmferry.plan.ArchiveForm;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.text.AttachmentPaths;
import org.realmferry.schema.Schema;
import org.realmferry.schema.ZulipTables;
import org.realmferry.store.FileTarget;

/** Where the files of one archive go, and whose they are there. */
final class RealmFiles {
    private static final int KEY_BYTES = 32;

    private final LoadedArchive archive;
    private final NewIds ids;
    private final UploadPaths uploads;
    private final NewPaths paths;
    private final Fingerprints known = new Fingerprints();
    private final Map<Long, List<AttachmentPaths.PathPair>> ofMessages = new HashMap<>();
    private final Map<Long, List<AttachmentPaths.PathPair>> ofScheduled = new HashMap<>();

    private RealmFiles(LoadedArchive archive, NewIds ids, UploadPaths uploads, AvatarNames names) {
        this.archive = archive;
        this.ids = ids;
        this.uploads = uploads;
        long realm = ids.of(ZulipTables.REALMS)
                .row(archive.ids().of(ZulipTables.REALMS).first());
        paths = new NewPaths(realm, uploads, new AvatarPaths(realm, names));
    }

    /**
     * Reads the attachments.
     *
     * @param key the file with the key of the run's paths, made where it isn't there
     */
    static RealmFiles read(LoadedArchive archive, NewIds ids, Path key, FileTarget target, AvatarNames names) {
        long realm = ids.of(ZulipTables.REALMS)
                .row(archive.ids().of(ZulipTables.REALMS).first());
        RealmFiles files =
                new RealmFiles(archive, ids, new UploadPaths(realm, target.spreadsUploads(), key(key)), names);
        Snapshots.each(archive.input().rows(), ZulipTables.ATTACHMENTS, lines -> {
            Fields.Range path = Fields.find(lines.data(), lines.start(), lines.end(), Fields.name("path_id"));
            if (path != null) {
                String old = Fields.text(lines.data(), path.start(), path.end());
                files.known.add(old);
                AttachmentPaths.PathPair pair = new AttachmentPaths.PathPair(old, files.uploads.of(old));
                for (long id : Fields.numbers(lines.data(), lines.start(), lines.end(), Fields.name("messages"))) {
                    files.ofMessages
                            .computeIfAbsent(id, none -> new ArrayList<>())
                            .add(pair);
                }
                for (long id :
                        Fields.numbers(lines.data(), lines.start(), lines.end(), Fields.name("scheduled_messages"))) {
                    files.ofScheduled
                            .computeIfAbsent(id, none -> new ArrayList<>())
                            .add(pair);
                }
            }
        });
        return files;
    }

    /** How a server of that schema names pictures. */
    static AvatarNames names(Schema schema, Optional<Secret> salt) {
        return new AvatarNames(ArchiveForm.avatarsOf(schema), salt.orElse(new Secret("")));
    }

    private static byte[] key(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] key = new byte[KEY_BYTES];
                new SecureRandom().nextBytes(key);
                try (AtomicFile written = AtomicFile.create(file)) {
                    written.write(key, 0, key.length);
                    written.commit();
                }
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw PrivateFiles.unreadable(file, e);
        }
    }

    NewPaths paths() {
        return paths;
    }

    /** The new path of an upload of the archive; empty where no attachment has the old one. */
    Optional<String> upload(String path) {
        return known.contains(path) ? Optional.of(uploads.of(path)) : Optional.empty();
    }

    /** What Zulip's importer knows of the attachments of messages. */
    AttachmentPaths attachments() {
        return new AttachmentPaths() {
            @Override
            public List<PathPair> of(long oldMessage) {
                return ofMessages.getOrDefault(oldMessage, List.of());
            }

            @Override
            public List<PathPair> ofScheduled(long oldScheduledMessage) {
                return ofScheduled.getOrDefault(oldScheduledMessage, List.of());
            }
        };
    }

    /** Whose files they are on the target. */
    Owners owners() {
        return new Owners() {
            @Override
            public Owner of(long user) {
                RealmFacts.Person person = archive.facts().person(user);
                return new Owner(
                        ids.of(ZulipTables.USERS).reference(user),
                        person.email(),
                        person.avatarVersion(),
                        person.isHere());
            }

            @Override
            public Owner first() {
                return archive.facts().firstOwner().map(this::of).orElse(new Owner(0, "", 1, false));
            }
        };
    }
}
