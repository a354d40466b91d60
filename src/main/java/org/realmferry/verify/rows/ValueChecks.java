/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import org.realmferry.archive.JsonTimes;
import org.realmferry.rules.ArchivedColumns;
import org.realmferry.rules.ArchivedColumns.Archived;
import org.realmferry.schema.Column;
import org.realmferry.verify.finding.FindingKind;

/** What PostgreSQL and Zulip's importer take as the value of a field, by the type of its column. */
final class ValueChecks {
    private static final String EDITS = "edit_history";
    private static final double FIRST_TIME = -62_135_596_800.0;
    private static final double BEHIND_LAST_TIME = 253_402_300_800.0;

    /** Whether a value is taken; else it is an objection, and no other check can look at it. */
    @FunctionalInterface
    interface Check {
        boolean takes(JsonParser value, VerifiedRow row) throws IOException;
    }

    private ValueChecks() {}

    /**
     * The check of a field.
     *
     * @param current whether the archive's release has the columns as they are known; of older ones a null, and a value of
     *     another kind, may have been right
     */
    static Optional<Check> of(String table, String field, boolean current) {
        return ArchivedColumns.of(table, field).flatMap(column -> {
            Optional<Check> check = byType(field, column.column(), current && column.own());
            return check.map(present -> current ? notNull(field, column, present) : present);
        });
    }

    private static Check notNull(String field, Archived column, Check check) {
        boolean required = column.own()
                && !column.column().nullable()
                && column.column().references().isEmpty();
        return (value, row) -> {
            if (required && value.hasToken(JsonToken.VALUE_NULL)) {
                return object(row, field + " is null, but its column is not nullable");
            }
            return check.takes(value, row);
        };
    }

    private static Optional<Check> byType(String field, Column column, boolean strict) {
        boolean known = strict && column.references().isEmpty() && !field.equals("id");
        return switch (column.type()) {
            case "smallint" -> Optional.of(whole(field, column, Short.MIN_VALUE, Short.MAX_VALUE, known));
            case "integer" -> Optional.of(whole(field, column, Integer.MIN_VALUE, Integer.MAX_VALUE, known));
            case "bigint" -> Optional.of(whole(field, column, Long.MIN_VALUE, Long.MAX_VALUE, known));
            case "boolean" -> Optional.of((value, row) -> !known || flag(field, value, row));
            case "timestamptz" -> Optional.of((value, row) -> time(field, value, row));
            case "varchar" -> {
                int most = Integer.parseInt("0" + column.declaration().replaceAll("\\D", ""));
                yield Optional.of((value, row) -> most == 0 || text(field, most, value, row));
            }
            case "jsonb" -> Optional.of((value, row) -> timesInside(field, value, row));
            default -> Optional.of((value, row) -> !field.equals(EDITS) || timesInside(field, value, row));
        };
    }

    private static Check whole(String field, Column column, long first, long last, boolean known) {
        return (value, row) -> {
            if (value.hasToken(JsonToken.VALUE_NUMBER_FLOAT) && isWhole(value.getDecimalValue())) {
                return inRange(value.getDecimalValue(), first, last)
                        || object(row, field + " is " + value.getText() + ", out of the range of " + column.type());
            }
            if (!value.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                return !known
                        || value.hasToken(JsonToken.VALUE_NULL)
                        || object(row, field + " is not an integer, but its column has the type " + column.type());
            }
            boolean inRange = value.getNumberType() != NumberType.BIG_INTEGER
                    && value.getLongValue() >= first
                    && value.getLongValue() <= last;
            return inRange || object(row, field + " is " + value.getText() + ", out of the range of " + column.type());
        };
    }

    /** PostgreSQL takes 1.0 for 1. */
    private static boolean isWhole(BigDecimal number) {
        return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    }

    private static boolean inRange(BigDecimal number, long first, long last) {
        return number.compareTo(BigDecimal.valueOf(first)) >= 0 && number.compareTo(BigDecimal.valueOf(last)) <= 0;
    }

    private static boolean flag(String field, JsonParser value, VerifiedRow row) throws IOException {
        return value.currentToken().isBoolean()
                || value.hasToken(JsonToken.VALUE_NULL)
                || object(row, field + " is neither true nor false");
    }

    private static boolean time(String field, JsonParser value, VerifiedRow row) throws IOException {
        if (!value.currentToken().isNumeric()) {
            return true;
        }
        double seconds = value.getDoubleValue();
        return (seconds >= FIRST_TIME && seconds < BEHIND_LAST_TIME)
                || object(
                        row,
                        field + " is " + value.getText() + ", outside the years 1 to 9999: Python can't represent it");
    }

    /** Of JSON, or a text that is JSON. */
    private static boolean timesInside(String field, JsonParser value, VerifiedRow row) throws IOException {
        boolean asText = value.hasToken(JsonToken.VALUE_STRING);
        Optional<String> odd = asText ? JsonTimes.odd(value.getText()) : JsonTimes.odd(value);
        return odd.isEmpty()
                || object(
                        row,
                        field + " has the " + odd.get() + ", no time of the years 1 to 9999: Python can't hold it");
    }

    private static boolean text(String field, int most, JsonParser value, VerifiedRow row) throws IOException {
        if (!value.hasToken(JsonToken.VALUE_STRING) || value.getTextLength() <= most) {
            return true;
        }
        String text = value.getText();
        int length = text.codePointCount(0, text.length());
        return length <= most || object(row, field + " has " + length + " characters, but its column allows " + most);
    }

    private static boolean object(VerifiedRow row, String message) {
        row.object(FindingKind.VALUE, message);
        return false;
    }
}
