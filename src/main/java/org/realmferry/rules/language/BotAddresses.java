/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses that a server's settings give its system bots, where they differ from the standard ones.
 *
 * @param bySetting addresses by the name of the setting, as in {@code NOTIFICATION_BOT}
 */
public record BotAddresses(Map<String, String> bySetting) {
    /** A server of which no settings were read. */
    public static final BotAddresses NONE = new BotAddresses(Map.of());

    private static final Map<String, String> STANDARD = new TreeMap<>(Map.of(
            "EMAIL_GATEWAY_BOT", "emailgateway@zulip.com",
            "NOTIFICATION_BOT", "notification-bot@zulip.com",
            "WELCOME_BOT", "welcome-bot@zulip.com"));

    /** In a CASE: the bot whose address is in a column, by the settings; a comment where there are none. */
    private static final String MARK = "/* by settings: %s */ ";

    private static final Pattern MARKED = Pattern.compile("/\\* by settings: (\\w+\\.\\w+) \\*/ ");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s'\\\\@]+@[^\\s'\\\\@]+");

    public BotAddresses {
        bySetting = Map.copyOf(bySetting);
    }

    /** The place in the rules' SQL where the conditions by the settings go. */
    static String when(String column) {
        return MARK.formatted(column);
    }

    /** An SQL text of the rules with these addresses. */
    public String in(String sql) {
        return MARKED.matcher(sql).replaceAll(mark -> Matcher.quoteReplacement(conditions(mark.group(1))));
    }

    private String conditions(String column) {
        StringBuilder conditions = new StringBuilder();
        STANDARD.forEach((setting, standard) -> {
            String address = bySetting.getOrDefault(setting, "").strip();
            if (ADDRESS.matcher(address).matches()) {
                conditions.append("WHEN lower(%s) = lower('%s') THEN '%s' ".formatted(column, address, standard));
            }
        });
        return conditions.toString();
    }
}
