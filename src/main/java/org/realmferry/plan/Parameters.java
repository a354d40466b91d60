/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * The values of a rule's parameters. COPY takes no bound ones, so they are written into the query; they are numbers by
 * type, nothing else can be.
 */
public final class Parameters {
    private static final Pattern SET = Pattern.compile("(?<!:)\\bIN :([a-zA-Z]+)");
    private static final Pattern REALM = Pattern.compile("(?<!:):realm\\b");

    private final long realm;
    private final Map<String, Roaring64Bitmap> sets = new HashMap<>();

    public Parameters(long realm) {
        this.realm = realm;
    }

    public void put(String name, Roaring64Bitmap ids) {
        sets.put(name, ids);
    }

    public Roaring64Bitmap ids(String name) {
        Roaring64Bitmap ids = sets.get(name);
        if (ids == null) {
            throw new IllegalStateException("no set of ids :" + name);
        }
        return ids;
    }

    /** An SQL text of the rules with its parameters filled in. */
    public String bind(String sql) {
        String withSets = SET.matcher(sql)
                .replaceAll(match ->
                        Matcher.quoteReplacement("IN (SELECT unnest('" + array(ids(match.group(1))) + "'::bigint[]))"));
        return REALM.matcher(withSets).replaceAll(Long.toString(realm));
    }

    /** Ids in PostgreSQL's notation for an array: {@code {1,2}}. */
    private static String array(Roaring64Bitmap ids) {
        return ids.stream().mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
