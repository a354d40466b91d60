/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.realmferry.cli.command.CommandWords;
import org.realmferry.cli.export.ExportRequest.Content;
import org.realmferry.cli.export.ExportRequest.Subjects;
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

    static RunDirectory.Request of(Content content, ParseResult parsed) {
        return new RunDirectory.Request(
                options(content), CommandWords.words(parsed, option -> !OF_THIS_TIME.contains(option.longestName())));
    }

    /** What a run directory is named after. */
    static String subject(Subjects subjects) {
        if (subjects.allRealms()) {
            return "all";
        }
        if (subjects.realms().isEmpty()) {
            return "users";
        }
        String realm = subjects.realms().get(0);
        return (realm.matches("[a-z0-9-]{1,40}") ? realm : "realm")
                + (subjects.realms().size() > 1 ? "-and-more" : "");
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
    private static Map<String, String> options(Content content) {
        Map<String, String> options = new TreeMap<>();
        options.put("--database", content.places().database().describe());
        options.putAll(content.places().files().options());
        options.put(
                "--realm",
                content.subjects().allRealms()
                        ? "(all)"
                        : content.subjects().realms().stream()
                                .sorted()
                                .distinct()
                                .collect(Collectors.joining(" ")));
        options.put(
                "--user",
                content.subjects().users().stream()
                        .map(user -> user.realm() + ":" + user.user())
                        .sorted()
                        .distinct()
                        .collect(Collectors.joining(" ")));
        options.put("--as-active", content.choice().asActive() ? "yes" : "no");
        options.put("--mode", content.choice().mode().label());
        options.putAll(consent(content.choice()));
        options.put("--unknown-tables", content.skipUnknown() ? "skip" : "stop");
        content.pack().ifPresent(pack -> {
            options.put("--archive", pack.format().extension());
            PackOptions.text(pack).ifPresent(keys -> options.put("--encrypt-to", keys));
        });
        content.zulipVersion().ifPresent(version -> options.put("--zulip-version", version));
        content.choice().approvals().ifPresent(list -> {
            options.put("--approvals", "a list with the SHA-256 " + list.sha256());
            options.put("--unapproved", content.choice().unapproved().label());
        });
        options.values().removeIf(String::isEmpty);
        return options;
    }
}
