/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.CheckedFile;
import org.realmferry.input.Fields;
import org.realmferry.load.files.AvatarPaths.Kind;
import org.realmferry.load.files.ImportedFile.Making;
import org.realmferry.load.files.Owners.Owner;

/** Reads what an archive's {@code records.json} say, one record after the other, and tells which files the target gets. */
final class FileRecords {
    private static final String PATH = "path";

    /** Takes a path that can be no file's, and why. */
    interface Refusal {
        void of(String place, String why);
    }

    private final ArchiveLocation archive;
    private final NewPaths paths;
    private final Owners owners;
    private final Refusal refusal;

    FileRecords(ArchiveLocation archive, NewPaths paths, Owners owners, Refusal refusal) {
        this.archive = archive;
        this.paths = paths;
        this.owners = owners;
        this.refusal = refusal;
    }

    /** Gives each file; a path may come several times. Fails with {@code DAMAGED_ARCHIVE}. */
    void read(Consumer<ImportedFile> each) {
        for (FileSet set : FileSet.values()) {
            if (archive.has(set.records())) {
                CheckedFile.read(archive.layout().records(set), archive.expected(set.records()), json -> {
                    json.beginList("a list of records");
                    while (json.nextRow("a list of records")) {
                        of(set, Fields.members(json.parser()), each);
                    }
                });
            }
        }
    }

    private void of(FileSet set, Map<String, @Nullable Object> record, Consumer<ImportedFile> each) {
        String source = String.valueOf(record.get(PATH));
        Optional<String> objection = ArchiveLayout.objection(source);
        if (objection.isPresent()) {
            refusal.of(set.records(), "it names a path that can't be one of the archive: " + objection.get());
            return;
        }
        Owner owner = owner(set, record);
        if (set == FileSet.AVATARS && !owner.hasPicture()) {
            return;
        }
        long version = number(record.get(FileRecord.AVATAR_VERSION)).orElse(owner.avatarVersion());
        var metadata = FileMetadata.of(owner, version, record.get("content_type"), record.get("last_modified"));
        ImportedFile file = new ImportedFile(set, source, path(set, source, owner, version), Making.COPY, metadata);
        each.accept(file);
        derived(file, owner, each);
    }

    private Owner owner(FileSet set, Map<String, @Nullable Object> record) {
        Optional<Long> user = number(record.get(FileRecord.USER_ID));
        Optional<Long> author = set == FileSet.EMOJI ? number(record.get("author")) : Optional.empty();
        return user.or(() -> author).map(owners::of).orElseGet(owners::first);
    }

    private String path(FileSet set, String source, Owner owner, long version) {
        return switch (set) {
            case UPLOADS -> paths.uploads().of(source);
            case AVATARS -> paths.avatars().of(owner.id(), owner.email(), version, Kind.of(source));
            case EMOJI -> RealmPaths.emoji(paths.realm(), source);
            case REALM_ICONS -> RealmPaths.icon(paths.realm(), source);
        };
    }

    /** What Zulip doesn't make when it is asked for; an archive that has it itself goes first. */
    private void derived(ImportedFile file, Owner owner, Consumer<ImportedFile> each) {
        long version = file.metadata().version();
        if (file.set() == FileSet.AVATARS && Kind.of(file.source()) == Kind.ORIGINAL) {
            AvatarPaths avatars = paths.avatars();
            each.accept(file.made(Making.SMALL_AVATAR, avatars.of(owner.id(), owner.email(), version, Kind.SMALL)));
            each.accept(file.made(Making.MEDIUM_AVATAR, avatars.of(owner.id(), owner.email(), version, Kind.MEDIUM)));
        }
        if (file.set() == FileSet.EMOJI && RealmPaths.mayMove(file.source())) {
            each.accept(file.made(Making.STILL_EMOJI, RealmPaths.still(paths.realm(), file.source())));
        }
    }

    /** Exports from S3 have numbers as texts, some of them. */
    private static Optional<Long> number(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return Optional.of(number.longValue());
        }
        return value instanceof String text && text.matches("[0-9]{1,17}")
                ? Optional.of(Long.valueOf(text))
                : Optional.empty();
    }
}
