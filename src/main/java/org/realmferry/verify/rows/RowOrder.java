/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import java.util.function.Consumer;
import org.realmferry.verify.finding.FindingKind;

/** Rows stand in order of their ids. */
public final class RowOrder implements Consumer<VerifiedRow> {
    private long last = Long.MIN_VALUE;

    @Override
    public void accept(VerifiedRow row) {
        if (!row.hasId()) {
            return;
        }
        if (row.id() < last) {
            row.object(FindingKind.WRONG_ORDER, "it follows a row with a higher id");
        } else {
            last = row.id();
        }
    }
}
