/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Secret;
import org.realmferry.archive.TextFile;
import org.realmferry.cli.ExportCommand.Request;
import org.realmferry.extract.Estimate;
import org.realmferry.extract.Export;
import org.realmferry.extract.RealmUsers;
import org.realmferry.extract.ServerRealms;
import org.realmferry.extract.SnapshotReader;
import org.realmferry.extract.Source;
import org.realmferry.extract.UserEstimate;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.UserPlan;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresSource;
import org.realmferry.rules.IdSet;
import org.realmferry.rules.Rules;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.run.Progress;
import org.realmferry.run.RunDirectory;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmSelection;
import org.realmferry.selection.Scope;
import org.realmferry.selection.SingleUser;
import org.realmferry.selection.UserSelection;
import org.realmferry.store.FileStore;
import org.realmferry.store.LocalUploads;

/** One export from the checked command line to the report: what can stop it does so before anything is written. */
final class ExportRun {
    private final Console console;
    private final Map<String, String> environment;
    private final Request request;
    private final AtomicBoolean ended = new AtomicBoolean();
    private Findings findings = new Findings();
    private @Nullable RunDirectory directory;

    ExportRun(Console console, Map<String, String> environment, Request request) {
        this.console = console;
        this.environment = environment;
        this.request = request;
    }

    /** Everything about the server that an export needs to know before it begins. */
    private record Server(
            Source source,
            ZulipRelease release,
            ExportPlan plan,
            UserPlan userPlan,
            List<Scope> scopes,
            List<SingleUser> users,
            FileStore store,
            Optional<Secret> avatarSalt) {}

    /** Goes on after each fault that passes, once the run has begun. */
    ExitStatus run(Problems problems) {
        Patience patience = new Patience(console, request.json(), request.patience());
        Problems known = problems;
        try {
            while (true) {
                try {
                    return attempt(known);
                } catch (Failure e) {
                    if (request.dryRun() || !RunDirectory.isBegun(request.output())) {
                        throw e;
                    }
                    patience.await(e, directory == null ? 0 : directory.noted());
                    findings = new Findings();
                    known = new Problems();
                }
            }
        } finally {
            ended.set(true);
            if (directory != null) {
                directory.close();
            }
        }
    }

    private ExitStatus attempt(Problems problems) {
        Optional<FileStore> store =
                problems.unless(() -> LocalUploads.at(request.places().uploads()));
        Optional<Source> opened = problems.unless(this::open);
        if (opened.isEmpty()) {
            problems.failIfAny();
        }
        try (Source source = opened.orElseThrow()) {
            return run(source, store, problems);
        }
    }

    private Source open() {
        SourceOptions.Places places = request.places();
        Connections connections = new Connections(places.database(), places.configuredPassword(), environment);
        return PostgresSource.open(connections, places.database(), Rules.tables());
    }

    private ExitStatus run(Source source, Optional<FileStore> store, Problems problems) {
        ZulipRelease release = ServerRelease.of(source, request.places().database(), request.zulipVersion());
        try (SnapshotReader reader = source.reader()) {
            List<Realm> realms = ServerRealms.read(reader);
            RealmSelection selection = selection(realms);
            selection.problems().forEach(problem -> problems.add(problem, "Give the realm's short name (string_id)."));
            UserSelection users = UserSelection.named(request.users(), realms, realm -> RealmUsers.read(reader, realm));
            users.problems().forEach(problem -> problems.add(problem, UserOptions.REMEDY));
            problems.check(() -> requireDecided(source));
            Optional<Secret> salt = request.places().avatarSalt();
            if (salt.isEmpty()) {
                problems.check(() -> requireNoAvatars(reader, selection.realms(), users.users()));
            }
            List<Scope> scopes =
                    Scopes.of(reader, realms, selection.realms(), users.users(), request.choice(), problems);
            problems.failIfAny();
            ExportPlan plan = ExportPlan.of(source.schema(), request.choice().omits());
            UserPlan userPlan = UserPlan.of(source.schema());
            Server server =
                    new Server(source, release, plan, userPlan, scopes, users.users(), store.orElseThrow(), salt);
            return request.dryRun() ? dryRun(server, reader) : export(server);
        }
    }

