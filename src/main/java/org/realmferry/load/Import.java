/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Secret;
import org.realmferry.archive.AvatarNames;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.ArchivePaths;
import org.realmferry.input.Input.MessagesFile;
import org.realmferry.input.RealmInput;
import org.realmferry.input.RealmRow;
import org.realmferry.load.LoadPlan.Time;
import org.realmferry.load.check.TargetCheck;
import org.realmferry.load.files.CopyJournal;
import org.realmferry.load.files.ImportedFiles;
import org.realmferry.renumber.NewIds;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Workers;
import org.realmferry.source.AdvisoryKey;
import org.realmferry.source.Target;
import org.realmferry.source.TargetSession;
import org.realmferry.store.FileTarget;

/** One import: archives of realms into one server. */
public final class Import {
    /**
     * How the import is done.
     *
     * @param fileJobs how many files are copied at once
     */
    public record Work(int jobs, int fileJobs, Findings findings) {}

    /**
     * Where files go.
     *
     * @param salt by which the target names pictures of users
     */
    public record Store(FileTarget files, Optional<Secret> salt) {}

    /**
     * An archive that is to be imported, and what was asked for it.
     *
     * @param realm the archive's own
     */
    public record Wanted(ArchiveLocation location, RealmRow realm, ImportChoice choice) {}

    private final List<Wanted> wanted;
    private final Target target;
    private final Store store;
    private final RunDirectory run;
    private final Work work;
    private final Progress progress;
    private final LoadPlan plan;
    private final Map<String, NewIds> all = new TreeMap<>();

    public Import(List<Wanted> wanted, Target target, Store store, RunDirectory run, Work work) {
        this.wanted = List.copyOf(wanted);
        this.target = target;
        this.store = store;
        this.run = run;
        this.work = work;
        progress = new Progress(wanted.stream().map(w -> w.choice().folder()).toList());
        plan = new LoadPlan(
                target.schema(),
                target.catalog().defaults(),
                wanted.stream().anyMatch(one -> one.choice().likeZulip()));
    }

    /**
     * Finds the archives of realms. Fails with {@code COMMAND_LINE}, telling all that is wrong with the paths; archives of
     * single users are refused.
     *
     * @param opening gives the folder of what may be packed
     */
    public static List<ArchiveLocation> find(List<String> names, UnaryOperator<Path> opening) {
        List<Failure> failures = new ArrayList<>();
        List<ArchiveLocation> found = ArchivePaths.find(names, opening, failures);
        found.stream()
                .filter(ArchiveLocation::isOfUser)
                .forEach(user -> failures.add(new Failure(
                        ExitStatus.COMMAND_LINE,
                        user.name() + " is the archive of a single user, which no server takes",
                        "Merge it into an archive of the user's realm with realmferry merge, and import that.")));
        if (failures.isEmpty() && found.isEmpty()) {
            failures.add(new Failure(
                    ExitStatus.COMMAND_LINE,
                    "no archive of a realm is among the inputs",
                    "Name archives of realms, or the directory of a finished run."));
        }
        ArchivePaths.throwAll(failures);
        return found;
    }

    /** Whether a run has reserved ids for a realm of that name. */
    public static boolean hasBegun(Path run, ImportChoice choice) {
        return Files.isDirectory(maps(run, choice));
    }

    private static Path maps(Path run, ImportChoice choice) {
        return run.resolve("ids").resolve(choice.folder());
    }

    public Progress progress() {
        return progress;
    }

