/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.server.DatabaseOptions;
import org.realmferry.cli.server.ServerRelease;
import org.realmferry.rules.DataClass;
import org.realmferry.rules.Dialect;
import org.realmferry.rules.Rules;
import org.realmferry.rules.UnknownSchema;
import org.realmferry.rules.language.ColumnRule;
import org.realmferry.rules.language.ColumnRule.Added;
import org.realmferry.rules.language.ColumnRule.Names;
import org.realmferry.rules.language.ColumnRule.Renamed;
import org.realmferry.rules.language.ColumnRule.Replaced;
import org.realmferry.rules.language.ColumnRule.ReplacedAll;
import org.realmferry.rules.language.ColumnRule.StaysBehind;
import org.realmferry.rules.language.IdSet;
import org.realmferry.rules.language.OfUser;
import org.realmferry.rules.language.Output;
import org.realmferry.rules.language.SchemaState;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.rules.language.TableRule.LeavesWithin;
import org.realmferry.rules.language.TableRule.Stays;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.source.Source;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code realmferry rules}: what leaves a server, what stays and why, for whoever has to agree to an export. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Prints which tables are exported, which are left out, and why, and what an import makes of",
            "them: all tables, or some in full with each column."
        },
        footer = {"", "Example:", "  realmferry rules zerver_userprofile zerver_subscription"})
public final class RulesCommand implements Callable<Integer> {
    private static final String NEWEST = ZulipRelease.newest();

