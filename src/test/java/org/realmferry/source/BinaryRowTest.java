/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.realmferry.extract.Tuple;

class BinaryRowTest {
    @Test
    void numbersHaveTheSizeOfTheirType() {
        BinaryRow row = new Tuple()
                .smallint(-7)
                .integer(Integer.MIN_VALUE)
                .bigint(Long.MAX_VALUE)
                .row();

        assertThat(row.number(0)).isEqualTo(-7);
        assertThat(row.number(1)).isEqualTo(Integer.MIN_VALUE);
        assertThat(row.number(2)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aNumberOfAnotherSizeIsNoNumber() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Tuple().text("abc").row().number(0))
                .withMessage("a number of 3 bytes");
    }

    @Test
    void nullIsNotEmptyText() {
        BinaryRow row = new Tuple().nothing().text("").text("é").row();

        assertThat(row.isNull(0)).isTrue();
        assertThat(row.isNull(1)).isFalse();
        assertThat(row.text(1)).isEmpty();
        assertThat(row.text(2)).isEqualTo("é");
        assertThat(row.length(2)).isEqualTo(2);
    }

    @Test
    void timesCountFrom1970() {
        BinaryRow row =
                new Tuple().time(0).time(1_743_465_600_123_456L).time(-1).row();

        assertThat(row.micros(0)).isZero();
        assertThat(row.micros(1)).isEqualTo(1_743_465_600_123_456L);
        assertThat(row.micros(2)).isEqualTo(-1);
    }

    @Test
    void listsOfIdsMayBeEmpty() {
        BinaryRow row = new Tuple().ids().ids(5).ids(1, -2, Long.MAX_VALUE).row();

        assertThat(row.ids(0)).isEmpty();
        assertThat(row.ids(1)).containsExactly(5);
        assertThat(row.ids(2)).containsExactly(1, -2, Long.MAX_VALUE);
    }

    @Test
    void aRowIsUsedAgainForWiderAndNarrowerTuples() {
        BinaryRow row = new Tuple().bool(true).row();
        Tuple wide = new Tuple();
        LongStream.range(0, 200).forEach(wide::bigint);

        wide.set(row);
        assertThat(row.number(199)).isEqualTo(199);

        new Tuple().bool(false).text("narrow").set(row);
        assertThat(row.bool(0)).isFalse();
        assertThat(row.text(1)).isEqualTo("narrow");
    }
}
