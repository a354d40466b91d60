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
import org.realmferry.archive.disk.TextFile;
import org.realmferry.cli.export.ExportCommand.Request;
import org.realmferry.cli.options.FileStoreOptions;
import org.realmferry.cli.options.PackOptions;
import org.realmferry.cli.options.Problems;
import org.realmferry.cli.options.ServerRelease;
import org.realmferry.cli.options.SourceOptions;
import org.realmferry.cli.options.UserOptions;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.cli.output.Version;
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
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Timeline;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmSelection;
import org.realmferry.selection.Scope;
import org.realmferry.selection.SingleUser;
import org.realmferry.selection.UserSelection;
import org.realmferry.source.RealmUsers;
import org.realmferry.source.ReleaseSource;
import org.realmferry.source.ServerHash;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;
import org.realmferry.store.FileStore;

/** One export from the checked command line to the report: what can stop it does so before anything is written. */
final class ExportRun {
    private final Console console;
    private final Map<String, String> environment;
    private final Request request;
    private final LiveRun live;
    private final RunLog log;
    private Findings findings;
    private Optional<String> fault = Optional.empty();

    ExportRun(Console console, Map<String, String> environment, Request request, RunLog log) {
        this.console = console;
        this.environment = environment;
        this.request = request;
        this.log = log;
        live = new LiveRun(console, request, log);
        findings = new Findings(log);
    }

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

    /** Goes on after each fault that passes, once the run has begun. */
    ExitStatus run(Problems problems) {
        try (live) {
            return attempts(problems);
        }
    }

    private ExitStatus attempts(Problems problems) {
        RetryPolicy patience = new RetryPolicy(console, request, live::waiting, log);
        Problems known = problems;
        try {
            while (true) {
                try {
                    return attempt(known);
                } catch (Failure e) {
                    if (request.dryRun() || !RunView.isBegun(request.output())) {
                        throw e;
                    }
                    patience.await(e, live.noted());
                    fault = Optional.of(String.join("; ", e.problems()));
                    findings = new Findings(log);
                    known = new Problems();
                }
            }
        } catch (Failure e) {
            Failure failure = live.failed(e);
            if (failure.status() != ExitStatus.INTERRUPTED) {
                throw failure;
            }
            // While the process ends, nobody else would get to say it.
            failure.problems().forEach(log::error);
            console.fail(failure, request.json());
            return failure.status();
        }
    }

    private ExitStatus attempt(Problems problems) {
        Optional<FileStore> store =
                problems.unless(() -> request.places().files().open(request.fetching()));
        try {
            Optional<Shared> opened = problems.unless(this::open);
            if (opened.isEmpty()) {
                problems.failIfAny();
            }
            try (Source source = new ReleaseSource(
                    opened.orElseThrow().source(), request.places().bots())) {
                return run(source, opened.get().jobs(), store, problems);
            }
        } finally {
            store.ifPresent(FileStore::close);
        }
    }

    /** Waits where other runs have all connections, without one of its own. */
    private Shared open() {
        SourceOptions.Places places = request.places();
        Connections connections = new Connections(places.database(), places.configuredPassword(), environment);
        ConnectionQuota share = new ConnectionQuota(request.jobs(), request.maxConnections());
        return new ConnectionQueue(environment, this::waitsForOthers)
                .await(() -> PostgresSource.openWithin(
                        share, request.memory(), connections, places.database(), Rules.tables()));
    }

    private void waitsForOthers() {
        String what = "other runs use all connections allowed for this database (--max-connections "
                + request.maxConnections() + ")";
        if (!request.dryRun()) {
            live.directory();
            live.waiting(what);
        }
        if (!request.json()) {
            console.err().println("Waiting: " + what + " ...");
            console.err().flush();
        }
    }

    private ExitStatus run(Source source, int jobs, Optional<FileStore> store, Problems problems) {
        ZulipRelease release = ServerRelease.of(source, request.places().database(), request.zulipVersion());
        Server server;
        try (SnapshotReader reader = source.reader()) {
            ServerIdentities present = new ServerIdentities(reader, source.schema());
            RunIdentities identities = new RunIdentities(request.output(), present);
            List<Realm> realms = present.realms();
            RealmSelection selection = selection(identities, present, reader, problems);
            selection.problems().forEach(problem -> problems.add(problem, "Give the realm's short name (string_id)."));
            UserSelection users = identities.users(request.users(), problems);
            users.problems().forEach(problem -> problems.add(problem, UserOptions.REMEDY));
            identities.check(selection.realms(), users.users(), problems);
            problems.check(() -> UnknownParts.settle(source.schema(), release, request.skipUnknown(), findings));
            SystemBots.read(reader).missing().forEach(findings::add);
            Optional<Secret> salt = request.places().avatarSalt();
            if (salt.isEmpty()) {
                boolean files = UserPlan.of(source.schema()).form().filesOfUsers();
                problems.check(() -> requireNoAvatars(reader, selection.realms(), files ? users.users() : List.of()));
            }
            new ConsentChecks(source.schema(), release, request.choice(), problems).check(reader, selection.realms());
            List<Scope> scopes = Scopes.of(
                    reader,
                    realms,
                    selection.realms(),
                    users.users(),
                    request.choice().on(release),
                    problems);
            Map<Realm, Map<String, Long>> approved =
                    identities.approved(request.choice().approvals(), selection.realms(), users.users(), problems);
            List<Finding> kept = identities.kept(selection.realms(), users.users(), problems);
            List<Realm> exported = Stream.concat(
                            selection.realms().stream(), users.users().stream().map(SingleUser::realm))
                    .toList();
            List<String> names = exported.stream().map(Realm::stringId).toList();
            request.pack().ifPresent(pack -> PackOptions.checkRealms(pack, names, problems));
            problems.failIfAny();
            ExportPlan plan = ExportPlan.of(source.schema(), request.choice().omits());
            UserPlan userPlan = UserPlan.of(source.schema());
            ServerFiles files = new ServerFiles(
                    store.orElseThrow(), salt, request.fetching().jobs());
            files.require(reader, exported);
            server = new Server(
                    source, jobs, release, plan, userPlan, scopes, users.users(), files, identities, approved, kept);
            request.leftOut().ifPresent(file -> WithheldList.write(file, reader, scopes, plan));
            if (request.dryRun()) {
                return dryRun(server, reader);
            }
        }
        return export(server);
    }

