/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.cli.command.Problems;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Unapproved;
import org.realmferry.selection.approvals.Approvals;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say whose data leaves. */
public final class ScopeOptions {
    @Option(
            names = "--mode",
            paramLabel = "full|consent|public",
            description = {
                "Whose private data to export: all users', that of users who consent, or none.",
                "Default: full; consent with --approvals"
            })
    private @Nullable String mode;

    @Option(
            names = "--approvals",
            paramLabel = "FILE",
            description = "List of approved users: see realmferry approvals. Default: users' own settings")
    private @Nullable Path approvals;

    @Option(
            names = "--unapproved",
            paramLabel = "placeholder|omit",
            description = {"Export unapproved users without private data, or not at all.", "Default: placeholder"})
    private @Nullable String unapproved;

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Option(names = "--force", description = "Also export realms that would have no usable owner. Default: no")
    private boolean force;

    @Option(names = "--as-active", description = "Export deactivated realms as active. Default: no")
    private boolean asActive;

    /**
     * What was chosen for all realms of a run.
     *
     * @param consent what stays behind of users who don't consent
     * @param asActive whether deactivated realms leave as active ones
     * @param force whether a realm may be without a usable owner
     */
    public record Choice(
            Mode mode,
            Optional<Approvals> approvals,
            Unapproved unapproved,
            ConsentOptions.Choice consent,
            boolean asActive,
            boolean force) {
        public boolean omits() {
            return approvals.isPresent() && unapproved == Unapproved.OMIT;
        }

        /** The same for a server of a release. */
        public Choice on(ZulipRelease release) {
            return new Choice(mode, approvals, unapproved, consent.on(release), asActive, force);
        }
    }

    public Choice choice(Problems problems) {
        Optional<Mode> chosen = mode(mode, problems);
        Optional<Unapproved> choice = one("--unapproved", unapproved, Unapproved.values(), Unapproved::label, problems);
        if (approvals != null && chosen.filter(m -> m != Mode.CONSENT).isPresent()) {
            problems.add(
                    "--approvals selects whose private data to export, and --mode " + mode + " contradicts it",
                    "Leave one of them out.");
        }
        if (approvals == null && unapproved != null) {
            problems.add("--unapproved is given without --approvals", "Give --approvals FILE as well.");
        }
        Optional<Approvals> list =
                Optional.ofNullable(approvals).flatMap(f -> problems.unless(() -> Approvals.read(f, problems::add)));
        return new Choice(
                chosen.orElse(approvals == null ? Mode.FULL : Mode.CONSENT),
                list,
                choice.orElse(Unapproved.PLACEHOLDER),
                consent.choice(problems),
                asActive,
                force);
    }

    public static Optional<Mode> mode(@Nullable String given, Problems problems) {
        return one("--mode", given, Mode.values(), Mode::label, problems);
    }

    public static Optional<Unapproved> unapproved(@Nullable String given, Problems problems) {
        return one("--unapproved", given, Unapproved.values(), Unapproved::label, problems);
    }

    static <T> Optional<T> one(
            String option, @Nullable String given, T[] values, Function<T, String> label, Problems problems) {
        if (given == null) {
            return Optional.empty();
        }
        Optional<T> value = Arrays.stream(values)
                .filter(v -> label.apply(v).equals(given.toLowerCase(Locale.ROOT)))
                .findFirst();
        if (value.isEmpty()) {
            String allowed = Stream.of(values).map(label).collect(Collectors.joining(", "));
            problems.add(option + " " + given + " is not one of " + allowed, "Give one of " + allowed + ".");
        }
        return value;
    }
}
