/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import java.util.function.IntFunction;
import org.realmferry.IdBitmap;

/** Sorts recipients by what they stand for. */
public final class RecipientType {
    private final IntFunction<IdBitmap> byType;
    private int type;

    public RecipientType(IntFunction<IdBitmap> byType) {
        this.byType = byType;
    }

    public void in(TableCheck recipients) {
        recipients
                .field("type", (value, row) -> type = value.getValueAsInt(-1))
                .row(row -> byType.apply(type).addLong(row.id()));
    }
}
