/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Damage;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.Folders;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunRecord;

/**
 * Where an input is.
 *
 * @param name as it was given
 * @param manifest empty for Zulip's own
 */
public record ArchiveLocation(String name, int position, ArchiveLayout layout, Optional<InputManifest> manifest) {
    /**
     * The archives of a path: itself, or all those of a run directory. Fails with {@code COMMAND_LINE} where it is none,
     * with {@code SOURCE} where this user may not look, with {@code DAMAGED_ARCHIVE} where it is not whole.
     *
     * @param opening gives the folder of what may be packed
     */
    public static List<ArchiveLocation> of(String name, int position, UnaryOperator<Path> opening) {
        Path folder = folder(name, opening);
        if (isArchive(folder)) {
            return List.of(open(name, position, folder));
        }
        List<ArchiveLocation> locations = new ArrayList<>();
        for (String archive : archivesOfRun(folder)) {
            Path inside = folder.resolve(archive);
            if (!ArchiveLayout.objection(archive).isPresent() && isArchive(inside)) {
                locations.add(open(name + "/" + archive, position, inside));
            }
        }
        if (locations.isEmpty()) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    name + " is not an archive: it has no realm.json and no user.json",
                    "Give the folder of an archive, or the directory of a finished run.");
        }
        return locations;
    }

    /** The one place where a path becomes a folder. */
    private static Path folder(String name, UnaryOperator<Path> opening) {
        Path path = opening.apply(Path.of(name));
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    name + " can't be read: " + PrivateFiles.reason(e),
                    "Give the folder of an archive, or the directory of a finished run.",
                    e);
        }
    }

    private static boolean isArchive(Path folder) {
        Access.require(folder);
        ArchiveLayout layout = new ArchiveLayout(folder);
        return Files.isRegularFile(layout.realm(), LinkOption.NOFOLLOW_LINKS)
                || Files.isRegularFile(layout.user(), LinkOption.NOFOLLOW_LINKS);
    }

    private static ArchiveLocation open(String name, int position, Path folder) {
        ArchiveLayout layout = new ArchiveLayout(folder);
        if (Files.isRegularFile(layout.manifest(), LinkOption.NOFOLLOW_LINKS)) {
            return new ArchiveLocation(name, position, layout, Optional.of(InputManifest.read(layout)));
        }
        if (runOf(folder, RunDirectory.JOURNAL).isPresent()) {
            throw new Failure(
                    ExitStatus.DAMAGED_ARCHIVE,
                    name + " is incomplete, or has lost its manifest: there is no " + Manifest.NAME,
                    "Give the command that started the run again: it resumes.");
        }
        return new ArchiveLocation(name, position, layout, Optional.empty());
    }

    private static List<String> archivesOfRun(Path run) {
        List<String> archives = new ArrayList<>();
        Path record = run.resolve(RunRecord.NAME);
        if (Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS)) {
            RunRecord.Visitor visitor = new RunRecord.Visitor() {
                @Override
                public void entry(String list, RunRecord.Entry entry) {
                    if (!list.equals(RunRecord.PACKS)) {
                        archives.add(entry.archive());
                    }
                }
            };
            CheckedFile.read(record, Optional.empty(), json -> RunRecord.read(json, visitor));
        }
        return archives;
    }

    /** A file of the run directory that an archive is in; empty where there is none. */
    private static Optional<Path> runOf(Path folder, String file) {
        @Nullable Path parent = folder.getParent();
        for (int up = 0; parent != null && up < 3; up++) {
            if (Files.isRegularFile(parent.resolve(file), LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(parent.resolve(file));
            }
            parent = parent.getParent();
        }
        return Optional.empty();
    }

    /** The record of the run that it was made in; empty where there is none. */
    public Optional<Path> run() {
        return manifest.isPresent() ? runOf(layout.root(), RunRecord.NAME) : Optional.empty();
    }

    /** Whether it is a single user's. */
    public boolean isOfUser() {
        return !Files.isRegularFile(layout.realm(), LinkOption.NOFOLLOW_LINKS);
    }

    /** What the manifest says of a file. Fails with {@code DAMAGED_ARCHIVE} where there is one and it names no such file. */
    public Optional<Written> expected(String file) {
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(manifest.get()
                .json(file)
                .orElseThrow(() -> Damage.of(layout.manifest(), "it doesn't list " + file + ", which exists")));
    }

    public boolean has(String file) {
        boolean there = Files.isRegularFile(layout.root().resolve(file), LinkOption.NOFOLLOW_LINKS);
        if (!there && manifest.isPresent() && manifest.get().json(file).isPresent()) {
            throw Damage.of(layout.root().resolve(file), "the manifest lists this file, but it is missing");
        }
        return there;
    }

    /** Its files of messages, in order of their numbers. Fails with {@code DAMAGED_ARCHIVE} where one is missing. */
    public List<Path> messageFiles() {
        List<Path> files = new ArrayList<>();
        while (has(layout.name(layout.messages(files.size() + 1)))) {
            files.add(layout.messages(files.size() + 1));
        }
        long named = manifest.map(known -> known.jsonFiles().stream()
                        .filter(name -> name.matches("messages-[0-9]+\\.json"))
                        .count())
                .orElseGet(this::numbered);
        if (named != files.size()) {
            throw Damage.of(
                    layout.messages(files.size() + 1), "this file is missing, but files with higher numbers exist");
        }
        return files;
    }

    private long numbered() {
        try {
            return Folders.list(layout.root()).stream()
                    .filter(ArchiveLayout::isOfMessages)
                    .count();
        } catch (IOException e) {
            throw Damage.of(layout.root(), e);
        }
    }
}
