/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.JsonFile;
import org.realmferry.archive.disk.Written;

/**
 * Every path of an archive. The names are Zulip's, but for the manifest.
 *
 * @param root the archive's folder
 */
public record ArchiveLayout(Path root) {
    /** How many messages a file holds at most. */
    public static final int MESSAGES_PER_FILE = 1000;

    private static final int MAX_NAME_BYTES = 255;
    private static final int MAX_PATH_BYTES = 2048;

    public ArchiveLayout {
        root = root.normalize();
    }

    public Path realm() {
        return root.resolve("realm.json");
    }

    /** The tables of a single user's archive. */
    public Path user() {
        return root.resolve("user.json");
    }

    public Path analytics() {
        return root.resolve("analytics.json");
    }

    public Path attachment() {
        return root.resolve("attachment.json");
    }

    /** A file of messages; numbers begin at 1. */
    public Path messages(int number) {
        return root.resolve(String.format(Locale.ROOT, "messages-%06d.json", number));
    }

    /** Whether a file has the name of one of messages, whatever its number. */
    public static boolean isOfMessages(Path file) {
        return String.valueOf(file.getFileName()).matches("messages-[0-9]+\\.json");
    }

    public Path migrationStatus() {
        return root.resolve("migration_status.json");
    }

    public Path consentedUsers() {
        return root.resolve("consented_user_ids.json");
    }

    public Path stats() {
        return root.resolve("stats.json");
    }

    /** The counts of archives before Zulip 10. */
    public Path statsForPeople() {
        return root.resolve("stats.txt");
    }

    public Path manifest() {
        return root.resolve(Manifest.NAME);
    }

    /** All of the archive in one file, beside the folder. */
    public Path pack(PackFormat format) {
        return root.resolveSibling(root.getFileName() + "." + format.extension());
    }

    /** The file with the SHA-256 of a pack, in the form that {@code sha256sum -c} reads. */
    public Path packChecksum(PackFormat format) {
        Path pack = pack(format);
        return pack.resolveSibling(pack.getFileName() + PackFormat.CHECKSUM);
    }

    /** Every file that a pack of the archive may be, or that tells of one. */
    public List<Path> packFiles() {
        return Stream.of(PackFormat.values())
                .flatMap(format -> Stream.of(pack(format), packChecksum(format)))
                .toList();
    }

    public Path records(FileSet set) {
        return root.resolve(set.records());
    }

    /** Begins the list of the records of a set. Fails with {@code TARGET}. */
    public Written writeRecords(FileSet set, JsonFile.Content content) {
        return JsonFile.write(AtomicFile.create(records(set), root), content);
    }

    /** Begins one of the files of a set: its temporary name is where no file of a set can be. */
    public AtomicFile create(FileSet set, String path) {
        return AtomicFile.create(file(set, path), root);
    }

    /** The place of a file that {@link #objection} has nothing against. */
    public Path file(FileSet set, String path) {
        Path folder = root.resolve(set.folder());
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new IllegalArgumentException("outside of the archive: " + path);
        }
        return file;
    }

    /** A path relative to the archive, with slashes, as the manifest has it. */
    public String name(Path file) {
        return root.relativize(file).toString();
    }

    /** Why a path that came from a database or a store can't be a path in an archive; empty where it can. */
    public static Optional<String> objection(String path) {
        List<String> names = Arrays.asList(path.split("/", -1));
        if (path.indexOf('\0') >= 0) {
            return Optional.of("it contains a NUL");
        }
        if (names.contains("..") || names.contains(".") || names.contains("")) {
            return Optional.of("it is not a plain relative path");
        }
        if (names.get(0).equals(FileSet.RECORDS)) {
            return Optional.of("the name is the archive's own");
        }
        if (bytes(path) > MAX_PATH_BYTES || names.stream().anyMatch(name -> bytes(name) > MAX_NAME_BYTES)) {
            return Optional.of("it is too long for a file system");
        }
        return Optional.empty();
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
