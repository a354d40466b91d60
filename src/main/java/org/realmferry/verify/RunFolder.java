/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.realmferry.Access;
import org.realmferry.Failure;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.Folders;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunRecord;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;
import org.realmferry.verify.finding.VerifyFinding;
import org.realmferry.verify.rows.FileReading;
import org.realmferry.verify.rows.VerifiedFolder;

/** A run directory: {@code run.json} names its archives. */
final class RunFolder {
    static final String RUN = RunRecord.NAME;
    private static final Set<String> OF_A_BUNDLE = Set.of("ids.jsonl", "cross-realm.json");
    private static final String USERS = "users/";
    private static final String IDS = ".ids";
    private static final Set<String> OF_A_RUN_UNDER_WAY = Set.of(".lock", ".parts", ".messages", ".plain");

    private final VerifiedFolder folder;
    private final List<VerifyFinding> findings = new ArrayList<>();
    private final FindingSink sink = new FindingSink("", findings::add);
    private final Map<String, Map<String, Long>> told = new TreeMap<>();
    private final List<RunPack> packs = new ArrayList<>();
    private final Map<String, Path> opened = new TreeMap<>();

    /**
     * Reads what a run has.
     *
     * @param opening gives the folder of an encrypted pack; empty where there is no key
     */
    RunFolder(VerifiedFolder folder, Optional<UnaryOperator<Path>> opening) {
        this.folder = folder;
        FileReading.json(folder.root().resolve(RUN), RUN, sink, json -> RunRecord.read(json, new Named()));
        told.keySet().removeIf(archive -> !isThere(archive, opening));
        if (told.isEmpty() && findings.isEmpty()) {
            sink.found(FindingKind.MISSING_FILE, RUN, "it lists no archive: nothing was verified");
        }
    }

    private boolean isThere(String archive, Optional<UnaryOperator<Path>> opening) {
        if (Verification.isArchive(new VerifiedFolder(folder.root().resolve(archive)))) {
            return true;
        }
        Optional<Failure> denial = Access.denial(folder.root().resolve(archive));
        if (denial.isPresent()) {
            sink.found(
                    FindingKind.UNREADABLE,
                    archive,
                    String.join("; ", denial.get().problems()));
            return false;
        }
        Optional<RunPack> pack =
                packs(archive).stream().filter(RunPack::isEncrypted).findFirst();
        if (pack.isEmpty()) {
            sink.found(FindingKind.MISSING_FILE, archive, "run.json lists this archive, but it is missing");
        } else if (!folder.has(pack.get().file())) {
            // The check of the packs tells.
            return false;
        } else if (opening.isEmpty()) {
            sink.found(
                    FindingKind.UNOPENED,
                    pack.get().file(),
                    "it is encrypted: without the key, only the checksum of the file was checked");
        } else {
            open(pack.get(), opening.get());
        }
        return opened.containsKey(archive);
    }

    private void open(RunPack pack, UnaryOperator<Path> opening) {
        try {
            opened.put(pack.archive(), opening.apply(folder.root().resolve(pack.file())));
        } catch (Failure e) {
            FindingKind kind = switch (e.status()) {
                case CONFIGURATION -> FindingKind.UNOPENED;
                case DAMAGED_ARCHIVE -> FindingKind.UNREADABLE;
                default -> throw e;
            };
            sink.found(kind, pack.file(), String.join("; ", e.problems()));
        }
    }

    /** The folder of an archive. */
    Path archive(String name) {
        return opened.getOrDefault(name, folder.root().resolve(name));
    }

    /** Takes the archives and packs that the record names. */
    private final class Named implements RunRecord.Visitor {
        @Override
        public void entry(String list, RunRecord.Entry entry) {
            if (list.equals(RunRecord.PACKS)) {
                pack(RunPack.of(entry));
            } else {
                archive(entry);
            }
        }
    }

    private void archive(RunRecord.Entry entry) {
        String archive = entry.archive();
        if (ArchiveLayout.objection(archive).isPresent() || !isArchiveFolder(archive)) {
            sink.found(FindingKind.MANIFEST, RUN, "it lists the archive " + archive + ", which is not a plain name");
        } else {
            told.put(archive, entry.counts());
        }
    }