    private final Console console;
    private final Map<String, String> environment;
    private Schema schema = Rules.NEWEST;
    private Dialect dialect = new Dialect(schema);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "TABLE",
            arity = "0..*",
            description = "Tables to print in full. Default: a summary of all")
    private List<String> tables = List.of();

    @Option(
            names = "--release",
            paramLabel = "VERSION",
            description = "Zulip release to print the rules for. Default: the newest known")
    private String release = NEWEST;

    @Option(
            names = "--unknown",
            description = {
                "Print the server's tables and columns that no rule knows, in the format of zulip-tables.txt,",
                "with a proposal for each. Default: no"
            })
    private boolean unknown;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    public RulesCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry rules --help"));
        if (unknown) {
            return printUnknown(problems);
        }
        if (release.matches("[0-9]{1,4}(\\.[0-9].*)?") && new ZulipRelease(release).isAtLeast("1.4")) {
            schema = Rules.of(release);
            dialect = new Dialect(schema);
        } else {
            problems.add("--release " + release + " is not a release from 1.4 on", "Give one such as 5.7.");
        }
        List<TableRule> rules = tables.stream()
                .map(table -> problems.unless(() -> rule(table)))
                .flatMap(Optional::stream)
                .toList();
        problems.failIfAny();
        if (tables.isEmpty()) {
            overview();
        } else {
            rules.forEach(this::inFull);
        }
        console.out().flush();
        return ExitStatus.DONE.code();
    }

    private int printUnknown(Problems problems) {
        Optional<DatabaseOptions.Place> place = database.place(environment, problems);
        problems.failIfAny();
        try (Source source = ServerRelease.open(place.orElseThrow(), environment, List.of())) {
            List<String> lines = UnknownSchema.describe(
                    source.schema(),
                    Integer.toString(ZulipRelease.of(source.migrations()).major()));
            if (lines.isEmpty()) {
                line("# The rules know all tables and columns of this database.");
            }
            lines.forEach(this::line);
        }
        console.out().flush();
        return ExitStatus.DONE.code();
    }

    private TableRule rule(String table) {
        return rules(Rules.all())
                .filter(rule -> rule.table().equals(table))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitStatus.COMMAND_LINE,
                        "no rule knows the table " + table,
                        "realmferry rules prints all tables that have one."));
    }

    private void overview() {
        for (DataClass dataClass : DataClass.values()) {
            line(dataClass.title().toUpperCase(Locale.ROOT));
            grouped(dataClass).forEach((fate, names) -> wrapped("  " + fate + ": " + String.join(", ", names)));
            rules(dataClass.rules())
                    .forEach(rule -> columns(rule).forEach(text -> wrapped("  " + rule.table() + " " + text)));
            rules(dataClass.rules())
                    .forEach(rule -> rule.merging()
                            .inWords()
                            .ifPresent(words -> wrapped("  " + rule.table() + ", when archives are merged: " + words)));
            rules(dataClass.rules()).forEach(rule -> {
                List<String> arrivals = new ImportedColumns(rule, schema).arrivals();
                if (!arrivals.isEmpty()) {
                    wrapped("  " + rule.table() + ", when imported: " + String.join("; ", arrivals));
                }
            });
            line("");
        }
        wrapped(
                "t is the table, :realm the realm's id. :full, :public: the mode; :bySetting: consent is what users' settings"
                        + " say; :omit: who isn't approved leaves no trace;"
                        + " :strict: not by the rules of an older release. :approved are the users whom a list of approvals names."
                        + " The other sets of ids that the rules speak of:");
        IdSet.ALL.forEach(this::set);
        wrapped(
                "Of a single user, :user, leave the rows that are marked so, with the columns' own values, and the files that"
                        + " the user owns. Their sets of ids:");
        IdSet.OF_USER.forEach(this::set);
    }

    /** What holds for the release; of tables that leave, those that it has. */
    private Stream<TableRule> rules(List<TableRule> all) {
        return all.stream()
                .map(rule -> rule.in(schema))
                .filter(rule -> rule.fate() instanceof Stays
                        || schema.table(rule.table()).isPresent());
    }

    private void set(IdSet set) {
        wrapped("  :" + set.name() + ", " + set.meaning() + " = " + set.sql());
    }

    /** The tables of a class by what becomes of their rows. */
    private Map<String, List<String>> grouped(DataClass dataClass) {
        Map<String, List<String>> byFate = new LinkedHashMap<>();
        for (TableRule rule : rules(dataClass.rules()).toList()) {
            fates(rule)
                    .forEach((name, fate) ->
                            byFate.computeIfAbsent(fate, f -> new ArrayList<>()).add(name));
        }
        return byFate;
    }

    /** What becomes of the rows of a table, by the name under which they leave. */
    private Map<String, String> fates(TableRule rule) {
        if (rule.fate() instanceof LeavesWithin within) {
            return Map.of(rule.table(), "leave as lists of ids in " + within.owner());
        }
        if (rule.fate() instanceof Stays stays) {
            return Map.of(rule.table(), "stay (" + stays.why() + ")");
        }
        Leaves leaves = (Leaves) rule.fate();
        Map<String, String> fates = new LinkedHashMap<>();
        for (Output output : leaves.outputs()) {
            fates.put(
                    output.name(),
                    "leave" + (leaves.messageColumn().isPresent() ? " with an exported message" : "") + " where "
                            + output.where());
        }
        leaves.ofUser()
                .filter(rows -> rows.isIn(schema))
                .ifPresent(rows -> fates.put(ofUser(rule), "leave with a single user where " + rows.where()));
        return fates;
    }

    private static String ofUser(TableRule rule) {
        return rule.table() + " of a user";
    }

    /** What is special about the columns of a table. */
    private static List<String> columns(TableRule rule) {
        List<String> texts = new ArrayList<>();
        Map<String, List<String>> behind = new LinkedHashMap<>();
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (ColumnRule column : rule.columns()) {
            if (column instanceof StaysBehind stays) {
                behind.computeIfAbsent(stays.why(), why -> new ArrayList<>()).add(stays.column());
            } else if (column instanceof Replaced replaced) {
                values.computeIfAbsent(replaced.why(), why -> new ArrayList<>()).add(replaced.column());
            } else if (column instanceof ReplacedAll replaced) {
                texts.add("columns of " + replaced.other() + ": " + replaced.why());
            }
        }
        values.forEach((why, names) -> texts.add(String.join(", ", names) + ": " + why));
        behind.forEach((why, names) -> texts.add("without " + String.join(", ", names) + " (" + why + ")"));
        return texts;
    }

    private void inFull(TableRule rule) {
        line(rule.table());
        fates(rule).forEach((name, fate) -> wrapped("  " + name + ": " + fate));
        columns(rule).forEach(text -> wrapped("  " + text));
        if (rule.fate() instanceof Leaves leaves) {
            line("  in " + leaves.file().pattern());
            leaves.source().ifPresent(source -> wrapped("  rows are those of " + source));
            leaves.ofUser().filter(rows -> rows.isIn(schema)).ifPresent(rows -> inFull(rule, rows));
            rule.merging().inWords().ifPresent(words -> wrapped("  when archives are merged: " + words));
            fields(rule);
        }
        new ImportedColumns(rule, schema).lines().forEach(this::wrapped);
        line("");
    }

    private void inFull(TableRule rule, OfUser rows) {
        if (!rows.source().equals(rule.table())) {
            wrapped("  rows of a user are those of " + rows.source());
        }
        rows.added().forEach(added -> wrapped("  of a user also " + added.field() + " = " + added.sql()));
        rows.names(schema)
                .forEach(name ->
                        wrapped("  of a user also " + name.field() + ", by " + name.reference() + ": " + name.sql()));
    }

    private void fields(TableRule rule) {
        for (ColumnRule column : rule.columns()) {
            if (column instanceof Renamed renamed) {
                line("  " + renamed.column() + " leaves as " + renamed.field());
            } else if (column instanceof Added added) {
                wrapped("  " + added.field() + " = " + added.sql());
            } else if (column instanceof Names names) {
                wrapped("  " + names.column() + " holds " + names.naming().inWords());
            }
        }
        rule.changes()
                .forEach(change -> wrapped("  where a database "
                        + change.states().stream().map(SchemaState::toString).collect(Collectors.joining(" and "))
                        + ": " + change.why()));
        wrapped("  columns: "
                + schema.table(rule.table()).stream()
                        .flatMap(table -> table.columns().stream())
                        .map(Column::name)
                        .collect(Collectors.joining(", ")));
    }

    private void line(String text) {
        console.out().println(text);
    }

    /** Breaks a line between words, with what follows further in. */
    private void wrapped(String text) {
        String indent = " ".repeat(text.length() - text.stripLeading().length() + 4);
        int width = Math.max(60, console.terminal().columns());
        StringBuilder line = new StringBuilder();
        for (String word : dialect.inShort(text).split("(?<=\\S) ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                line(line.toString());
                line.setLength(0);
                line.append(indent).append(word.stripLeading());
            } else {
                line.append(line.length() > 0 ? " " : "").append(word);
            }
        }
        line(line.toString());
    }
}
