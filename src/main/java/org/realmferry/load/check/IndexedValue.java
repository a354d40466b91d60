/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.check;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.input.Fields;

/** What an index holds of a row in one of its places: a column's value, or that without regard to case. */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, and never compared
record IndexedValue(byte[] field, boolean isExpression) {
    private static final Pattern COLUMN = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern CASELESS =
            Pattern.compile("(?:lower|upper)\\(\\(*([a-z_][a-z0-9_]*)\\)*(?:::(?:text|character varying))?\\)");

    /** Empty where only PostgreSQL knows the value, or the archive has none. */
    static Optional<IndexedValue> of(String column, Function<String, Optional<String>> field) {
        if (COLUMN.matcher(column).matches()) {
            return field.apply(column).map(name -> new IndexedValue(Fields.name(name), false));
        }
        Matcher caseless = CASELESS.matcher(column);
        return caseless.matches()
                ? field.apply(caseless.group(1)).map(name -> new IndexedValue(Fields.name(name), true))
                : Optional.empty();
    }

    /** Where the row has the value; null where it has none: no index takes two rows without a value for equal. */
    Fields.@Nullable Range range(byte[] data, int start, int end) {
        Fields.@Nullable Range range = Fields.find(data, start, end, field);
        return range == null || data[range.start()] == 'n' ? null : range;
    }

    /** The value, in one case where case doesn't count. */
    String text(byte[] data, Fields.Range range) {
        return isExpression && data[range.start()] == '"'
                ? Fields.text(data, range.start(), range.end())
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT)
                : new String(data, range.start(), range.end() - range.start(), StandardCharsets.UTF_8);
    }
}
