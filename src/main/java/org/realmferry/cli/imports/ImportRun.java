/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.realmferry.ExitStatus;
import org.realmferry.cli.options.Problems;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.RealmRow;
import org.realmferry.load.Import;
import org.realmferry.load.ImportChoice;
import org.realmferry.load.ImportSummary;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresTarget;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunHome;
import org.realmferry.source.Target;
import org.realmferry.store.FileTarget;

/** One import from the checked command line to the report: what can stop it does so before anything is written. */
final class ImportRun {
    private final Console console;
    private final Map<String, String> environment;
    private final ImportRequest request;
    private final Findings findings;

    ImportRun(Console console, Map<String, String> environment, ImportRequest request) {
        this.console = console;
        this.environment = environment;
        this.request = request;
        findings = new Findings(request.work().log());
    }

    ExitStatus run(UnaryOperator<Path> opening, Problems problems) {
        List<ArchiveLocation> found =
                problems.unless(() -> Import.find(request.archives(), opening)).orElse(List.of());
        List<Import.Wanted> wanted = wanted(found, problems);
        Connections connections =
                new Connections(request.server().database(), request.server().configuredPassword(), environment);
        try (Target target = PostgresTarget.open(connections, request.server().database())) {
            ImportChecks checks = check(target, wanted, problems);
            problems.failIfAny();
            if (request.work().dryRun()) {
                new ImportPreviewReport(console, request, checks.planned()).print(findings);
                return findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
            }
            return run(target, wanted);
        }
    }

    private List<Import.Wanted> wanted(List<ArchiveLocation> found, Problems problems) {
        if (found.size() > 1 && request.subdomain().isPresent()) {
            problems.add(
                    "--as names one subdomain, and there are " + found.size() + " archives",
                    "Import the archive that is to get it by itself.");
        }
        List<Import.Wanted> wanted = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ArchiveLocation location : found) {
            problems.unless(() -> RealmRow.read(location)).ifPresent(realm -> {
                String name = request.subdomain().orElse(realm.name());
                if (!names.add(name)) {
                    problems.add("two archives are of the realm " + name, "Import one of them.");
                }
                ImportRequest.Result result = request.result();
                wanted.add(new Import.Wanted(
                        location,
                        realm,
                        new ImportChoice(
                                name, Optional.empty(), result.likeZulip(), result.searchNow(), result.active())));
            });
        }
        return wanted;
    }

    /** Nobody waits for archives to be read who has to change the command line first; a dry run tells all at once. */
    private ImportChecks check(Target target, List<Import.Wanted> wanted, Problems problems) {
        List<Import.Wanted> fresh = wanted.stream().filter(one -> !isOurs(one)).toList();
        ImportRequest.Work work = request.work();
        ImportChecks checks = new ImportChecks(request, target);
        checks.server(fresh, problems);
        checks.files(fresh, problems);
        if (work.dryRun() || problems.isEmpty()) {
            checks.archives(fresh, new ArchiveChecks(console, work, findings), problems);
        }
        return checks;
    }

    /** Whether the run has begun to import the realm: then it is there. */
    private boolean isOurs(Import.Wanted one) {
        return request.output()
                .filter(run -> Import.hasBegun(run, one.choice()))
                .isPresent();
    }

    private ExitStatus run(Target target, List<Import.Wanted> wanted) {
        Map<String, String> options = new TreeMap<>();
        options.put("archives", String.join(" ", request.archives()));
        options.put("--database", request.server().database().describe());
        request.subdomain().ifPresent(name -> options.put("--as", name));
        options.put("--like-zulip", request.result().likeZulip() ? "yes" : "no");
        List<String> command = new ArrayList<>(List.of("import"));
        command.addAll(request.archives());
        RunDirectory.Request asked = new RunDirectory.Request(options, command);
        Path directory = request.output()
                .orElseGet(() -> RunHome.of(environment)
                        .choose(asked, "import-" + wanted.get(0).choice().subdomain()));
        try (FileTarget files =
                        request.server().files().openTarget(request.work().fetching());
                RunDirectory run = RunDirectory.open(directory, asked, RunDirectory.Opening.RESUME)) {
            Import importing = new Import(
                    wanted,
                    target,
                    new Import.Store(files, request.server().avatarSalt()),
                    run,
                    new Import.Work(
                            request.work().jobs(), request.work().fetching().jobs(), findings));
            List<ImportSummary> summaries;
            try (ProgressDisplay display =
                    ProgressDisplay.start(console, request.work().json(), importing.progress())) {
                summaries = importing.run();
                display.complete();
            }
            findings.writeTo(run.findings());
            run.finish();
            summaries.forEach(summary -> console.out().println(summary));
            console.out().flush();
            return findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
        }
    }
}
