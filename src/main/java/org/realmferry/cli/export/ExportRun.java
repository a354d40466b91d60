/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Secret;
import org.realmferry.Words;
import org.realmferry.archive.Manifest;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.PackOptions;
import org.realmferry.cli.options.UserOptions;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FinishedRun;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.cli.output.RunMessages;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.server.FileStoreOptions;
import org.realmferry.cli.server.ServerRelease;
import org.realmferry.cli.server.SourceOptions;
import org.realmferry.extract.Estimate;
import org.realmferry.extract.Export;
import org.realmferry.extract.Packing;
import org.realmferry.extract.RefreshEstimate;
import org.realmferry.extract.SystemBots;
import org.realmferry.extract.UserEstimate;
import org.realmferry.extract.files.ServerFiles;
import org.realmferry.pack.PackChoice;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.UserPlan;
import org.realmferry.postgres.ConnectionQuota;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresSource;
import org.realmferry.postgres.PostgresSource.Shared;
import org.realmferry.report.RunPage;
import org.realmferry.report.RunReport;
import org.realmferry.rules.Rules;
import org.realmferry.run.Attempt;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunLog;
import org.realmferry.run.RunView;
import org.realmferry.run.life.LiveRun;
import org.realmferry.run.life.RunResult;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Timeline;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmSelection;
import org.realmferry.selection.Scope;
import org.realmferry.selection.SingleUser;
import org.realmferry.selection.UserSelection;
import org.realmferry.source.ReleaseSource;
import org.realmferry.source.ServerHash;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;
import org.realmferry.store.FileStore;

/** One export from the checked command line to the report: what can stop it does so before anything is written. */
final class ExportRun {
    private final Console console;
    private final Map<String, String> environment;
    private final ExportRequest request;
    private final LiveRun live;
    private final RunLog log;
    private Findings findings;

    ExportRun(Console console, Map<String, String> environment, ExportRequest request, RunLog log) {
        this.console = console;
        this.environment = environment;
        this.request = request;
        this.log = log;
        live = new LiveRun(request.run(), new RunMessages(console, request.run().json()), log);
        findings = new Findings(log);
    }

    /**
     * One attempt.
     *
     * @param fault what ended the one before, where that was waited out
     * @param problems what is wrong with the command line
     */
    private record Attempted(Optional<String> fault, Problems problems) {}

    /** Everything about the server that an export needs to know before it begins. */
    private record Server(
            Source source,
            int jobs,
            ZulipRelease release,
            ExportPlan plan,
            UserPlan userPlan,
            List<Scope> scopes,
            List<SingleUser> users,
            ServerFiles files,
            RunIdentities identities,
            Map<Realm, Map<String, Long>> approved,
            List<Finding> kept) {}

    /** Retries after each failure that may pass, once the run has begun. */
    ExitStatus run(Problems problems) {
        try (live) {
            return live.run(fault -> attempt(fault, fault.isEmpty() ? problems : new Problems()));
        }
    }

    private ExitStatus attempt(Optional<String> fault, Problems problems) {
        findings = new Findings(log);
        Optional<FileStore> store = problems.unless(
                () -> request.content().places().files().open(request.work().fetching()));
        try {
            Optional<Shared> opened = problems.unless(this::open);
            if (opened.isEmpty()) {
                problems.failIfAny();
            }
            try (Source source = new ReleaseSource(
                    opened.orElseThrow().source(), request.content().places().bots())) {
                return run(source, opened.get().jobs(), store, new Attempted(fault, problems));
            }
        } finally {
            store.ifPresent(FileStore::close);
        }
    }

    /** Waits where other runs have all connections, without one of its own. */
    private Shared open() {
        SourceOptions.Places places = request.content().places();
        Connections connections = new Connections(places.database(), places.configuredPassword(), environment);
        ConnectionQuota share =
                new ConnectionQuota(request.work().jobs(), request.work().maxConnections());
        return new ConnectionQueue(environment, this::waitsForOthers)
                .await(() -> PostgresSource.openWithin(
                        share, request.work().memory(), connections, places.database(), Rules.tables()));
    }

    private void waitsForOthers() {
        String what = "other runs use all connections allowed for this database (--max-connections "
                + request.work().maxConnections() + ")";
        if (!request.dryRun()) {
            live.directory();
            live.waiting(what);
        }
        if (!request.run().json()) {
            console.err().println("Waiting: " + what + " ...");
            console.err().flush();
        }
    }

