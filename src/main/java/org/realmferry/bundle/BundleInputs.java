/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.bundle;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.PackFormat;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.ArchivePaths;
import org.realmferry.input.RealmRow;
import org.realmferry.input.Releases;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunRecord;

/**
 * The archives of a bundle, one of each realm, all of one release.
 *
 * @param realms as the archives have them, in the same order
 * @param leftOut paths of what a bundle can't hold: archives of single users
 */
record BundleInputs(List<ArchiveLocation> locations, List<RealmRow> realms, List<String> leftOut) {
    private static final String USERS = "users";
    private static final String IDS = ".ids";
    private static final Set<String> OF_A_BUNDLE = Set.of(BundleFiles.IDS, BundleFiles.CROSS_REALM);

    BundleInputs {
        locations = List.copyOf(locations);
        realms = List.copyOf(realms);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Finds them. All that a run directory has may be named, as {@code RUN/*} does: the run's own files are passed over, and so are
     * packs beside the folders that they were made of. Fails with {@code COMMAND_LINE}.
     */
    static BundleInputs find(List<String> names, UnaryOperator<Path> opening) {
        List<String> wanted = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (String name : names) {
            Path path = Path.of(name);
            if (!isOfARun(path)) {
                (isFolderOfUsers(path) ? leftOut : wanted).add(name);
            }
        }
        List<Failure> failures = new ArrayList<>();
        List<ArchiveLocation> realms = new ArrayList<>();
        for (ArchiveLocation location : ArchivePaths.find(wanted, opening, failures)) {
            if (location.isOfUser()) {
                leftOut.add(location.name());
            } else {
                realms.add(at(location, realms.size()));
            }
        }
        if (failures.isEmpty() && realms.isEmpty()) {
            failures.add(new Failure(
                    ExitStatus.COMMAND_LINE,
                    "no archive of a realm is among the inputs",
                    "Give archives of realms, or the directories of finished runs."));
        }
        ArchivePaths.throwAll(failures);
        List<RealmRow> rows = realms.stream().map(RealmRow::read).toList();
        requireDifferentRealms(realms, rows);
        requireOneRelease(realms);
        return new BundleInputs(realms, rows, leftOut);
    }

    private static ArchiveLocation at(ArchiveLocation location, int position) {
        return new ArchiveLocation(location.name(), position, location.layout(), location.manifest());
    }

    private static boolean isBesideARecord(Path path) {
        return Files.isRegularFile(path.resolveSibling(RunRecord.NAME), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isOfARun(Path path) {
        String name = String.valueOf(path.getFileName());
        boolean isFile = RunDirectory.isOwnFile(name)
                || OF_A_BUNDLE.contains(name)
                || RunDirectory.isLog(path)
                || name.endsWith(PackFormat.CHECKSUM)
                || hasItsFolder(path, name);
        return isBesideARecord(path) && (Files.isRegularFile(path) ? isFile : name.equals(IDS));
    }

    /** Whether a pack is one of a folder that is still there. */
    private static boolean hasItsFolder(Path path, String name) {
        return Stream.of(PackFormat.values())
                .map(format -> "." + format.extension())
                .filter(name::endsWith)
                .anyMatch(
                        end -> Files.isDirectory(path.resolveSibling(name.substring(0, name.length() - end.length()))));
    }

    private static boolean isFolderOfUsers(Path path) {
        return Objects.equals(String.valueOf(path.getFileName()), USERS)
                && Files.isDirectory(path)
                && isBesideARecord(path);
    }

    private static void requireDifferentRealms(List<ArchiveLocation> locations, List<RealmRow> rows) {
        Map<Integer, List<Integer>> same = new LinkedHashMap<>();
        for (int i = 0; i < locations.size(); i++) {
            int first = first(rows, i);
            same.computeIfAbsent(first, key -> new ArrayList<>()).add(i);
        }
        List<Failure> failures = new ArrayList<>();
        same.values().stream()
                .filter(list -> list.size() > 1)
                .forEach(list -> failures.add(twice(
                        list.stream().map(locations::get).toList(),
                        list.stream().map(rows::get).toList())));
        ArchivePaths.throwAll(failures);
    }

    private static int first(List<RealmRow> rows, int input) {
        int first = 0;
        while (!rows.get(first).isSameAs(rows.get(input))) {
            first++;
        }
        return first;
    }

    private static Failure twice(List<ArchiveLocation> locations, List<RealmRow> rows) {
        String names = locations.stream().map(ArchiveLocation::name).collect(Collectors.joining(" and "));
        Optional<String> difference = rows.subList(1, rows.size()).stream()
                .flatMap(other -> rows.get(0).difference(other).stream())
                .findFirst();
        return new Failure(
                ExitStatus.COMMAND_LINE,
                names + " are of the same realm, " + rows.get(0).name() + ": a bundle takes one archive per realm",
                difference.isPresent()
                        ? "Leave out all but one: they are from different servers, and no server accepts the same realm twice."
                        : "Merge them first: realmferry merge --output DIR "
                                + locations.stream().map(ArchiveLocation::name).collect(Collectors.joining(" "))
                                + "; then give DIR instead of them.");
    }

    private static void requireOneRelease(List<ArchiveLocation> locations) {
        ArchivePaths.throwAll(Releases.read(locations).differences().stream()
                .map(different -> new Failure(
                        ExitStatus.COMMAND_LINE,
                        different.one().name() + " and " + different.other().name() + " are of different releases: "
                                + different.what(),
                        "Upgrade the older server and export again: a server imports only archives of its own"
                                + " release."))
                .toList());
    }
}
