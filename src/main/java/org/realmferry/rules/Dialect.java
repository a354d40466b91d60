/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.realmferry.rules.language.BotAddresses;
import org.realmferry.rules.language.SchemaState;
import org.realmferry.schema.Schema;

/**
 * How texts of the rules read in one database. They are written for the newest schema; in an older database parts of them
 * hold or don't ({@link SchemaState}), and something stands in for tables and columns that it lacks ({@link
 * OlderSchemas}).
 */
public final class Dialect {
    /** A table in a query, and its alias: these are in lower case, SQL's own words are not. */
    private static final Pattern TABLE =
            Pattern.compile("\\b(FROM|JOIN)(\\s+)((?:zerver|analytics)_[a-z_]+)(\\s+[a-z]\\w*)?");

    private final Schema database;
    private final Map<String, String> standIns;
    private final BotAddresses bots;

    public Dialect(Schema database) {
        this(database, BotAddresses.NONE);
    }

    public Dialect(Schema database, BotAddresses bots) {
        this.database = database;
        this.bots = bots;
        standIns = OlderSchemas.standIns(database);
    }

    /** A text for people to read: with the parts that hold, and nothing that stands in. */
    public String inShort(String text) {
        return BotAddresses.NONE.in(SchemaState.resolve(text, database));
    }

    /** An SQL text of the rules as the database takes it. */
    public String sql(String text) {
        String resolved = bots.in(SchemaState.resolve(text, database));
        return standIns.keySet().stream().noneMatch(resolved::contains)
                ? resolved
                : TABLE.matcher(resolved).replaceAll(table -> {
                    String standIn = standIns.get(table.group(3));
                    String alias = table.group(4) == null ? " " + table.group(3) : table.group(4);
                    return Matcher.quoteReplacement(
                            standIn == null ? table.group() : table.group(1) + table.group(2) + standIn + alias);
                });
    }
}
