/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.bundle;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.ArchivePaths;
import org.realmferry.input.InputManifest;
import org.realmferry.input.RealmInput;
import org.realmferry.input.RealmRow;
import org.realmferry.input.Release;
import org.realmferry.input.Releases;
import org.realmferry.renumber.ArchiveIds;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.Numbering;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Workers;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;

/** One bundle: from archives that were found to archives side by side. */
public final class Bundle {
    private static final String LANE = "inputs";

    private final BundleInputs inputs;
    private final Findings findings;
    private final int jobs;
    private final String tool;
    private final Progress progress;
    private Numbering numbering = Numbering.of(List.of());

    private Bundle(BundleInputs inputs, Findings findings, int jobs, String tool) {
        this.inputs = inputs;
        this.tool = tool;
        this.findings = findings;
        this.jobs = jobs;
        progress = new Progress(
                inputs.locations().stream().map(ArchiveLocation::name).toList());
    }

    /** Archives that were found, before they are opened. */
    public static final class Found {
        private final BundleInputs inputs;

        private Found(BundleInputs inputs) {
            this.inputs = inputs;
        }

        /** Neither may the output be in an input, nor an input in the output. Fails with {@code COMMAND_LINE}. */
        public void requireApartFrom(Path output) {
            ArchivePaths.requireApart(inputs.locations(), output);
        }

        /** The checksums of the manifests, in the order of the names: other ones are another bundle. */
        public List<String> checksums() {
            return inputs.locations().stream()
                    .map(location ->
                            location.manifest().map(InputManifest::sha256).orElse("none"))
                    .toList();
        }

        /**
         * Makes ready, and reads nothing yet.
         *
         * @param findings takes what a person should look at
         * @param tool name and version of this program
         */
        public Bundle open(Findings findings, int jobs, String tool) {
            return new Bundle(inputs, findings, jobs, tool);
        }
    }

    /**
     * Finds the archives of paths. Fails with {@code COMMAND_LINE}, telling all that is wrong with the paths, or where two are of
     * one realm, or of different releases.
     *
     * @param opening gives the folder of what may be packed
     */
    public static Found find(List<String> names, UnaryOperator<Path> opening) {
        return new Found(BundleInputs.find(names, opening));
    }

    /** The realms, as the archives have them. */
    public List<Realm> realms() {
        return inputs.realms().stream().map(RealmRow::realm).toList();
    }

    public Progress progress() {
        return progress;
    }

    /**
     * Finds out what ids there would be, and writes nothing else.
     *
     * @param work where what Zulip wrote is kept in the form of this program
     */
    public BundleSummary plan(Path work) {
        read(work);
        List<BundleSummary.Archive> archives = new ArrayList<>();
        List<String> folders = folders();
        for (int i = 0; i < numbering.all().size(); i++) {
            ArchiveIds survey = numbering.all().get(i).survey();
            long messages = survey.of(ZulipTables.MESSAGES).getLongCardinality();
            long userMessages = survey.of(ZulipTables.USER_MESSAGES).getLongCardinality();
            long rows = survey.tables().stream()
                    .mapToLong(table -> survey.of(table).getLongCardinality())
                    .sum();
            archives.add(new BundleSummary.Archive(
                    survey.input().name(),
                    folders.get(i),
                    realm(i),
                    survey.input().mode(),
                    messages,
                    userMessages,
                    rows - messages - userMessages,
                    0,
                    numbering.all().get(i).changed(),
                    survey.input().manifest().isPresent()));
        }
        return summary(archives);
    }

