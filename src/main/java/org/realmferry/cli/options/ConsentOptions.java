/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.cli.command.Problems;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.selection.ConsentRules;
import picocli.CommandLine.Option;

/** The options that say what is consent on older servers, and what it keeps back. */
public final class ConsentOptions {
    private static final Pattern MESSAGE = Pattern.compile("([^=]+)=([0-9]{1,18})");

    @Option(
            names = "--consent-rules",
            paramLabel = "strict|release",
            description = {
                "What to hold back of users who don't consent: all that the newest Zulip does,",
                "or only what the server's own release does. Default: strict"
            })
    private @Nullable String rules;

    @Option(
            names = "--consent-message",
            paramLabel = "REALM=ID",
            description = "Zulip 2.1 to 9: users who reacted with :outbox: to this message consent. No default")
    private List<String> messages = List.of();

    /**
     * What was chosen for all realms of a run.
     *
     * @param messages their ids, by the realm's short name
     */
    public record Choice(ConsentRules.Kind rules, Map<String, Long> messages) {
        public static final Choice STRICT = new Choice(ConsentRules.Kind.STRICT, Map.of());

        /** What goes for a realm. */
        public ConsentRules of(String realm) {
            Long message = messages.get(realm);
            return new ConsentRules(rules, message == null ? OptionalLong.empty() : OptionalLong.of(message));
        }

        /** The same for a server of a release. */
        public Choice on(ZulipRelease release) {
            return release.isStrict() ? new Choice(ConsentRules.Kind.STRICT, messages) : this;
        }
    }

    Choice choice(Problems problems) {
        Map<String, Long> byRealm = new LinkedHashMap<>();
        for (String message : messages) {
            Matcher matcher = MESSAGE.matcher(message);
            if (!matcher.matches()) {
                problems.add(
                        "--consent-message " + message + " is not REALM=ID",
                        "Give --consent-message REALM=ID, for example acme=1702.");
            } else if (byRealm.put(matcher.group(1), Long.valueOf(matcher.group(2))) != null) {
                problems.add("--consent-message is given twice for the realm " + matcher.group(1), "Give one of them.");
            }
        }
        return new Choice(
                ScopeOptions.one(
                                "--consent-rules",
                                rules,
                                ConsentRules.Kind.values(),
                                ConsentRules.Kind::label,
                                problems)
                        .orElse(ConsentRules.Kind.STRICT),
                Map.copyOf(byRealm));
    }
}
