/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.realmferry.cli.ExportCommand.Request;

/** What makes two commands the same run: everything but how it is worked off. */
final class RunRequest {
    private RunRequest() {}

    /** The options that decide what leaves, by their names. */
    static Map<String, String> of(Request request) {
        Map<String, String> options = new TreeMap<>();
        options.put("--database", request.places().database().describe());
        options.put(
                "--uploads",
                request.places().uploads().toAbsolutePath().normalize().toString());
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
        options.put("--mode", request.choice().mode().label());
        options.put("--unknown-tables", request.skipUnknown() ? "skip" : "stop");
        request.zulipVersion().ifPresent(version -> options.put("--zulip-version", version));
        request.choice().approvals().ifPresent(list -> {
            options.put("--approvals", "a list with the SHA-256 " + list.sha256());
            options.put("--unapproved", request.choice().unapproved().label());
        });
        return options;
    }
}