    private ExitStatus run(Source source, int jobs, Optional<FileStore> store, Attempted attempted) {
        Problems problems = attempted.problems();
        ZulipRelease release = ServerRelease.of(
                source, request.content().places().database(), request.content().zulipVersion());
        Server server;
        try (SnapshotReader reader = source.reader()) {
            ServerIdentities present = new ServerIdentities(reader, source.schema());
            RunIdentities identities = new RunIdentities(request.run().directory(), present);
            List<Realm> realms = present.realms();
            SystemBots bots = SystemBots.read(reader);
            RealmSelection selection = selection(identities, present, bots, problems);
            selection.problems().forEach(problem -> problems.add(problem, "Give the realm's short name (string_id)."));
            UserSelection users = identities.users(request.content().subjects().users(), problems);
            users.problems().forEach(problem -> problems.add(problem, UserOptions.REMEDY));
            identities.check(selection.realms(), users.users(), problems);
            problems.check(() -> UnknownParts.settle(
                    source.schema(), release, request.content().skipUnknown(), findings));
            bots.missing().forEach(findings::add);
            Optional<Secret> salt = request.content().places().avatarSalt();
            if (salt.isEmpty()) {
                boolean files = UserPlan.of(source.schema()).form().filesOfUsers();
                problems.check(() -> AvatarSaltCheck.requireNoPictures(
                        reader, selection.realms(), files ? users.users() : List.of()));
            }
            new ConsentChecks(source.schema(), release, request.content().choice(), problems)
                    .check(reader, selection.realms());
            List<Scope> scopes = Scopes.of(
                    reader,
                    realms,
                    selection.realms(),
                    users.users(),
                    request.content().choice().on(release),
                    problems);
            Map<Realm, Map<String, Long>> approved = identities.approved(
                    request.content().choice().approvals(), selection.realms(), users.users(), problems);
            List<Finding> kept = identities.kept(selection.realms(), users.users(), problems);
            List<Realm> exported = Stream.concat(
                            selection.realms().stream(), users.users().stream().map(SingleUser::realm))
                    .toList();
            List<String> names = exported.stream().map(Realm::stringId).toList();
            request.content().pack().ifPresent(pack -> PackOptions.checkRealms(pack, names, problems));
            problems.failIfAny();
            ExportPlan plan =
                    ExportPlan.of(source.schema(), request.content().choice().omits());
            UserPlan userPlan = UserPlan.of(source.schema());
            ServerFiles files = new ServerFiles(
                    store.orElseThrow(), salt, request.work().fetching().jobs());
            files.require(reader, exported);
            server = new Server(
                    source, jobs, release, plan, userPlan, scopes, users.users(), files, identities, approved, kept);
            request.leftOut().ifPresent(file -> WithheldList.write(file, reader, scopes, plan));
            if (request.dryRun()) {
                return dryRun(server, reader);
            }
        }
        return export(server, attempted.fault());
    }

