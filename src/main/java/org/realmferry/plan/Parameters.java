/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.realmferry.IdBitmap;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Scope;

/**
 * The values of a rule's parameters. COPY takes no bound ones, so they are written into the query; they are numbers and
 * truth values by type, nothing else can be.
 */
public final class Parameters {
    private static final Pattern SET = Pattern.compile("(?<!:)\\bIN :([a-zA-Z]+)");
    private static final Pattern MAP = Pattern.compile("\\bMAP :([a-zA-Z]+)");
    private static final Pattern VALUE =
            Pattern.compile("(?<!:):(realm|user|full|public|bySetting|omit|asActive|strict|consentMessage)\\b");

    private static final long NONE = -1;

    /** The second id of a pair. */
    private static final long ID = 0xFFFFFFFFL;

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, IdBitmap> sets = new HashMap<>();

    public Parameters(Scope scope) {
        this(scope.realm().id());
        values.put("full", sql(scope.mode() == Mode.FULL));
        values.put("public", sql(scope.mode() == Mode.PUBLIC));
        values.put(
                "bySetting",
                sql(scope.mode() == Mode.CONSENT && scope.approved().isEmpty()));
        values.put("omit", sql(scope.omits()));
        values.put("asActive", sql(scope.asActive()));
        values.put("strict", sql(scope.rules().kind() == ConsentRules.Kind.STRICT));
        values.put("consentMessage", Long.toString(scope.rules().message().orElse(NONE)));
        IdBitmap approved = new IdBitmap();
        scope.approved().ifPresent(list -> list.ids().forEach(approved::addLong));
        sets.put("approved", approved);
    }

    /** Parameters for queries that know no modes. */
    public Parameters(long realm) {
        values.put("realm", Long.toString(realm));
    }

    /** Parameters for queries of a single user. */
    public Parameters(long realm, long user) {
        this(realm);
        values.put("user", Long.toString(user));
    }

    private static String sql(boolean value) {
        return value ? "TRUE" : "FALSE";
    }

    public void put(String name, IdBitmap ids) {
        sets.put(name, ids);
    }

    public IdBitmap ids(String name) {
        IdBitmap ids = sets.get(name);
        if (ids == null) {
            throw new IllegalStateException("no set of ids :" + name);
        }
        return ids;
    }

    /** An SQL text of the rules with its parameters filled in. */
    public String bind(String sql) {
        String withValues = VALUE.matcher(sql).replaceAll(match -> value(match.group(1)));
        String withSets = SET.matcher(DeadBranches.remove(withValues))
                .replaceAll(match ->
                        Matcher.quoteReplacement("IN (SELECT unnest('" + array(ids(match.group(1))) + "'::bigint[]))"));
        return MAP.matcher(withSets)
                .replaceAll(match -> Matcher.quoteReplacement("'" + map(ids(match.group(1))) + "'::jsonb"));
    }

    private String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("no value :" + name);
        }
        return value;
    }

    /** Ids in PostgreSQL's notation for an array: {@code {1,2}}. */
    private static String array(IdBitmap ids) {
        return ids.stream().mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}"));
    }

    /** Pairs of ids as a JSON object: {@code {"1":2}}. */
    private static String map(IdBitmap pairs) {
        return pairs.stream()
                .mapToObj(pair -> "\"" + (pair >>> Integer.SIZE) + "\":" + (pair & ID))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
