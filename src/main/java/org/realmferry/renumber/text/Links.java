/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.text;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.realmferry.schema.ZulipTables;

/** The part of a link behind {@code #}, by which Zulip's own program finds a conversation, a message or a person. */
public final class Links {
    static final Pattern OWN = Pattern.compile("href=\"/?#([a-z]+/[^\"]*)\"");

    /** Possessive, so that a list of many ids needs no deep recursion. */
    private static final Pattern IDS =
            Pattern.compile("^(" + Texts.ID + "(?:(?:,|%2C|\\.2C)" + Texts.ID + ")*+)(?=$|-)");

    private static final Pattern ID = Pattern.compile("-?[0-9]+");

    /** What the operand of an operator is an id of. */
    private static final Map<String, String> OPERANDS = Map.ofEntries(
            Map.entry("channel", ZulipTables.CHANNELS),
            Map.entry("stream", ZulipTables.CHANNELS),
            Map.entry("dm", ZulipTables.USERS),
            Map.entry("pm", ZulipTables.USERS),
            Map.entry("pm-with", ZulipTables.USERS),
            Map.entry("dm-with", ZulipTables.USERS),
            Map.entry("dm-including", ZulipTables.USERS),
            Map.entry("group-pm-with", ZulipTables.USERS),
            Map.entry("sender", ZulipTables.USERS),
            Map.entry("from", ZulipTables.USERS),
            Map.entry("near", ZulipTables.MESSAGES),
            Map.entry("with", ZulipTables.MESSAGES),
            Map.entry("id", ZulipTables.MESSAGES));

    /** What stands in links that show no conversation. */
    private static final Map<String, String> PAGES = Map.of(
            "channels",
            ZulipTables.CHANNELS,
            "streams",
            ZulipTables.CHANNELS,
            "user",
            ZulipTables.USERS,
            "groups",
            ZulipTables.USER_GROUPS);

    private Links() {}

    /** The links that a rendered text has without a host. */
    public static Set<String> own(String rendered) {
        Set<String> own = new HashSet<>();
        Matcher matcher = OWN.matcher(rendered);
        while (matcher.find()) {
            own.add(plain(matcher.group(1)));
        }
        return own;
    }

    /** A link as it is written, not as HTML. */
    public static String plain(String link) {
        return link.replace("&amp;", "&");
    }

    /**
     * A link with other ids.
     *
     * @param reference gives the new id of a table's old one
     */
    public static String map(String link, BinaryOperator<String> reference) {
        String[] parts = link.split("/", -1);
        if (!parts[0].equals("narrow")) {
            parts[1] = ids(parts[1], PAGES.getOrDefault(parts[0], ""), reference);
        }
        for (int i = 1; parts[0].equals("narrow") && i + 1 < parts.length; i += 2) {
            String operator = parts[i].toLowerCase(Locale.ROOT).replaceFirst("^-", "");
            String table = OPERANDS.get(operator);
            if (table != null) {
                parts[i + 1] = ids(parts[i + 1], table, reference);
            }
        }
        return String.join("/", parts);
    }

    private static String ids(String operand, String table, BinaryOperator<String> reference) {
        Matcher list = IDS.matcher(operand);
        if (!list.find()) {
            return operand;
        }
        String mapped = list.group(1).replaceAll("\\.2C|%2C", ",");
        String separator = list.group(1).contains(".2C") ? ".2C" : list.group(1).contains("%2C") ? "%2C" : ",";
        String ids = ID.matcher(mapped).replaceAll(id -> reference.apply(table, id.group()));
        return ids.replace(",", separator) + operand.substring(list.end(1));
    }
}
