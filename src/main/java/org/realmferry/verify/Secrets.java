/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.Optional;

/** Columns that never leave a server. */
final class Secrets {
    private Secrets() {}

    /** Tells, once for a table, of a field that is such a column. */
    static Optional<FieldCheck> check(Place place, String file, String table, String field) {
        if (!Columns.isSecret(table, field)) {
            return Optional.empty();
        }
        place.found(Kind.SECRET, file, table, "", "it has the column " + field + ", which is never exported");
        return Optional.of(TableCheck.ANYTHING);
    }
}
