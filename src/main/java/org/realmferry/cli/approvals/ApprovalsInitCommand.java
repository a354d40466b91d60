/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.approvals;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;
import org.realmferry.archive.disk.TextFile;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.server.DatabaseOptions;
import org.realmferry.cli.server.ServerRelease;
import org.realmferry.extract.messages.RealmAccount;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmSelection;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code realmferry approvals init}: a list of all users of realms, for a person to decide on. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry approvals init --realm NAME... [OPTIONS]",
        description =
                "Writes a list of all users of the given realms, each with the decision pending, for you to fill in.",
        footer = {"", "Example:", "  realmferry approvals init --realm acme --realm orchard --output approvals.csv"})
public final class ApprovalsInitCommand implements Callable<Integer> {
    private final Console console;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--realm",
            paramLabel = "NAME",
            description = "Realm to include, by short name (string_id); repeatable")
    private List<String> realms = List.of();

    @Option(names = "--output", paramLabel = "FILE", description = "A new file to write. Default: standard output")
    private @Nullable Path output;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    public ApprovalsInitCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry approvals init --help"));
        if (realms.isEmpty()) {
            problems.add("no realm is given", "Give --realm NAME, any number of times.");
        }
        problems.check(this::requireNewOutput);
        Optional<Source> opened = database.place(environment, problems).flatMap(p -> problems.unless(() -> open(p)));
        if (opened.isEmpty()) {
            problems.failIfAny();
        }
        try (Source source = opened.orElseThrow();
                SnapshotReader reader = source.reader()) {
            RealmSelection selection = RealmSelection.named(realms, ServerRealms.read(reader));
            selection.problems().forEach(problem -> problems.add(problem, "Give the realm's short name (string_id)."));
            problems.failIfAny();
            write(reader, selection.realms());
        }
        return ExitStatus.DONE.code();
    }

    private Source open(DatabaseOptions.Place place) {
        List<String> tables = new ArrayList<>(RealmAccount.TABLES);
        tables.add(ZulipTables.REALMS);
        return ServerRelease.open(place, environment, tables);
    }

    /** Somebody's decisions may be in a file that is there. */
    private void requireNewOutput() {
        if (output != null && Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    "--output " + output + " exists already, and may contain decisions",
                    "Give the name of a new file.");
        }
    }

    private void write(SnapshotReader reader, List<Realm> realms) {
        String target = output == null ? "standard output" : output.toString();
        ApprovalsSheet sheet = new ApprovalsSheet();
        List<String> told = new ArrayList<>();
        for (Realm realm : realms) {
            List<RealmAccount> accounts = RealmAccount.read(reader, realm);
            int listed = sheet.add(realm, accounts);
            told.add(Words.counted(listed, "user") + " of " + realm.label() + " written to " + target
                    + followers(accounts.size() - listed));
        }
        if (output == null) {
            sheet.records().forEach(record -> console.out().print(record + "\n"));
            console.out().flush();
        } else {
            requireNewOutput();
            TextFile.write(output.toAbsolutePath(), sheet.records());
        }
        told.forEach(line -> console.err().println(Console.printable(line)));
        console.err()
                .println("Fill in the column decision (approved, denied or pending), then:"
                        + " realmferry approvals check " + (output == null ? "FILE" : target));
        console.err().flush();
    }

    private static String followers(int bots) {
        return switch (bots) {
            case 0 -> "";
            case 1 -> "; 1 bot is not listed, as the decision on its owner holds for it";
            default ->
                "; " + Words.count(bots) + " bots are not listed, as the decisions on their owners hold for them";
        };
    }
}