    /** Imports them all; goes on behind what is there. */
    public List<ImportSummary> run() {
        List<LoadedArchive> archives = read();
        requireColumns(archives);
        List<ImportSummary> summaries = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            summaries.add(run(wanted.get(i), archives.get(i), progress.lane(i)));
        }
        IdLines.write(run.root().resolve(IdLines.NAME), all);
        return summaries;
    }

    private List<LoadedArchive> read() {
        Workers<Workers.Resource> reading = new Workers<>();
        List<LoadedArchive> archives = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            // Each archive by itself: the tables of one would else take the place of another's.
            Path tables = run.part(wanted.get(i).choice().folder(), "input");
            LoadedArchive archive =
                    LoadedArchive.read(RealmInput.read(wanted.get(i).location(), tables));
            archives.add(archive);
            archive.messageFiles().forEach(file -> reading.add("inputs", nothing -> archive.read(file)));
        }
        reading.work(work.jobs(), () -> () -> {});
        return archives;
    }

    /** Fails with {@code CONFIGURATION} where either side has columns that the other lacks. */
    private void requireColumns(List<LoadedArchive> archives) {
        ArchiveColumns columns = new ArchiveColumns(plan, target);
        for (int i = 0; i < wanted.size(); i++) {
            columns.failure(wanted.get(i), columns.problems(archives.get(i))).ifPresent(failure -> {
                throw failure;
            });
        }
    }

    private ImportSummary run(Wanted one, LoadedArchive archive, Progress.Lane lane) {
        Path maps = maps(run.root(), one.choice());
        try (TargetSession session = target.session()) {
            lock(session, one);
            NewIds ids = new Reservation(archive, maps, target, session).ids();
            AvatarNames names = RealmFiles.names(target.schema(), store.salt());
            RealmFiles files = RealmFiles.read(archive, ids, maps.resolve("key"), store.files(), names);
            RealmImport realm = new RealmImport(archive, plan, ids, one.choice(), files);
            if (realm.hasSkeleton(session)) {
                realm.count(Time.SKELETON);
            } else {
                requireAbsent(session, one);
                realm.skeleton(session);
            }
            rows(archive, realm, lane);
            long copied = copyFiles(one, files);
            ImageRows images = new ImageRows(archive, files, target.schema(), realm.realm());
            if (images.isKept()) {
                images.write(session);
            }
            GoLive live = new GoLive(archive, plan, target, one.choice(), realm);
            if (live.isDone(session)) {
                realm.count(Time.END);
            } else {
                live.run(session);
            }
            lane.finish();
            all.put(one.choice().subdomain(), ids);
            return new ImportSummary(one.realm(), one.choice(), realm.realm(), realm.counts(), copied, realm.repairs());
        }
    }

    /** Two imports of one realm would both find its name free. The lock ends with the session. */
    private static void lock(TargetSession session, Wanted one) {
        if (!session.tryLock(AdvisoryKey.ofRealm(one.choice().subdomain()))) {
            throw new Failure(
                    ExitStatus.LOCKED,
                    "another import of the realm " + one.choice().label() + " into this server is under way",
                    "Wait until it has ended: see realmferry status where it was started.");
        }
    }

    /** Fails where the server has got the realm, or one of its name, since it was asked. */
    private void requireAbsent(TargetSession session, Wanted one) {
        TargetCheck check = new TargetCheck(target, session);
        Stream.concat(
                        check.ofName(one.choice().subdomain(), true).stream(),
                        check.ofUuid(one.realm().uuid()).stream())
                .findFirst()
                .ifPresent(failure -> {
                    throw failure;
                });
    }

    private long copyFiles(Wanted one, RealmFiles files) {
        String name = one.choice().folder();
        ImportedFiles.Run copying = new ImportedFiles.Run(
                one.location(), new CopyJournal(run.journal(), name), work.findings(), run.part(name, "files"));
        try (ImportedFiles copies = ImportedFiles.read(copying, files.paths(), files.owners(), store.files())) {
            Workers<Workers.Resource> workers = new Workers<>();
            copies.addCopying(workers, name, work.fileJobs());
            workers.work(1, work.fileJobs(), () -> () -> {});
            return copies.count();
        }
    }

    /** Progress is told in bytes of message files. */
    private void rows(LoadedArchive archive, RealmImport realm, Progress.Lane lane) {
        Map<MessagesFile, Long> sizes = new LinkedHashMap<>();
        archive.messageFiles().forEach(file -> sizes.put(file, size(file)));
        sizes.values().forEach(lane::plan);
        work(workers -> sizes.forEach((file, size) -> workers.add("messages", session -> {
            long before = realm.written();
            realm.messages(session, file);
            lane.did(size, realm.written() - before);
        })));
        work(workers ->
                realm.lists(Time.REST).forEach(output -> workers.add("rest", session -> realm.rest(session, output))));
    }

    private static long size(MessagesFile file) {
        try {
            return Files.size(file.path());
        } catch (IOException e) {
            throw PrivateFiles.unreadable(file.path(), e);
        }
    }

    private void work(Consumer<Workers<TargetSession>> units) {
        Workers<TargetSession> workers = new Workers<>();
        units.accept(workers);
        workers.work(work.jobs(), target::session);
    }
}
