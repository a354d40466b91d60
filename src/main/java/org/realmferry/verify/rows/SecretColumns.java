/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import java.util.Optional;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;

/** Columns that never leave a server. */
public final class SecretColumns {
    private SecretColumns() {}

    /** Tells, once for a table, of a field that is such a column. */
    public static Optional<FieldCheck> check(FindingSink sink, String file, String table, String field) {
        if (!ArchiveColumns.isSecret(table, field)) {
            return Optional.empty();
        }
        sink.found(FindingKind.SECRET, file, table, "", "it has the column " + field + ", which is never exported");
        return Optional.of(TableCheck.ANYTHING);
    }
}
