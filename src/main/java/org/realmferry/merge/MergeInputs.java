/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.ImportSource;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.ArchivePaths;
import org.realmferry.input.Input;
import org.realmferry.input.InputManifest;
import org.realmferry.input.RealmInput;
import org.realmferry.input.RealmRow;
import org.realmferry.input.Release;
import org.realmferry.input.Releases;
import org.realmferry.merge.decide.MergeTask;
import org.realmferry.merge.users.UserInputs;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.run.work.Workers;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Realm;

/**
 * The archives that are merged, all of one realm of one server.
 *
 * @param release empty where no input says it
 * @param locations of each, in the order in which they were named
 */
record MergeInputs(Realm realm, Optional<Release> release, List<Input> all, List<ArchiveLocation> locations) {
    private static final String REMEDY =
            "Merge archives of one realm, server and release. Export archives of another release again.";

    /**
     * Finds the archives of paths. Fails with {@code COMMAND_LINE}, telling all that is wrong with the paths, or where they
     * are of different realms, servers or releases.
     */
    static List<ArchiveLocation> find(List<String> names, UnaryOperator<Path> opening) {
        List<Failure> failures = new ArrayList<>();
        List<ArchiveLocation> locations = ArchivePaths.find(names, opening, failures);
        if (failures.isEmpty() && locations.stream().allMatch(ArchiveLocation::isOfUser)) {
            failures.add(new Failure(
                    ExitStatus.COMMAND_LINE,
                    "no input is an archive of a realm: archives of single users lack channels and settings",
                    "Also give an archive of the realm; a public one is enough."));
        }
        ArchivePaths.throwAll(failures);
        List<ArchiveLocation> realms =
                locations.stream().filter(location -> !location.isOfUser()).toList();
        requireMergeable(locations);
        requireOneRealm(realms);
        requireOneRelease(
                realms, locations.stream().filter(ArchiveLocation::isOfUser).toList());
        return locations;
    }

    /**
     * Opens all archives. Fails with {@code DAMAGED_ARCHIVE}.
     *
     * @param work where translations are kept
     */
    static MergeInputs open(List<ArchiveLocation> locations, Path work, int jobs, Findings findings) {
        List<ArchiveLocation> realms =
                locations.stream().filter(location -> !location.isOfUser()).toList();
        List<ArchiveLocation> users =
                locations.stream().filter(ArchiveLocation::isOfUser).toList();
        Map<Integer, Input> opened = new ConcurrentSkipListMap<>();
        inParallel(realms, jobs, location -> opened.put(location.position(), RealmInput.read(location, work)));
        List<Input> inputs = new ArrayList<>(opened.values());
        Input newest = MergeTask.byTime(inputs).get(inputs.size() - 1);
        Realm realm = RealmRow.read(locations.get(newest.position())).realm();
        Optional<Release> release = requireOneRelease(realms, users);
        Releases.read(realms)
                .appsOfSome()
                .forEach(what -> findings.add(new Finding("other-app", realm.folder(), "migration_status.json", what)));
        inputs.addAll(UserInputs.read(users, realm, inputs, work, findings));
        return new MergeInputs(realm, release, inputs, locations);
    }

    private interface Opening {
        void of(ArchiveLocation location);
    }

    private static void inParallel(List<ArchiveLocation> locations, int jobs, Opening opening) {
        Workers<Workers.Resource> workers = new Workers<>();
        locations.forEach(location -> workers.add("inputs", nothing -> opening.of(location)));
        workers.work(jobs, () -> () -> {});
    }

    private static void requireMergeable(List<ArchiveLocation> locations) {
        List<Failure> failures = new ArrayList<>();
        for (ArchiveLocation location : locations) {
            if (location.isOfUser() && !location.has(FileSet.UPLOADS.records())) {
                failures.add(new Failure(
                        ExitStatus.COMMAND_LINE,
                        location.name()
                                + " is of a single user of a release before Zulip 5, and has too little data to merge",
                        "Export the realm with --approvals FILE, a list that approves the user."));
            }
            if (location.manifest().filter(MergeInputs::isByOtherRules).isPresent()) {
                failures.add(new Failure(
                        ExitStatus.COMMAND_LINE,
                        location.name()
                                + " was exported with --consent-rules release; only archives with the strict rules"
                                + " can be merged",
                        "Export it again without --consent-rules."));
            }
        }
        ArchivePaths.throwAll(failures);
    }

    /** By the rules of older releases, what leaves doesn't depend on who consents alone, but where everything does. */
    private static boolean isByOtherRules(InputManifest manifest) {
        return manifest.head().rules().kind() == ConsentRules.Kind.RELEASE
                && !manifest.head().mode().equals(Optional.of(Mode.FULL.label()));
    }

    private static void requireOneRealm(List<ArchiveLocation> realms) {
        RealmRow first = RealmRow.read(realms.get(0));
        List<Failure> failures = new ArrayList<>();
        for (ArchiveLocation location : realms.subList(1, realms.size())) {
            first.difference(RealmRow.read(location))
                    .ifPresent(what -> failures.add(new Failure(
                            ExitStatus.COMMAND_LINE,
                            realms.get(0).name() + " and " + location.name() + " are not of one realm of one server: "
                                    + what,
                            REMEDY)));
        }
        ArchivePaths.throwAll(failures);
    }

    private static Optional<Release> requireOneRelease(List<ArchiveLocation> realms, List<ArchiveLocation> users) {
        ArchiveLocation first = realms.get(0);
        Optional<Release> release = Release.read(first);
        List<Failure> failures = new ArrayList<>();
        for (Releases.Difference different : Releases.read(realms).differences()) {
            failures.add(ofOthers(different.one(), different.other(), different.what()));
        }
        for (ArchiveLocation location : users) {
            release.flatMap(one -> Release.read(location).flatMap(one::difference))
                    .ifPresent(line ->
                            failures.add(ofOthers(first, location, "only one of them has the migration " + line)));
        }
        ArchivePaths.throwAll(failures);
        return release;
    }

    private static Failure ofOthers(ArchiveLocation first, ArchiveLocation location, String what) {
        return new Failure(
                ExitStatus.COMMAND_LINE,
                first.name() + " and " + location.name() + " are of different releases: " + what,
                REMEDY);
    }

    /** Whether the archives of the realm say what they were exported from. */
    boolean haveSource() {
        return locations.stream()
                .anyMatch(location -> !location.isOfUser()
                        && ImportSource.isIn(location.layout().realm()));
    }

    /** Whether an archive of the realm has a file, which those of some releases don't. */
    boolean anyHas(Function<ArchiveLayout, Path> file) {
        return locations.stream()
                .anyMatch(location -> !location.isOfUser() && Files.isRegularFile(file.apply(location.layout())));
    }
}
