/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.input.Fields;

/** The condition of a partial index, where it says of columns only that they are null or true, or which number they have. */
final class RowPredicate {
    private static final Pattern TEST = Pattern.compile(
            "(?<not>NOT )?(?<column>[a-z_][a-z0-9_]*)(?: (?<null>IS NULL|IS NOT NULL)| = (?<number>-?[0-9]+))?");

    private enum Kind {
        NULL,
        NOT_NULL,
        VALUE
    }

    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, and never compared
    private record Test(byte[] field, Kind kind, String json) {
        boolean holds(byte[] data, int start, int end) {
            Fields.@Nullable Range range = Fields.find(data, start, end, field);
            boolean isNull = range == null || data[range.start()] == 'n';
            return switch (kind) {
                case NULL -> isNull;
                case NOT_NULL -> !isNull;
                case VALUE ->
                    range != null
                            && json.equals(new String(
                                    data, range.start(), range.end() - range.start(), StandardCharsets.UTF_8));
            };
        }
    }

    private final List<Test> tests;

    private RowPredicate(List<Test> tests) {
        this.tests = tests;
    }

    /** Empty where only PostgreSQL can evaluate it. No condition is one that holds for all rows. */
    static Optional<RowPredicate> of(String sql, Function<String, Optional<String>> field) {
        List<Test> tests = new ArrayList<>();
        for (String part : sql.isEmpty() ? new String[0] : sql.split(" AND ")) {
            Matcher test = TEST.matcher(part.replaceAll("[()]", ""));
            Optional<String> name = test.matches() ? field.apply(test.group("column")) : Optional.empty();
            boolean contradictory = test.matches()
                    && test.group("not") != null
                    && (test.group("null") != null || test.group("number") != null);
            if (name.isEmpty() || contradictory) {
                return Optional.empty();
            }
            tests.add(test(test, Fields.name(name.get())));
        }
        return Optional.of(new RowPredicate(tests));
    }

    private static Test test(Matcher test, byte[] field) {
        String nullness = test.group("null");
        if (nullness != null) {
            return new Test(field, nullness.equals("IS NULL") ? Kind.NULL : Kind.NOT_NULL, "");
        }
        String number = test.group("number");
        return new Test(field, Kind.VALUE, number != null ? number : test.group("not") == null ? "true" : "false");
    }

    boolean holds(byte[] data, int start, int end) {
        for (Test test : tests) {
            if (!test.holds(data, start, end)) {
                return false;
            }
        }
        return true;
    }
}
