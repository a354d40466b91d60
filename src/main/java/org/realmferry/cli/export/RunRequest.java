/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.realmferry.cli.export.ExportCommand.Request;
import org.realmferry.cli.options.CommandWords;
import org.realmferry.cli.options.LogOptions;
import org.realmferry.cli.options.MemoryOptions;
import org.realmferry.cli.options.PackOptions;
import org.realmferry.cli.options.ScopeOptions;
import org.realmferry.run.RunDirectory;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.Mode;
import picocli.CommandLine.ParseResult;

/** What makes two commands the same run: everything but how it is worked off. */
final class RunRequest {
    private static final Set<String> OF_THIS_TIME = Set.of(
            "--output",
            "--jobs",
            "--max-connections",
            MemoryOptions.NAME,
            "--file-jobs",
            "--max-bandwidth",
            "--max-requests",
            "--json",
            "--dry-run",
            "--list-left-out",
            "--retries",
            "--retry-for",
            LogOptions.NAME,
            ExportCommand.REMOVE_GONE,
            ExportCommand.REFRESH);

    private RunRequest() {}

    static RunDirectory.Request of(Request request) {
        return new RunDirectory.Request(options(request), request.command());
    }

    /** The command that goes on with a run, to be given to a shell. */
    static String again(Request request) {
        List<String> words = new ArrayList<>(List.of("realmferry", "export"));
        words.addAll(request.command());
        words.addAll(List.of("--output", request.output().toAbsolutePath().toString()));
        return CommandWords.inShell(words);
    }

    /** What a run directory is named after. */
    static String subject(Request request) {
        if (request.allRealms()) {
            return "all";
        }
        if (request.realms().isEmpty()) {
            return "users";
        }
        String realm = request.realms().get(0);
        return (realm.matches("[a-z0-9-]{1,40}") ? realm : "realm")
                + (request.realms().size() > 1 ? "-and-more" : "");
    }

    /** The words of a command line that ask for the same again from anywhere: but for how it is worked off. */
    static List<String> command(ParseResult parsed) {
        return CommandWords.words(parsed, option -> !OF_THIS_TIME.contains(option.longestName()));
    }

    private static Map<String, String> consent(ScopeOptions.Choice choice) {
        if (choice.mode() == Mode.FULL) {
            return Map.of();
        }
        boolean ofRelease = choice.consent().rules() == ConsentRules.Kind.RELEASE;
        return Map.of(
                "--consent-rules",
                ofRelease ? choice.consent().rules().label() : "",
                "--consent-message",
                choice.consent().messages().entrySet().stream()
                        .map(message -> message.getKey() + "=" + message.getValue())
                        .sorted()
                        .collect(Collectors.joining(" ")));
    }

    /** The options that decide what leaves, by their names. */
    private static Map<String, String> options(Request request) {
        Map<String, String> options = new TreeMap<>();
        options.put("--database", request.places().database().describe());
        options.putAll(request.places().files().options());
        options.put(
                "--realm",
                request.allRealms()
                        ? "(all)"
                        : request.realms().stream().sorted().distinct().collect(Collectors.joining(" ")));
        options.put(
                "--user",
                request.users().stream()
                        .map(user -> user.realm() + ":" + user.user())
                        .sorted()
                        .distinct()
                        .collect(Collectors.joining(" ")));
        options.put("--as-active", request.choice().asActive() ? "yes" : "no");
        options.put("--mode", request.choice().mode().label());
        options.putAll(consent(request.choice()));
        options.put("--unknown-tables", request.skipUnknown() ? "skip" : "stop");
        request.pack().ifPresent(pack -> {
            options.put("--archive", pack.format().extension());
            PackOptions.text(pack).ifPresent(keys -> options.put("--encrypt-to", keys));
        });
        request.zulipVersion().ifPresent(version -> options.put("--zulip-version", version));
        request.choice().approvals().ifPresent(list -> {
            options.put("--approvals", "a list with the SHA-256 " + list.sha256());
            options.put("--unapproved", request.choice().unapproved().label());
        });
        options.values().removeIf(String::isEmpty);
        return options;
    }
}
