/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.longlong.LongIterator;

class IdBitmapTest {
    private static final long MIN = Integer.MIN_VALUE;
    private final IdBitmap ids = IdBitmap.bitmapOf(7, -1, MIN, 3, 0, 1L << 40);

    @Test
    void idsBelowZeroComeFirst() {
        assertThat(ids.first()).isEqualTo(MIN);
        assertThat(ids.last()).isEqualTo(1L << 40);
        assertThat(ids.toArray()).containsExactly(MIN, -1, 0, 3, 7, 1L << 40);
        assertThat(ids.stream()).containsExactly(MIN, -1L, 0L, 3L, 7L, 1L << 40);
        assertThat(all(ids.getLongIterator())).containsExactly(MIN, -1L, 0L, 3L, 7L, 1L << 40);
        assertThat(all(ids.getLongIteratorFrom(-1))).containsExactly(-1L, 0L, 3L, 7L, 1L << 40);
        assertThat(all(ids.getLongIteratorFrom(1))).containsExactly(3L, 7L, 1L << 40);
        assertThat(IdBitmap.bitmapOf(-9, -4).last()).isEqualTo(-4);
        assertThat(all(IdBitmap.bitmapOf(2, 4).getLongIteratorFrom(-3))).containsExactly(2L, 4L);
    }

    @Test
    void ranksCountFromTheLowest() {
        assertThat(ids.rankLong(MIN - 1)).isZero();
        assertThat(ids.rankLong(-1)).isEqualTo(2);
        assertThat(ids.rankLong(6)).isEqualTo(4);
        assertThat(IdBitmap.bitmapOf(2, 4).rankLong(-3)).isZero();
        for (int i = 0; i < 6; i++) {
            assertThat(ids.rankLong(ids.select(i))).isEqualTo(i + 1);
        }
    }

    @Test
    void rangesGoThroughZero() {
        IdBitmap range = new IdBitmap();
        range.addRange(-3, 3);
        range.addRange(-9, -7);

        assertThat(range.toArray()).containsExactly(-9, -8, -3, -2, -1, 0, 1, 2);
        IdBitmap below = new IdBitmap();
        below.addRange(-2, 0);
        assertThat(below.toArray()).containsExactly(-2, -1);
        IdBitmap one = new IdBitmap();
        one.addRange(-1, 0);
        assertThat(one.toArray()).containsExactly(-1);
    }

    private static List<Long> all(LongIterator ids) {
        List<Long> all = new ArrayList<>();
        while (ids.hasNext()) {
            all.add(ids.next());
        }
        return all;
    }
}
