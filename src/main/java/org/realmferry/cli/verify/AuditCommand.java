/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Words;
import org.realmferry.audit.Audit;
import org.realmferry.audit.scope.Audience;
import org.realmferry.audit.scope.AuditSummary;
import org.realmferry.audit.scope.ManifestClaims;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.ArchiveOptions;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import org.realmferry.pack.ArchiveFolder;
import org.realmferry.selection.Unapproved;
import org.realmferry.selection.approvals.Approvals;
import org.realmferry.selection.approvals.Approvals.Resolved;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code realmferry audit}: whether an archive holds only what it may, for the person who signs for it. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry audit ARCHIVE (--approvals FILE | --mode MODE) [OPTIONS]",
        description = "Proves from an archive alone that all data in it is public, belongs to an approved user, or was"
                + " seen by one; lists each exception. Also reads Zulip's own archives.",
        footer = {"", "Example:", "  realmferry audit /srv/move/acme --approvals approved.csv"})
public final class AuditCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "ARCHIVE",
            arity = "0..1",
            description = "A realm's archive: a folder, .tar.gz or .tar.zst")
    private @Nullable Path archive;

    @Option(names = "--approvals", paramLabel = "FILE", description = "The list of approved users. No default")
    private @Nullable Path approvals;

    @Option(
            names = "--mode",
            paramLabel = "public|consent",
            description = "Approved users: none, or those in the archive's own list. No default")
    private @Nullable String mode;

    @Option(
            names = "--unapproved",
            paramLabel = "placeholder|omit",
            description = "How the export treated unapproved users. Default: from the manifest, otherwise placeholder")
    private @Nullable String unapproved;

    @Mixin
    private ArchiveOptions place = new ArchiveOptions();

    @Option(names = "--json", description = "One JSON object per line. Default: no")
    private boolean json;

    public AuditCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry audit --help"));
        place.check(archive, problems);
        checkSource(problems);
        Optional<Unapproved> treatment = treatment(problems);
        Path list = approvals;
        Optional<Approvals> read = list == null ? Optional.empty() : problems.unless(() -> Approvals.read(list));
        problems.failIfAny();
        try (ArchiveFolder folder = place.open(Optional.ofNullable(archive).orElseThrow())) {
            return folder.reading(() -> audit(folder.path(), read, treatment)).code();
        }
    }

    private void checkSource(Problems problems) {
        if ((approvals == null) == (mode == null)) {
            problems.add(
                    "--approvals and --mode are " + (mode == null ? "both missing" : "both given"),
                    "Give --approvals FILE, --mode public or --mode consent.");
        }
        if (mode != null && !List.of("public", "consent").contains(mode)) {
            problems.add("--mode " + mode + " is neither public nor consent", "Give public or consent.");
        }
    }

    private Optional<Unapproved> treatment(Problems problems) {
        if (unapproved == null) {
            return Optional.empty();
        }
        for (Unapproved value : Unapproved.values()) {
            if (value.label().equals(unapproved)) {
                return Optional.of(value);
            }
        }
        problems.add("--unapproved " + unapproved + " is neither placeholder nor omit", "Give placeholder or omit.");
        return Optional.empty();
    }

    private ExitStatus audit(Path folder, Optional<Approvals> list, Optional<Unapproved> asked) {
        Audit audit = Audit.of(folder);
        Unapproved treatment = asked.or(() -> audit.claims().flatMap(ManifestClaims::unapproved))
                .orElse(Unapproved.PLACEHOLDER);
        AuditReport report = new AuditReport(console, json);
        Audience audience = list.map(approved -> listed(audit, approved, treatment, report))
                .orElseGet(() ->
                        "public".equals(mode) ? Audience.nobody() : Audience.consenting(audit.consenting(), treatment));
        report.begin(audit, audience);
        AuditSummary summary = audit.run(audience, report::leak);
        report.end(audit, audience, summary);
        return summary.exceptions() == 0 ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }

    private static Audience listed(Audit audit, Approvals list, Unapproved treatment, AuditReport report) {
        Resolved resolved = list.in(audit.realm(), audit.users());
        Problems problems = new Problems();
        resolved.problems().forEach(problem -> problems.add(problem, "Correct the approval list."));
        problems.failIfAny();
        long unknown = resolved.unknown().size();
        if (unknown > 0) {
            report.note(Words.counted(unknown, "name") + " of the list " + (unknown == 1 ? "is" : "are")
                    + " not in the archive");
        }
        if (audit.claims()
                .flatMap(ManifestClaims::approvals)
                .filter(sha -> !sha.equals(list.sha256()))
                .isPresent()) {
            report.note("the export used a different approval list: its SHA-256 differs");
        }
        return Audience.listed(resolved.approved(), treatment);
    }
}
