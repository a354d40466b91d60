/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.approvals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.export.Scopes;
import org.realmferry.cli.options.ConsentOptions;
import org.realmferry.cli.options.ScopeOptions;
import org.realmferry.cli.options.ScopeOptions.Choice;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.server.DatabaseOptions;
import org.realmferry.cli.server.ServerRelease;
import org.realmferry.extract.messages.Disclosure;
import org.realmferry.extract.messages.RealmAccount;
import org.realmferry.plan.ExportPlan;
import org.realmferry.rules.Rules;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmSelection;
import org.realmferry.selection.Scope;
import org.realmferry.selection.Unapproved;
import org.realmferry.selection.approvals.Approvals;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code realmferry approvals check}: who and what would leave by a list, without exporting. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry approvals check FILE [OPTIONS]",
        description = {
            "Shows whose data and what an approval list would export, without exporting.",
            "Exit status 1: a realm would have no owner who can log in."
        },
        footer = {"", "Example:", "  realmferry approvals check approvals.csv --unapproved omit"})
public final class ApprovalsCheckCommand implements Callable<Integer> {
    private final Console console;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The list")
    private @Nullable Path file;

    @Option(
            names = "--realm",
            paramLabel = "NAME",
            description = "Realm to check; repeatable. Default: all realms in the list")
    private List<String> realms = List.of();

    @Option(
            names = "--unapproved",
            paramLabel = "placeholder|omit",
            description = "As for export. Default: placeholder")
    private @Nullable String unapproved;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Option(names = "--json", description = "One JSON object per realm and line. Default: no")
    private boolean json;

    public ApprovalsCheckCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    /** What a list says of a realm's users, and what that would do. */
    record Checked(Disclosure disclosure, List<RealmAccount> accounts, Approvals.Resolved resolved) {}

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry approvals check --help"));
        Path list = file;
        if (list == null) {
            problems.add("no list is given", "Give the FILE with the decisions.");
        }
        Optional<Approvals> approvals =
                list == null ? Optional.empty() : problems.unless(() -> Approvals.read(list, problems::add));
        Unapproved unapprovedUsers =
                ScopeOptions.unapproved(unapproved, problems).orElse(Unapproved.PLACEHOLDER);
        Optional<Source> opened = database.place(environment, problems)
                .flatMap(p -> problems.unless(() -> ServerRelease.open(p, environment, Rules.tables())));
        if (approvals.isEmpty() || opened.isEmpty()) {
            opened.ifPresent(Source::close);
            problems.failIfAny();
        }
        try (Source source = opened.orElseThrow();
                SnapshotReader reader = source.reader()) {
            Choice choice =
                    new Choice(Mode.CONSENT, approvals, unapprovedUsers, ConsentOptions.Choice.STRICT, false, true);
            List<Checked> checked = check(source, reader, choice, problems);
            new ApprovalsReport(console, choice).print(checked, json);
            boolean usable = checked.stream().allMatch(c -> c.disclosure().ownerUsable());
            return (usable ? ExitStatus.DONE : ExitStatus.FINDINGS).code();
        }
    }

    private List<Checked> check(Source source, SnapshotReader reader, Choice choice, Problems problems) {
        Approvals list = choice.approvals().orElseThrow();
        List<Realm> server = ServerRealms.read(reader);
        RealmSelection selection = realms.isEmpty()
                ? new RealmSelection(server.stream().filter(list::names).toList(), List.of())
                : RealmSelection.named(realms, server);
        selection.problems().forEach(problem -> problems.add(problem, "Give the realm's short name (string_id)."));
        List<Scope> scopes = Scopes.of(reader, server, selection.realms(), List.of(), choice, problems);
        problems.failIfAny();
        ExportPlan plan = ExportPlan.of(source.schema(), choice.omits());
        List<Checked> checked = new ArrayList<>();
        for (Scope scope : scopes) {
            List<RealmAccount> accounts = RealmAccount.read(reader, scope.realm());
            Approvals.Resolved resolved = list.in(
                    scope.realm(), accounts.stream().map(RealmAccount::user).toList());
            checked.add(new Checked(Disclosure.read(reader, scope, plan), accounts, resolved));
        }
        return checked;
    }
}
