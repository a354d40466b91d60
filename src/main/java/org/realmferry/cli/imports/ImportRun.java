/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FinishedRun;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.cli.output.RunMessages;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.RealmRow;
import org.realmferry.load.Import;
import org.realmferry.load.ImportChoice;
import org.realmferry.load.ImportSummary;
import org.realmferry.load.check.TargetCheck;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresTarget;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunHome;
import org.realmferry.run.life.LiveRun;
import org.realmferry.run.life.RunDescription;
import org.realmferry.run.life.RunResult;
import org.realmferry.source.Target;
import org.realmferry.store.FileTarget;

/** One import from the checked command line to the report: what can stop it does so before anything is written. */
final class ImportRun {
    private final Console console;
    private final Map<String, String> environment;
    private final ImportRequest request;

    ImportRun(Console console, Map<String, String> environment, ImportRequest request) {
        this.console = console;
        this.environment = environment;
        this.request = request;
    }

    ExitStatus run(UnaryOperator<Path> opening, Problems problems) {
        List<ArchiveLocation> found =
                problems.unless(() -> Import.find(request.archives(), opening)).orElse(List.of());
        List<Import.Wanted> wanted = wanted(found, problems);
        if (wanted.isEmpty()) {
            problems.failIfAny();
        }
        RunDirectory.Request asked = new RunDirectory.Request(options(wanted), request.command());
        Findings findings = new Findings(request.work().log());
        try (Target target = target()) {
            ImportChecks checks = check(target, wanted, begun(asked), findings, problems);
            problems.failIfAny();
            if (request.work().dryRun()) {
                new ImportPreviewReport(console, request, checks.planned()).print(findings);
                return findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
            }
        }
        RunDescription run = description(asked, wanted);
        try (LiveRun live = new LiveRun(
                run, new RunMessages(console, run.json()), request.work().log())) {
            return live.run(fault -> attempt(live, wanted, fault, findings));
        } finally {
            RunHome.giveUp(run.directory());
        }
    }

    /** The directory of a run that was begun before with the same request. */
    private Optional<Path> begun(RunDirectory.Request asked) {
        return request.output()
                .or(() -> RunHome.isKnown(environment) ? RunHome.of(environment).unfinished(asked) : Optional.empty());
    }

    private Target target() {
        Connections connections =
                new Connections(request.server().database(), request.server().configuredPassword(), environment);
        return PostgresTarget.open(connections, request.server().database());
    }

    /** The run directory that was asked for, or that of the newest unfinished run of the same request, or a new one. */
    private RunDescription description(RunDirectory.Request asked, List<Import.Wanted> wanted) {
        String subject = "import-" + wanted.get(0).choice().folder() + (wanted.size() > 1 ? "-and-more" : "");
        Path directory =
                request.output().orElseGet(() -> RunHome.of(environment).choose(asked, subject));
        if (request.output().isEmpty() && !request.work().json()) {
            console.err().println("The run directory is " + directory);
            console.err().flush();
        }
        return new RunDescription(
                directory,
                asked,
                RunDirectory.Opening.RESUME,
                request.work().retries(),
                request.work().json());
    }

    /** What decides what is written, and where. */
    private Map<String, String> options(List<Import.Wanted> wanted) {
        Map<String, String> options = new TreeMap<>();
        List<String> archives = new ArrayList<>();
        for (Import.Wanted one : wanted) {
            archives.add(one.location().name() + " as " + one.choice().subdomain() + " "
                    + one.location()
                            .manifest()
                            .map(manifest -> manifest.sha256())
                            .orElse("without a manifest"));
        }
        options.put("archives", String.join("; ", archives));
        options.put("--database", request.server().database().describe());
        options.putAll(request.server().files().options());
        options.put("--like-zulip", request.result().likeZulip() ? "yes" : "no");
        options.put("--search", request.result().searchNow() ? "now" : "later");
        options.put("realms", request.result().active().name().toLowerCase(java.util.Locale.ROOT));
        request.result().host().ifPresent(host -> options.put("--external-host", host));
        options.values().removeIf(String::isEmpty);
        return options;
    }

    private List<Import.Wanted> wanted(List<ArchiveLocation> found, Problems problems) {
        if (found.size() > 1 && request.subdomain().isPresent()) {
            problems.add(
                    "--as names one subdomain, but there are " + found.size() + " archives",
                    "Import the archive that is to get it by itself.");
        }
        List<Import.Wanted> wanted = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ArchiveLocation location : found) {
            problems.unless(() -> RealmRow.read(location)).ifPresent(realm -> {
                String name = request.subdomain().orElse(realm.name());
                Optional<Failure> objection = TargetCheck.ofSubdomain(name);
                objection.ifPresent(problems::add);
                if (!names.add(name)) {
                    problems.add("two archives are of the realm " + Words.printable(name), "Import one of them.");
                }
                if (objection.isEmpty()) {
                    wanted.add(new Import.Wanted(location, realm, choice(name)));
                }
            });
        }
        return wanted;
    }

    private ImportChoice choice(String subdomain) {
        ImportRequest.Result result = request.result();
        return new ImportChoice(
                subdomain,
                result.host().map(host -> subdomain.isEmpty() ? host : subdomain + "." + host),
                result.likeZulip(),
                result.searchNow(),
                result.active());
    }

    /**
     * Checks what isn't begun yet. Nobody who has to change the command line first waits for archives to be read; a dry run
     * tells all at once.
     */
    private ImportChecks check(
            Target target, List<Import.Wanted> wanted, Optional<Path> run, Findings findings, Problems problems) {
        List<Import.Wanted> fresh = wanted.stream()
                .filter(one -> run.filter(directory -> Import.hasBegun(directory, one.choice()))
                        .isEmpty())
                .toList();
        ImportRequest.Work work = request.work();
        ImportChecks checks = new ImportChecks(request, target);
        checks.server(fresh, problems);
        checks.files(fresh, problems);
        if (work.dryRun() || problems.isEmpty()) {
            checks.archives(fresh, new ArchiveChecks(console, work, findings), problems);
        }
        return checks;
    }

    private ExitStatus attempt(LiveRun live, List<Import.Wanted> wanted, Optional<String> fault, Findings ofChecks) {
        Instant started = Instant.now();
        RunDirectory run = live.directory();
        if (run.isFinished()) {
            return new FinishedRun(console, request.work().json())
                    .print(
                            run,
                            List.of("The import in " + run.root()
                                    + " is already finished; nothing was imported again."));
        }
        Findings findings = new Findings(request.work().log());
        try (Target target = target();
                FileTarget files =
                        request.server().files().openTarget(request.work().fetching())) {
            ofChecks.sorted().forEach(findings::add);
            live.begin(run, started, fault);
            Import importing = new Import(
                    wanted,
                    target,
                    new Import.Store(files, request.server().avatarSalt()),
                    run,
                    new Import.Work(
                            request.work().jobs(), request.work().fetching().jobs(), findings));
            live.working(wanted.stream().map(one -> one.choice().folder()).toList(), 0, importing.progress());
            List<ImportSummary> summaries;
            try (ProgressDisplay display =
                    ProgressDisplay.start(console, request.work().json(), importing.progress())) {
                summaries = importing.run();
                display.complete();
            }
            ImportReport report = new ImportReport(console, request, run.root());
            double seconds = importing.progress().seconds();
            ExitStatus status = live.finish(
                    run,
                    RunResult.of(
                            findings,
                            report.record(summaries, findings, started),
                            report.text(summaries, findings, seconds, Integer.MAX_VALUE)));
            report.print(summaries, findings, seconds);
            return status;
        }
    }
}
