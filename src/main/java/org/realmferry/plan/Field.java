/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import java.util.Set;

/**
 * One field of a row in an archive.
 *
 * @param name its key in JSON: Django's name of the field
 * @param sql the expression that gives it, on {@code t}
 * @param type the PostgreSQL type in which it is read; one of {@link #NATIVE}
 */
public record Field(String name, String sql, String type) {
    /** A list of ids. */
    public static final String ID_LIST = "bigint[]";

    /** The types that are read in PostgreSQL's binary form; all others are read as text. */
    public static final Set<String> NATIVE = Set.of(
            "smallint",
            "integer",
            "bigint",
            "boolean",
            "text",
            "varchar",
            "timestamptz",
            "json",
            "jsonb",
            "uuid",
            ID_LIST);

    /** A field of a column of any type. */
    public static Field of(String name, String sql, String columnType) {
        return NATIVE.contains(columnType)
                ? new Field(name, sql, columnType)
                : new Field(name, "(" + sql + ")::text", "text");
    }
}
