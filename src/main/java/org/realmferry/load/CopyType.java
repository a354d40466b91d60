/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

/** How a JSON value becomes COPY's text, by the type of its column. */
enum CopyType {
    /** Numbers and booleans as JSON has them: PostgreSQL reads the same text. */
    PLAIN,
    TEXT,
    /** Seconds since 1970 become a time with its zone. */
    TIME,
    JSON;

    /** For a column of PostgreSQL's type. */
    static CopyType of(String type) {
        return switch (type) {
            case "timestamptz", "timestamp with time zone", "timestamp", "timestamp without time zone" -> TIME;
            case "json", "jsonb" -> JSON;
            case "smallint", "integer", "bigint", "boolean", "numeric", "real", "double precision" -> PLAIN;
            default -> TEXT;
        };
    }
}