    private RealmSelection selection(List<Realm> server) {
        if (!request.allRealms()) {
            return RealmSelection.named(request.realms(), server);
        }
        RealmSelection all = RealmSelection.all(server, IdSet.SYSTEM_BOT_REALM);
        if (all.realms().isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "the server has no realm but that of the system bots",
                    "Check the name of the database.");
        }
        return all;
    }

    private void requireDecided(Source source) {
        List<String> undecided = Rules.undecided(source.schema());
        if (!undecided.isEmpty() && !request.skipUnknown()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    undecided.stream()
                            .map(name -> "no rule knows the " + kind(name) + " " + name)
                            .toList(),
                    "With --unknown-tables skip they stay behind, and the report says so.",
                    null);
        }
        for (String name : undecided) {
            findings.add(new Finding("unknown-" + kind(name), "", name, "no rule knows it; it stayed behind"));
        }
    }

    private static String kind(String name) {
        return name.contains(".") ? "column" : "table";
    }

    private static void requireNoAvatars(SnapshotReader reader, List<Realm> realms, List<SingleUser> users) {
        List<String> withAvatars = Stream.concat(
                        ServerRealms.withAvatars(reader, realms).stream().map(Realm::label),
                        RealmUsers.withAvatars(reader, users).stream().map(SingleUser::label))
                .toList();
        if (!withAvatars.isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "the avatar salt is missing, and users have pictures whose files only it can name, in: "
                            + String.join(", ", withAvatars),
                    "Give --avatar-salt-file FILE with the value of avatar_salt in Zulip's zulip-secrets.conf.");
        }
    }

    private ExitStatus dryRun(Server server, SnapshotReader reader) {
        List<Estimate> estimates = server.scopes().stream()
                .map(scope ->
                        Estimate.read(reader, scope, server.plan(), server.store(), server.avatarSalt(), findings))
                .toList();
        List<UserEstimate> users = UserEstimate.read(
                reader, server.users(), server.userPlan(), server.store(), server.avatarSalt(), findings);
        new DryRunReport(console, request, server.release()).print(estimates, users, findings);
        return findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }

    private ExitStatus export(Server server) {
        Progress progress = new Progress(Export.lanes(server.scopes(), server.users()));
        Instant started = Instant.now();
        RunDirectory run = directory();
        if (run.isFinished()) {
            return FinishedRun.tell(console, request, run);
        }
        Export export = new Export(
                run,
                server.plan(),
                server.userPlan(),
                server.source().migrations(),
                server.release(),
                server.store(),
                server.avatarSalt(),
                findings,
                progress,
                Version.TEXT);
        Export.Summary summary;
        try (ProgressDisplay display = ProgressDisplay.start(console, request.json(), progress)) {
            summary = export.run(server.scopes(), server.users(), server.source(), request.jobs());
            display.complete();
        }
        findings.writeTo(run.findings());
        RunRecord record =
                new RunRecord(server.release(), server.source().snapshot(), request, started, Instant.now(), summary);
        record.writeTo(run.run(), findings);
        ExportReport report = new ExportReport(console, request);
        TextFile.write(run.report(), report.text(record, findings, progress.seconds(), Integer.MAX_VALUE));
        run.finish();
        report.print(record, findings, progress.seconds());
        return findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }

    /** The run's directory, locked from its first attempt to its last. */
    private RunDirectory directory() {
        RunDirectory open = directory;
        if (open == null) {
            open = RunDirectory.open(request.output(), RunRequest.of(request), request.purpose());
            directory = open;
            Runtime.getRuntime().addShutdownHook(new Thread(this::interrupted));
        } else {
            open.reopen();
        }
        return open;
    }

    private void interrupted() {
        if (ended.get()) {
            return;
        }
        console.err().println();
        console.err().println("realmferry: interrupted; the archives in " + request.output() + " are not complete");
        console.err().println("Give the same command again: it goes on where it was.");
        console.err().flush();
    }
}
