/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.function.Consumer;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.rows.AuditedRowReader;
import org.realmferry.audit.rows.AuditedTables;
import org.realmferry.audit.scope.AuditCounts;
import org.realmferry.audit.scope.AuditSubject;

/** Holds each row of a file to what goes for all rows and to what goes for its table. */
final class RowAudit {
    private final AuditCounts tally;
    private final ReferenceCheck references;

    RowAudit(AuditCounts tally, ReferenceCheck references) {
        this.tally = tally;
        this.references = references;
    }

    void run(AuditedRowReader file, AuditCheck check) {
        file.tables(table -> true, row -> row(row, check));
    }

    private void row(AuditedRow row, AuditCheck check) {
        AuditSubject subject = AuditSubject.of(row.table());
        tally.checked(subject);
        row.requireTimes();
        Consumer<String> why = reason -> tally.leak(subject, row.table(), row.label(), reason);
        if (AuditedTables.belong(row.table(), row.file())) {
            references.of(row, why);
            check.of(row, why);
        } else {
            why.accept("no export has this table in " + row.file());
        }
    }
}
