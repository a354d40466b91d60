/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.function.Consumer;

/** Holds each row of a file to what goes for all rows and to what goes for its table. */
final class RowAudit {
    private final Tally tally;
    private final ReferenceCheck references;

    RowAudit(Tally tally, ReferenceCheck references) {
        this.tally = tally;
        this.references = references;
    }

    void run(RowReader file, Check check) {
        file.tables(table -> true, row -> row(row, check));
    }

    private void row(Row row, Check check) {
        Subject subject = Subject.of(row.table());
        tally.checked(subject);
        row.requireTimes();
        Consumer<String> why = reason -> tally.leak(subject, row.table(), row.label(), reason);
        if (Tables.belong(row.table(), row.file())) {
            references.of(row, why);
            check.of(row, why);
        } else {
            why.accept("no export has this table in " + row.file());
        }
    }
}
