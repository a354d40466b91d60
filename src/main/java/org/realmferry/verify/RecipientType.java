/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.function.IntFunction;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** Sorts recipients by what they stand for. */
final class RecipientType {
    private final IntFunction<Roaring64Bitmap> byType;
    private int type;

    RecipientType(IntFunction<Roaring64Bitmap> byType) {
        this.byType = byType;
    }

    void in(TableCheck recipients) {
        recipients
                .field("type", (value, row) -> type = value.getValueAsInt(-1))
                .row(row -> byType.apply(type).addLong(row.id()));
    }
}
