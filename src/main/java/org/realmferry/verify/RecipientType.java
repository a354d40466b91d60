/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.function.IntFunction;
import org.realmferry.IdBitmap;

/** Sorts recipients by what they stand for. */
final class RecipientType {
    private final IntFunction<IdBitmap> byType;
    private int type;

    RecipientType(IntFunction<IdBitmap> byType) {
        this.byType = byType;
    }

    void in(TableCheck recipients) {
        recipients
                .field("type", (value, row) -> type = value.getValueAsInt(-1))
                .row(row -> byType.apply(type).addLong(row.id()));
    }
}