    private void pack(RunPack pack) {
        if (pack.isBesideItsArchive() && isArchiveFolder(pack.archive())) {
            packs.add(pack);
        } else {
            sink.found(FindingKind.MANIFEST, RUN, "it lists the pack " + pack.file() + ", which belongs to no archive");
        }
    }

    /** Whether a path is where a run has archives: {@code <realm>} or {@code users/<realm>/<email>}. */
    private static boolean isArchiveFolder(String archive) {
        long depth = archive.chars().filter(c -> c == '/').count();
        return archive.startsWith(USERS) ? depth == 2 : depth == 0;
    }

    /** The archives that are there. */
    List<String> archives() {
        return List.copyOf(told.keySet());
    }

    /** Tells what is wrong with the run itself. */
    void check(Consumer<VerifyFinding> all) {
        for (String name : names()) {
            boolean isFolder = Files.isDirectory(folder.root().resolve(name), LinkOption.NOFOLLOW_LINKS);
            if (OF_A_RUN_UNDER_WAY.contains(name)) {
                sink.found(FindingKind.UNFINISHED, name, "a run is in progress here, or was not finished");
            } else if (isFolder
                    ? !told.containsKey(name) && !name.equals(IDS)
                    : !RunDirectory.isOwnFile(name)
                            && !OF_A_BUNDLE.contains(name)
                            && !isLog(name)
                            && !isOfAPack(name)) {
                sink.found(
                        FindingKind.STRAY_FILE,
                        name,
                        "it is neither an archive listed in run.json nor a file of a run");
            }
        }
        for (String archive : told.keySet()) {
            if (!new VerifiedFolder(archive(archive)).has(Manifest.NAME)) {
                sink.found(
                        FindingKind.UNFINISHED,
                        archive + "/" + Manifest.NAME,
                        "the archive has no manifest: it is incomplete, or the manifest was lost");
            }
        }
        findings.forEach(all);
    }

    private boolean isLog(String name) {
        Path file = folder.root().resolve(name);
        return !name.contains("/") && RunDirectory.isLog(file) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isOfAPack(String name) {
        return packs.stream().anyMatch(pack -> name.equals(pack.file()) || name.equals(pack.checksumFile()));
    }

    /** The packs that were not looked into, and that have no folder beside them. */
    List<RunPack> encrypted() {
        return packs.stream()
                .filter(RunPack::isEncrypted)
                .filter(pack -> !told.containsKey(pack.archive()))
                .toList();
    }

    /** The packs of an archive. */
    List<RunPack> packs(String archive) {
        return packs.stream().filter(pack -> pack.archive().equals(archive)).toList();
    }

    /** Reads a pack, and tells where it isn't the one that the run made. */
    void check(RunPack pack, Consumer<VerifyFinding> all) {
        pack.check(folder, new FindingSink(pack.archive(), all));
    }

    /** What is in the run's folder; of users' archives each by itself. */
    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        addNames("", 0, names);
        return names;
    }

    private void addNames(String prefix, int depth, Set<String> names) {
        try {
            for (Path path : Folders.list(folder.root().resolve(prefix))) {
                String name = prefix + path.getFileName();
                boolean ofUsers = (name + "/").startsWith(USERS) && depth < 2;
                if (ofUsers && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    addNames(name + "/", depth + 1, names);
                } else {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            sink.found(FindingKind.UNREADABLE, prefix, "the folder can't be read: " + PrivateFiles.reason(e));
        }
    }

    /** Tells where an archive has not as many rows as the run's record says. */
    void compare(ArchiveVerification archive) {
        Map<String, Long> counts = told.getOrDefault(archive.sink().archive(), Map.of());
        compare(archive, counts, RunRecord.MESSAGES, ZulipTables.MESSAGES);
        compare(archive, counts, RunRecord.USER_MESSAGES, ZulipTables.USER_MESSAGES);
    }

    private static void compare(ArchiveVerification archive, Map<String, Long> told, String name, String table) {
        long found = archive.counts().total(table);
        if (told.containsKey(name) && !told.get(name).equals(found)) {
            archive.sink()
                    .found(
                            FindingKind.WRONG_COUNT,
                            "../" + RUN,
                            table,
                            "",
                            "there are " + found + " rows, and " + RUN + " says " + told.get(name));
        }
    }
}
