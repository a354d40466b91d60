/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.rows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.Failure;

/**
 * A row of an archive. A field of the wrong type is a damage.
 *
 * @param file the name of the file that holds it
 * @param table its table, or the file itself where that is one list
 * @param position which of the table's rows in the file; the first is 1
 */
public record AuditedRow(String file, String table, long position, Map<String, @Nullable Object> fields) {
    private static final Pattern TIME = Pattern.compile("^date_|^last_|_time$|timestamp$|_at$|_until$");

    /** What people find the row by: its id, or its position where it has none. */
    public String label() {
        return fields.get("id") instanceof Long id ? String.valueOf(id) : "row " + position;
    }

    public long id() {
        return number("id");
    }

    public long number(String field) {
        return reference(field).orElseThrow(() -> wrong(field, "a number"));
    }

    /** A number; empty where the field is null or missing. */
    public OptionalLong reference(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Long number) {
            return OptionalLong.of(number);
        }
        throw wrong(field, "a number");
    }

    public String text(String field) {
        return optionalText(field).orElseThrow(() -> wrong(field, "a text"));
    }

    /** A text; empty where the field is null or missing. */
    public Optional<String> optionalText(String field) {
        Object value = fields.get(field);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        throw wrong(field, "a text");
    }

    /** A time in seconds since 1970; empty where the field is null or missing. */
    public Optional<Double> time(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number) {
            return Optional.of(number.doubleValue());
        }
        throw wrong(field, "a time");
    }

    /** Fails where a field that is named as a time holds one that Zulip's importer can't. */
    public void requireTimes() {
        fields.forEach((field, value) -> {
            if (value instanceof Number time && TIME.matcher(field).find()) {
                double seconds = time.doubleValue();
                if (!(seconds >= -62_135_596_800.0 && seconds < 253_402_300_800.0)) {
                    throw wrong(field, "a time of the years 1 to 9999");
                }
            }
        });
    }

    public boolean flag(String field) {
        if (fields.get(field) instanceof Boolean flag) {
            return flag;
        }
        throw wrong(field, "true or false");
    }

    /** A flag that not all releases have, or that may be null in old ones. */
    public boolean flag(String field, boolean otherwise) {
        return fields.get(field) == null ? otherwise : flag(field);
    }

    /** A list of ids that not all releases have. */
    public List<Long> numbersIfAny(String field) {
        return fields.containsKey(field) ? numbers(field) : List.of();
    }

    /** A list of ids. */
    public List<Long> numbers(String field) {
        if (fields.get(field) instanceof List<?> list) {
            return list.stream().map(element -> id(field, element)).toList();
        }
        throw wrong(field, "a list of ids");
    }

    private Long id(String field, @Nullable Object element) {
        if (element instanceof Long id) {
            return id;
        }
        throw wrong(field, "a list of ids");
    }

    private Failure wrong(String field, String expected) {
        return AuditFailures.of(file, table + " " + label() + ": " + field + " is not " + expected);
    }
}
