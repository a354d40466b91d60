/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.bundle.Bundle;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.CommandWords;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.ArchiveOptions;
import org.realmferry.cli.options.Jobs;
import org.realmferry.cli.options.OpenedArchives;
import org.realmferry.cli.options.RetryOptions;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import org.realmferry.merge.Merge;
import org.realmferry.merge.decide.Deletions;
import org.realmferry.merge.decide.Prefer;
import org.realmferry.run.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code realmferry merge}: several archives of a realm, made at different times or of different users, as one. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry merge --output DIR ARCHIVE|RUN... [OPTIONS]",
        description = {
            "Merges several archives of one realm into one that holds each row once.",
            "Also takes archives of its single users, and Zulip's own. If rows differ, the user's own"
                    + " row wins over a placeholder's, then the later state wins. Rules: docs/merge.md; for one table:"
                    + " realmferry rules TABLE."
        },
        footer = {
            "",
            "Examples:",
            "  realmferry merge --output merged monday/acme friday/acme monday/users/acme/*",
            "  realmferry merge --bundle --output bundle runA/* runB/*"
        })
public final class MergeCommand implements Callable<Integer> {
    /** How a merge is worked off, not what comes out. */
    private static final Set<String> OF_THIS_TIME =
            Set.of("--output", "--plan", "--temp", "--jobs", "--retries", "--retry-for", "--json");

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "ARCHIVE|RUN",
            arity = "0..*",
            description = "Archives, as folders or packed; a run directory stands for all archives in it")
    private List<String> archives = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description =
                    "New directory; the archive is DIR/<realm>. The same command resumes an unfinished merge. No default")
    private @Nullable String output;

    @Mixin
    private ArchiveOptions packed = new ArchiveOptions();

    @Option(
            names = "--prefer",
            paramLabel = "newest|first|last",
            description =
                    "Which state wins: the later one, or that of the archive named first or last. Default:" + " newest")
    private String prefer = Prefer.NEWEST.label();

    @Option(
            names = "--deletions",
            paramLabel = "keep|drop",
            description = "Rows that the newest complete archive no longer has: keep or drop. Default: keep, and"
                    + " count them")
    private String deletions = Deletions.KEEP.label();

    @Option(
            names = "--conflicts",
            paramLabel = "FILE",
            description = "List each decision with all values, one JSON object per line. Default: no list")
    private @Nullable String conflicts;

    @Option(
            names = "--fail-on-conflict",
            description = "Write nothing if two archives have different states. Default: no")
    private boolean failOnConflict;

    @Option(
            names = "--plan",
            description = "Show the result and the conflicts; write only temporary files, to --temp or the"
                    + " system's temporary folder. Default: no")
    private boolean plan;

    @Option(
            names = "--bundle",
            description =
                    "Put several realms side by side, also from different servers: DIR/<realm> for each, with no id twice."
                            + " Default: no")
    private boolean bundle;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Files written in parallel. Default: the number of processors")
    private @Nullable String jobs;

    @Mixin
    private RetryOptions retry = new RetryOptions();

    @Option(names = "--json", description = "One JSON object per line. Default: no")
    private boolean json;

    public MergeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry merge --help"));
        if (bundle) {
            forBundles(problems);
        }
        if (archives.isEmpty()) {
            problems.add("no archive is given", "Name the folders of archives, or run directories.");
        }
        Optional<Path> target = Optional.ofNullable(output).map(Path::of);
        if (target.isEmpty() && !plan) {
            problems.add("--output is missing", "Name a new directory.");
        }
        MergeRequest request = new MergeRequest(
                archives,
                new MergeRequest.Choices(
                        choice("--prefer", prefer, Prefer.values(), Prefer::label, problems),
                        choice("--deletions", deletions, Deletions.values(), Deletions::label, problems),
                        Optional.ofNullable(conflicts).map(Path::of),
                        failOnConflict),
                new MergeRequest.Target(target, plan, packed.temporary(), command(), retry.limits(problems)),
                Jobs.of(jobs, problems),
                json);
        packed.check(problems);
        try (OpenedArchives opened = new OpenedArchives(packed)) {
            return opened.reading(() -> run(request, opened, problems)).code();
        }
    }

    /** The words that ask for the same again. */
    private List<String> command() {
        List<String> words = new ArrayList<>(List.of("merge"));
        words.addAll(CommandWords.words(
                spec.commandLine().getParseResult(), option -> !OF_THIS_TIME.contains(option.longestName())));
        words.addAll(archives);
        return words;
    }

    /** A bundle has one archive of each realm: there is nothing to decide. */
    private void forBundles(Problems problems) {
        for (Map.Entry<String, Boolean> option : Map.of(
                        "--prefer",
                        !prefer.equals(Prefer.NEWEST.label()),
                        "--deletions",
                        !deletions.equals(Deletions.KEEP.label()),
                        "--conflicts",
                        conflicts != null,
                        "--fail-on-conflict",
                        failOnConflict)
                .entrySet()) {
            if (option.getValue()) {
                problems.add(
                        option.getKey()
                                + " decides between archives of one realm, but a bundle takes one archive per realm",
                        "Give it to the merge of each realm, without --bundle.");
            }
        }
    }

    private ExitStatus run(MergeRequest request, OpenedArchives opened, Problems problems) {
        if (bundle) {
            Optional<Bundle.Found> found = find(() -> Bundle.find(archives, opened::folder), problems);
            checkOutput(request, found.map(some -> some::requireApartFrom), problems);
            return new BundleRun(console, request, found.orElseThrow()).run();
        }
        Optional<Merge.Found> found = find(() -> Merge.find(archives, opened::folder), problems);
        checkOutput(request, found.map(some -> some::requireApartFrom), problems);
        return new MergeRun(console, request, found.orElseThrow()).run();
    }

    private <T> Optional<T> find(Supplier<T> search, Problems problems) {
        return archives.isEmpty() ? Optional.empty() : problems.unless(search);
    }

    private void checkOutput(MergeRequest request, Optional<Consumer<Path>> apart, Problems problems) {
        request.target().output().ifPresent(path -> {
            apart.ifPresent(check -> problems.check(() -> check.accept(OpenedArchives.real(path))));
            if (!plan) {
                problems.check(() -> RunDirectory.requireUsable(path));
            }
        });
        problems.failIfAny();
    }

    private static <T> T choice(String option, String word, T[] values, Function<T, String> label, Problems problems) {
        return Arrays.stream(values)
                .filter(value -> label.apply(value).equals(word))
                .findFirst()
                .orElseGet(() -> {
                    String words = Arrays.stream(values).map(label).collect(Collectors.joining(", "));
                    problems.add(option + " " + word + " is not one of " + words, "Give one of " + words + ".");
                    return values[0];
                });
    }
}