    /** Makes the archives of a run; goes on behind what the run has. Fails with {@code DAMAGED_ARCHIVE}. */
    public BundleSummary run(RunDirectory run) {
        read(run.part(LANE, "all"));
        List<String> folders = folders();
        Workers<Workers.Resource> workers = new Workers<>();
        Map<String, BundledArchive> archives = new LinkedHashMap<>();
        for (int i = 0; i < inputs.locations().size(); i++) {
            String folder = folders.get(i);
            ArchiveLayout layout = run.archive(folder);
            BundledArchive archive = new BundledArchive(
                    inputs.locations().get(i),
                    numbering.all().get(i),
                    realm(i),
                    layout,
                    new BundleJournal(run.journal(), folder, layout),
                    progress.lane(i),
                    tool);
            archive.addTo(workers);
            archives.put(folder, archive);
        }
        work(workers);
        Map<String, NewIds> ids = new TreeMap<>();
        archives.forEach((folder, archive) -> ids.put(folder, archive.ids()));
        BundleFiles.writeIds(run.root().resolve(BundleFiles.IDS), ids);
        BundleFiles.writeCrossRealm(run.root().resolve(BundleFiles.CROSS_REALM), numbering);
        return summary(archives.entrySet().stream()
                .map(archive -> archive.getValue().summary(archive.getKey()))
                .toList());
    }

    /** Opens the archives and gives ids; each file of rows is held against its manifest. */
    private void read(Path work) {
        inputs.leftOut()
                .forEach(
                        path -> findings.add(
                                new Finding(
                                        "left-out",
                                        "",
                                        path,
                                        "a bundle leaves out archives of single users: merge them with an archive of their realm first")));
        Releases.read(inputs.locations())
                .appsOfSome()
                .forEach(what -> findings.add(new Finding("other-app", "", "migration_status.json", what)));
        ArchiveIds[] surveys = new ArchiveIds[inputs.locations().size()];
        Workers<Workers.Resource> opening = new Workers<>();
        for (ArchiveLocation location : inputs.locations()) {
            opening.add(LANE, nothing -> {
                ArchiveIds survey = new ArchiveIds(RealmInput.read(location, work));
                survey.readTables();
                surveys[location.position()] = survey;
            });
        }
        work(opening);
        Workers<Workers.Resource> reading = new Workers<>();
        for (ArchiveIds survey : surveys) {
            survey.input().rows().messages().forEach(file -> reading.add(LANE, nothing -> survey.read(file)));
        }
        work(reading);
        requireOneSystemRealm(List.of(surveys));
        numbering = Numbering.of(List.of(surveys));
    }

    private void work(Workers<Workers.Resource> workers) {
        workers.work(jobs, () -> () -> {});
    }

    private static void requireOneSystemRealm(List<ArchiveIds> surveys) {
        List<String> names = surveys.stream()
                .filter(ArchiveIds::holdsBots)
                .map(survey -> survey.input().name())
                .toList();
        if (names.size() > 1) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    String.join(" and ", names) + " are all realms of the system bots: a bundle can hold only one",
                    "Leave out all but one of them, and choose another --output.");
        }
    }

    /** The realm of an archive, with its new id. */
    private Realm realm(int archive) {
        Realm realm = inputs.realms().get(archive).realm();
        return new Realm(
                numbering.all().get(archive).of(ZulipTables.REALMS).row(realm.id()),
                realm.stringId(),
                realm.name(),
                realm.deactivated());
    }

    /** The folders of the archives; a realm of a name that another one has already gets a number behind it. */
    private List<String> folders() {
        Set<String> own = new HashSet<>();
        for (int i = 0; i < inputs.locations().size(); i++) {
            own.add(realm(i).folder());
        }
        List<String> folders = new ArrayList<>();
        for (int i = 0; i < inputs.locations().size(); i++) {
            String folder = realm(i).folder();
            String free = folder;
            for (int number = 2; folders.contains(free) || (number > 2 && own.contains(free)); number++) {
                free = folder + "-" + number;
            }
            folders.add(free);
        }
        return folders;
    }

    private BundleSummary summary(List<BundleSummary.Archive> archives) {
        return new BundleSummary(
                Release.read(inputs.locations().get(0)).map(Release::version).orElse("unknown"),
                numbering.servers(),
                archives,
                inputs.leftOut(),
                progress.seconds());
    }
}
