/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

/**
 * How the rows of a table compare.
 *
 * @param rows in the archive
 * @param serverRows that an export would have taken
 * @param missing in the archive
 * @param added in the archive, and not on the server
 * @param different those that both have, with other values
 */
public record TableCount(String table, long rows, long serverRows, long missing, long added, long different) {
    /** Whether every row is the same. */
    public boolean isEqual() {
        return rows == serverRows && missing == 0 && added == 0 && different == 0;
    }

    TableCount plus(TableCount more) {
        return new TableCount(
                table,
                rows + more.rows,
                serverRows + more.serverRows,
                missing + more.missing,
                added + more.added,
                different + more.different);
    }
}