    private RealmSelection selection(
            RunIdentities identities, ServerIdentities present, SnapshotReader reader, Problems problems) {
        List<Realm> server = present.realms();
        if (!request.allRealms()) {
            return identities.realms(request.realms(), problems);
        }
        SystemBots bots = SystemBots.read(reader);
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

    private static void requireNoAvatars(SnapshotReader reader, List<Realm> realms, List<SingleUser> users) {
        List<String> withAvatars = Stream.concat(
                        ServerRealms.withAvatars(reader, realms).stream().map(Realm::label),
                        RealmUsers.withAvatars(reader, users).stream().map(SingleUser::label))
                .toList();
        if (!withAvatars.isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "the avatar salt is missing; the file names of users' pictures depend on it, in: "
                            + String.join(", ", withAvatars),
                    "Give --avatar-salt-file FILE with the server's zulip-secrets.conf, or its value of avatar_salt.");
        }
    }

    private ExitStatus dryRun(Server server, SnapshotReader reader) {
        if (request.purpose() == RunDirectory.Purpose.REFRESH) {
            return refreshDryRun(server, reader);
        }
        List<Estimate> estimates = server.scopes().stream()
                .map(scope -> Estimate.read(reader, scope, server.plan(), server.files(), findings))
                .toList();
        List<UserEstimate> users =
                UserEstimate.read(reader, server.users(), server.userPlan(), server.files(), findings);
        new DryRunReport(console, request, server.release()).print(estimates, users, findings);
        return findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }

    /** What the export would find missing isn't told: the run's own findings do. */
    private ExitStatus refreshDryRun(Server server, SnapshotReader reader) {
        RunView run = RunView.at(request.output());
        List<RefreshEstimate> realms = RefreshEstimate.read(
                server.scopes(),
                server.source(),
                run,
                new RefreshEstimate.Context(server.plan(), server.files(), findings, Version.TEXT));
        long start = System.nanoTime();
        UserEstimate.read(reader, server.users(), server.userPlan(), server.files(), findings);
        double seconds = (System.nanoTime() - start) / 1e9;
        new RefreshReport(console, request, server.jobs())
                .print(realms, new RefreshReport.Users(server.users().size(), seconds), server.kept());
        return server.kept().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }

    private void tellWhatRefreshTakes() {
        boolean encrypted = request.pack().filter(PackChoice::isEncrypted).isPresent();
        if (encrypted && request.purpose() == RunDirectory.Purpose.REFRESH && !request.json()) {
            console.err()
                    .println(
                            "This run kept no unencrypted files to resume from: everything is read and encrypted again.");
            console.err().flush();
        }
    }

    private void tellWhereLinksCantBe() {
        if (request.fetching().link()
                && !request.json()
                && request.places().files() instanceof FileStoreOptions.Local local
                && !local.sharesItsFileSystemWith(request.output())) {
            console.err().println("--link: " + request.output() + " is on another file system; files are copied.");
            console.err().flush();
        }
    }

    private ExitStatus export(Server server) {
        Progress progress = new Progress(Export.lanes(server.scopes(), server.users()));
        Instant started = Instant.now();
        RunDirectory run = live.directory();
        if (server.jobs() < request.jobs() && !request.json()) {
            console.err()
                    .println("With " + Words.counted(server.jobs(), "job") + " of " + request.jobs()
                            + ": --max-connections " + request.maxConnections() + " allows no more.");
        }
        if (run.isFinished()) {
            log.info("", "the run is already finished; nothing is exported");
            return FinishedRun.tell(console, request, run);
        }
        List<Attempt> attempts = run.attempts(started, fault);
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
                new Packing(request.pack()));
        live.working(
                server.scopes().stream().map(scope -> scope.realm().label()).toList(),
                server.users().size(),
                progress);
        Export.Summary summary;
        Timeline timeline = Timeline.start(progress);
        try (timeline;
                ProgressDisplay display = ProgressDisplay.start(console, request.json(), progress)) {
            summary = export.run(server.scopes(), server.users(), server.source(), server.jobs());
            display.complete();
        }
        findings.writeTo(run.findings());
        RunRecord record =
                new RunRecord(server.release(), server.source().snapshot(), request, started, Instant.now(), summary);
        record.writeTo(run.run(), findings, PreviousRecord.read(run.run(), places(kept)));
        double seconds = progress.seconds();
        ExportReport report = new ExportReport(console, request);
        TextFile.write(run.report(), report.text(record, findings, seconds, Integer.MAX_VALUE));
        RunReport.Course course = new RunReport.Course(attempts, record.finished(), progress, timeline.samples());
        RunPage.write(run.page(), report.page(record, findings, course));
        run.finish(places(kept));
        ExitStatus status = findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
        live.done(status, findings.sorted().size());
        report.print(record, findings, seconds);
        return status;
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
                        + request.places().database().describe() + ", snapshot "
                        + server.source().snapshot());
        if (attempts.size() > 1) {
            Attempt before = attempts.get(attempts.size() - 2);
            log.info("", "the run resumes, attempt " + attempts.size() + "; the previous one began " + before.began());
        }
    }
}
