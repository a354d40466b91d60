/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.realmferry.schema.Schema;

/** What is special about a column; all others leave as they are, under Django's name of the field. */
public sealed interface ColumnRule {
    /** The name of the column; of a field that is none, the field's. */
    String column();

    /** The column never leaves. */
    record StaysBehind(String column, String why) implements ColumnRule {}

    /** The column leaves under another name than its own. */
    record Renamed(String column, String field) implements ColumnRule {}

    /** Another value leaves than the column's own. */
    record Replaced(String column, String sql, String why) implements ColumnRule {}

    /**
     * Another value leaves of each column that the table has in common with another one; with what releases have of
     * that one, where the database lacks it.
     *
     * @param sql with {@code %1$s} for the column's name
     */
    record ReplacedAll(String other, Set<String> butFor, String sql, String why) implements ColumnRule {
        /** None in particular. */
        @Override
        public String column() {
            return "";
        }

        /**
         * The value of a column; empty where the rule says nothing of it.
         *
         * @param decided the tables of all releases that rules know
         */
        public Optional<String> sql(String column, Schema database, Schema decided) {
            boolean common = !butFor.contains(column)
                    && database.table(other)
                            .or(() -> decided.table(other))
                            .flatMap(t -> t.column(column))
                            .isPresent();
            return common ? Optional.of(String.format(Locale.ROOT, sql, '"' + column + '"')) : Optional.empty();
        }
    }

    /** What an import makes of the column or field. */
    record Arrives(Arrival arrival) implements ColumnRule {
        @Override
        public String column() {
            return arrival.column();
        }
    }

    /** The field names rows of other tables, and is no foreign key. */
    record Names(Naming naming) implements ColumnRule {
        @Override
        public String column() {
            return naming.field();
        }
    }

    /**
     * A field that is no column: a value from elsewhere, most often a many-to-many relation as a sorted list of ids
     * ({@code bigint[]}).
     */
    record Added(String field, String type, String sql) implements ColumnRule {
        @Override
        public String column() {
            return field;
        }
    }
}
