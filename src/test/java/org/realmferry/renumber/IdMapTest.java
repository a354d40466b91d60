/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.realmferry.IdBitmap;
import org.realmferry.input.SyntheticIds;

/** The new ids of rows, of what names them, and of what names a row that isn't there. */
class IdMapTest {
    private static final long INVENTED = SyntheticIds.FIRST;

    @Test
    void allRowsMoveByTheSame() {
        IdMap map = map(ids(3, 5), 10, Map.of(), ids(13, 15));

        assertThat(map.row(3)).isEqualTo(13);
        assertThat(map.row(5)).isEqualTo(15);
        assertThat(map.reference(5)).isEqualTo(15);
    }

    @Test
    void rowsThatAMergeMadeUpMoveByThemselves() {
        IdMap map = new ShiftedIds(ids(3), 10, 2, Map.of(), new IdBitmap());

        assertThat(map.row(INVENTED + 7)).isEqualTo(INVENTED + 9);
        assertThat(map.row(3)).isEqualTo(13);
    }

    @Test
    void aSingleRowGoesByItself() {
        IdMap map = map(ids(3, 4), 10, Map.of(4L, 99L), ids(13, 99));

        assertThat(map.row(4)).isEqualTo(99);
        assertThat(map.reference(4)).isEqualTo(99);
        assertThat(map.isSingle(4)).isTrue();
        assertThat(map.isSingle(3)).isFalse();
    }

    @Test
    void aSingleRowThatMovesAsAllOthersIsInTheirOrder() {
        assertThat(map(ids(3, 4), 10, Map.of(4L, 14L), ids(13, 14)).isSingle(4)).isFalse();
    }

    @Test
    void aRowThatWouldLeaveTheNumbersIsNoOtherRow() {
        IdMap map = map(ids(3), Long.MAX_VALUE, Map.of(), new IdBitmap());

        assertThatThrownBy(() -> map.row(3)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aNameOfNoRowKeepsItsNumberWhereNoOtherRowHasIt() {
        assertThat(map(ids(3), 10, Map.of(), ids(13)).reference(4)).isEqualTo(4);
    }

    @Test
    void aNameOfNoRowNeverBecomesANameOfAnotherRow() {
        IdBitmap taken = ids(4, 13, 18);
        IdMap map = map(ids(3), 10, Map.of(), taken);

        assertThat(map.reference(4)).isEqualTo(18 + 1 + 4);
        assertThat(taken.contains(map.reference(4))).isFalse();
    }

    @Test
    void twoNamesOfNoRowsStayTwo() {
        IdMap map = map(ids(3), 10, Map.of(), ids(4, 5, 13));

        assertThat(map.reference(4)).isNotEqualTo(map.reference(5));
    }

    @Test
    void theLastRowOfATimeIsTheOneBeforeWhereThatOneIsNotThere() {
        IdMap map = map(ids(3, 7), 10, Map.of(), ids(13, 17));

        assertThat(map.last(3)).hasValue(13);
        assertThat(map.last(6)).hasValue(13);
        assertThat(map.last(9)).hasValue(17);
    }

    @Test
    void beforeTheFirstRowThereIsNoLast() {
        assertThat(map(ids(3, 7), 10, Map.of(), ids(13, 17)).last(2)).isEmpty();
    }

    @Test
    void zeroAsTheLastRowMeansNone() {
        assertThat(map(ids(3), 10, Map.of(), ids(13)).last(0)).hasValue(0);
        assertThat(map(ids(3), 10, Map.of(), ids(13)).last(-1)).hasValue(-1);
    }

    @Test
    void theLastRowStaysWhereNothingMoves() {
        assertThat(map(ids(3), 0, Map.of(), ids(3)).last(5)).hasValue(5);
    }

    @Test
    void theLastRowGoesBackWhereItsNumberIsAnotherServersRow() {
        assertThat(map(ids(3), 0, Map.of(), ids(3, 5)).last(5)).hasValue(3);
    }

    @Test
    void aMapIsTheSameWhereNoRowMoves() {
        assertThat(map(ids(3), 0, Map.of(3L, 3L), ids(3)).isIdentity()).isTrue();
        assertThat(map(ids(3), 1, Map.of(), ids(4)).isIdentity()).isFalse();
        assertThat(map(ids(3), 0, Map.of(3L, 4L), ids(4)).isIdentity()).isFalse();
        assertThat(new ShiftedIds(ids(3), 0, 1, Map.of(), ids(3)).isIdentity()).isFalse();
    }

    private static IdMap map(IdBitmap own, long add, Map<Long, Long> single, IdBitmap taken) {
        return new ShiftedIds(own, add, 0, single, taken);
    }

    private static IdBitmap ids(long... ids) {
        return IdBitmap.bitmapOf(ids);
    }
}
