/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.realmferry.ExitStatus;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.server.DatabaseOptions;
import org.realmferry.cli.server.FileOptions;
import org.realmferry.cli.server.ServerRelease;
import org.realmferry.cli.server.SourceOptions;
import org.realmferry.extract.SystemBots;
import org.realmferry.extract.files.ServerFiles;
import org.realmferry.extract.files.StoreInventory;
import org.realmferry.plan.ArchiveForm;
import org.realmferry.plan.ExportPlan;
import org.realmferry.run.Findings;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmSelection;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;
import org.realmferry.store.FileStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code realmferry files}: the files of realms beside the rows that name them, without exporting. */
@Command(
        name = "files",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry files (--realm NAME... | --all-realms) [OPTIONS]",
        description = {
            "Compares the files of realms, local or in S3, with the database.",
            "Reports missing files, files that no row names, wrong metadata, and bytes by kind.",
            "Downloads and writes nothing. Exit status 1: there are findings."
        },
        footer = {"", "Example, on a Zulip server:", "  realmferry files --realm acme"})
public final class FilesCommand implements Callable<Integer> {
    private final Console console;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--realm",
            paramLabel = "NAME",
            description = "Realm to include, by short name (string_id); repeatable")
    private List<String> realms = List.of();

    @Option(names = "--all-realms", description = "All realms except that of the system bots. Default: no")
    private boolean allRealms;

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Mixin
    private FileOptions files = new FileOptions();

    @Option(names = "--json", description = "One JSON object per line. Default: no")
    private boolean json;

    public FilesCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry files --help"));
        if (realms.isEmpty() != allRealms) {
            problems.add("give either --realm or --all-realms", "Give --realm NAME, or --all-realms.");
        }
        FileOptions.Fetching fetching = files.fetching(false, problems);
        Optional<SourceOptions.Places> places = source.places(environment, problems);
        problems.failIfAny();
        try (FileStore store = places.orElseThrow().files().open(fetching);
                Source opened = open(places.orElseThrow());
                SnapshotReader reader = opened.reader()) {
            ServerFiles server = new ServerFiles(store, places.orElseThrow().avatarSalt(), fetching.jobs());
            ArchiveForm form = ExportPlan.of(opened.schema(), false).form();
            Findings findings = new Findings();
            List<Realm> selected = selected(reader, problems);
            server.require(reader, selected);
            List<StoreInventory> inventories = selected.stream()
                    .map(realm -> StoreInventory.read(reader, realm, server, form, findings))
                    .toList();
            new FilesReport(console).print(inventories, findings, json);
            return (findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS).code();
        }
    }

    private Source open(SourceOptions.Places places) {
        DatabaseOptions.Place place =
                new DatabaseOptions.Place(places.database(), places.configuredPassword(), places.bots());
        return ServerRelease.open(place, environment, StoreInventory.TABLES);
    }

    private List<Realm> selected(SnapshotReader reader, Problems problems) {
        List<Realm> server = ServerRealms.read(reader);
        RealmSelection selection = allRealms
                ? RealmSelection.all(server, SystemBots.read(reader).aloneIn(server))
                : RealmSelection.named(realms, server);
        selection.problems().forEach(problem -> problems.add(problem, "Give the realm's short name (string_id)."));
        problems.failIfAny();
        return selection.realms();
    }
}