    private RealmSelection selection(
            RunIdentities identities, ServerIdentities present, SystemBots bots, Problems problems) {
        List<Realm> server = present.realms();
        if (!request.content().subjects().allRealms()) {
            return identities.realms(request.content().subjects().realms(), problems);
        }
        RealmSelection all = RealmSelection.all(server, bots.aloneIn(server));
        bots.doubt(server).forEach(findings::add);
        if (all.realms().isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "the server has no realm except that of the system bots",
                    "Check the name of the database.");
        }
        return all;
    }

    private ExitStatus dryRun(Server server, SnapshotReader reader) {
        if (request.run().refreshes()) {
            return refreshDryRun(server, reader);
        }
        List<Estimate> estimates = server.scopes().stream()
                .map(scope -> Estimate.read(reader, scope, server.plan(), server.files(), findings))
                .toList();
        List<UserEstimate> users =
                UserEstimate.read(reader, server.users(), server.userPlan(), server.files(), findings);
        new DryRunReport(console, request.run(), request.content().pack(), server.release())
                .print(estimates, users, findings);
        return findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }

    /** What the export would find missing isn't told: the run's own findings do. */
    private ExitStatus refreshDryRun(Server server, SnapshotReader reader) {
        RunView run = RunView.at(request.run().directory());
        List<RefreshEstimate> realms = RefreshEstimate.read(
                server.scopes(),
                server.source(),
                run,
                new RefreshEstimate.Context(server.plan(), server.files(), findings, Version.TEXT));
        long start = System.nanoTime();
        UserEstimate.read(reader, server.users(), server.userPlan(), server.files(), findings);
        double seconds = (System.nanoTime() - start) / 1e9;
        new RefreshReport(console, request.run().json(), server.jobs())
                .print(realms, new RefreshReport.Users(server.users().size(), seconds), server.kept());
        return server.kept().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }

    private void tellWhatRefreshTakes() {
        boolean encrypted =
                request.content().pack().filter(PackChoice::isEncrypted).isPresent();
        if (encrypted && request.run().refreshes() && !request.run().json()) {
            console.err()
                    .println(
                            "This run kept no unencrypted files to resume from: everything is read and encrypted again.");
            console.err().flush();
        }
    }

    private void tellWhereLinksCantBe() {
        if (request.work().fetching().link()
                && !request.run().json()
                && request.content().places().files() instanceof FileStoreOptions.Local local
                && !local.sharesItsFileSystemWith(request.run().directory())) {
            console.err()
                    .println("--link: " + request.run().directory() + " is on another file system; files are copied.");
            console.err().flush();
        }
    }

    private ExitStatus export(Server server, Optional<String> fault) {
        Progress progress = new Progress(Export.lanes(server.scopes(), server.users()));
        Instant started = Instant.now();
        RunDirectory run = live.directory();
        if (server.jobs() < request.work().jobs() && !request.run().json()) {
            console.err()
                    .println("With " + Words.counted(server.jobs(), "job") + " of "
                            + request.work().jobs() + ": --max-connections "
                            + request.work().maxConnections() + " allows no more.");
        }
        if (run.isFinished()) {
            return finishedBefore(run);
        }
        List<Attempt> attempts = live.begin(run, started, fault);
        logBegin(server, attempts);
        List<Finding> kept = settleGone(server, run);
        tellWhatRefreshTakes();
        tellWhereLinksCantBe();
        Export export = new Export(
                run,
                server.plan(),
                server.userPlan(),
                server.source().migrations(),
                server.release(),
                new Manifest.Origin(
                        server.release().version(),
                        server.source().migrations().lastOfZerver(),
                        ServerHash.of(server.source().standpoint())),
                server.files(),
                findings,
                progress,
                log,
                Version.TEXT,
                new Packing(request.content().pack()));
        live.working(
                server.scopes().stream().map(scope -> scope.realm().label()).toList(),
                server.users().size(),
                progress);
        Export.Summary summary;
        Timeline timeline = Timeline.start(progress);
        try (timeline;
                ProgressDisplay display =
                        ProgressDisplay.start(console, request.run().json(), progress)) {
            summary = export.run(server.scopes(), server.users(), server.source(), server.jobs());
            display.complete();
        }
        ExportRecord record = new ExportRecord(
                server.release(),
                server.source().snapshot(),
                request.content(),
                request.work().jobs(),
                started,
                Instant.now(),
                summary);
        double seconds = progress.seconds();
        ExportReport report = new ExportReport(console, request.run(), request.content());
        RunReport.Course course = new RunReport.Course(attempts, record.finished(), progress, timeline.samples());
        ExitStatus status = live.finish(
                run,
                new RunResult(
                        findings,
                        record.record(findings, PreviousRecord.read(run.run(), places(kept))),
                        report.text(record, findings, seconds, Integer.MAX_VALUE),
                        path -> RunPage.write(path, report.page(record, findings, course)),
                        places(kept)));
        report.print(record, findings, seconds);
        return status;
    }

    private ExitStatus finishedBefore(RunDirectory run) {
        log.info("", "the run is already finished; nothing is exported");
        return new FinishedRun(console, request.run().json())
                .print(
                        run,
                        List.of(
                                "The run in " + run.root() + " is already finished; nothing was exported.",
                                "To update it: realmferry refresh " + run.root()));
    }

    /** Takes note of whom the archives are of; gives those that stay although nobody on the server is theirs. */
    private List<Finding> settleGone(Server server, RunDirectory run) {
        server.identities()
                .note(run, server.scopes().stream().map(Scope::realm).toList(), server.users(), server.approved());
        if (request.removeGone()) {
            server.kept().forEach(gone -> {
                run.removeArchive(gone.place());
                log.info(gone.realm(), "removed the archive " + gone.place());
            });
            return List.of();
        }
        server.kept().forEach(findings::add);
        return server.kept();
    }

    private static Set<String> places(List<Finding> kept) {
        return kept.stream().map(Finding::place).collect(Collectors.toSet());
    }

    private void logBegin(Server server, List<Attempt> attempts) {
        log.info(
                "",
                "Zulip " + server.release().version() + " in "
                        + request.content().places().database().describe() + ", snapshot "
                        + server.source().snapshot());
        if (attempts.size() > 1) {
            Attempt before = attempts.get(attempts.size() - 2);
            log.info("", "the run resumes, attempt " + attempts.size() + "; the previous one began " + before.began());
        }
    }
}
