/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.function.Consumer;

/** Rows stand in order of their ids. */
final class RowOrder implements Consumer<Row> {
    private long last = Long.MIN_VALUE;

    @Override
    public void accept(Row row) {
        if (!row.hasId()) {
            return;
        }
        if (row.id() < last) {
            row.object(Kind.WRONG_ORDER, "it follows a row with a higher id");
        } else {
            last = row.id();
        }
    }
}
