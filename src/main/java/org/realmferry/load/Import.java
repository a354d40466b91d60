/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.ArchivePaths;
import org.realmferry.input.Input.MessagesFile;
import org.realmferry.input.RealmInput;
import org.realmferry.input.RealmRow;
import org.realmferry.load.LoadPlan.Time;
import org.realmferry.renumber.NewIds;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Workers;
import org.realmferry.source.Target;
import org.realmferry.source.TargetSession;

/** One import: archives of realms into one server. */
public final class Import {
    /** How the import is done. */
    public record Work(int jobs, Findings findings) {}

    /**
     * An archive that is to be imported, and what was asked for it.
     *
     * @param realm the archive's own
     */
    public record Wanted(ArchiveLocation location, RealmRow realm, ImportChoice choice) {}

    private final List<Wanted> wanted;
    private final Target target;
    private final RunDirectory run;
    private final Work work;
    private final Progress progress;
    private final LoadPlan plan;

    public Import(List<Wanted> wanted, Target target, RunDirectory run, Work work) {
        this.wanted = List.copyOf(wanted);
        this.target = target;
        this.run = run;
        this.work = work;
        progress = new Progress(wanted.stream().map(w -> w.choice().subdomain()).toList());
        plan = new LoadPlan(target.schema(), target.catalog().defaults());
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
        return run.resolve("ids").resolve(choice.subdomain());
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
        return summaries;
    }

    private List<LoadedArchive> read() {
        Workers<Workers.Resource> reading = new Workers<>();
        List<LoadedArchive> archives = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            LoadedArchive archive =
                    LoadedArchive.read(RealmInput.read(wanted.get(i).location(), run.part("inputs", "all")));
            archives.add(archive);
            archive.messageFiles().forEach(file -> reading.add("inputs", nothing -> archive.read(file)));
        }
        reading.work(work.jobs(), () -> () -> {});
        return archives;
    }

    /** Fails with {@code CONFIGURATION} where either side has columns that the other lacks. */
    private void requireColumns(List<LoadedArchive> archives) {
        List<String> problems = new ArrayList<>();
        for (LoadedArchive archive : archives) {
            archive.input().rows().tables().forEach((output, section) -> {
                if (plan.knows(output) && section.rows() > 0 && !output.endsWith("_crossrealm")) {
                    plan.problems(output, archive.facts().fields(output)).stream()
                            .map(problem -> archive.input().name() + ": " + problem)
                            .forEach(problems::add);
                }
            });
        }
        if (!problems.isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    problems.stream().distinct().toList(),
                    "The archive is of another release than the server. Upgrade the older of the two, and export again.",
                    null);
        }
    }

    private ImportSummary run(Wanted one, LoadedArchive archive, Progress.Lane lane) {
        Path maps = maps(run.root(), one.choice());
        try (TargetSession session = target.session()) {
            NewIds ids = new Reservation(archive, maps, target, session).ids();
            RealmImport realm = new RealmImport(archive, plan, ids, one.choice(), path -> java.util.Optional.empty());
            if (!realm.hasSkeleton(session)) {
                realm.skeleton(session);
            }
            rows(archive, realm);
            GoLive live = new GoLive(archive, plan, target, one.choice(), realm);
            if (!live.isDone(session)) {
                live.run(session);
            }
            lane.finish();
            return new ImportSummary(one.realm(), one.choice(), realm.realm(), realm.counts());
        }
    }

    private void rows(LoadedArchive archive, RealmImport realm) {
        work(workers -> {
            for (MessagesFile file : archive.messageFiles()) {
                workers.add("messages", session -> realm.messages(session, file));
            }
        });
        work(workers ->
                realm.lists(Time.REST).forEach(output -> workers.add("rest", session -> realm.rest(session, output))));
    }

    private void work(java.util.function.Consumer<Workers<TargetSession>> units) {
        Workers<TargetSession> workers = new Workers<>();
        units.accept(workers);
        workers.work(work.jobs(), target::session);
    }
}
