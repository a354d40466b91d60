/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.IdBitmap;
import org.realmferry.input.SyntheticIds;

/** Ids of a server beside those that a merge made up, and where there is room for either. */
class IdSegmentsTest {
    private static final long FIRST = SyntheticIds.FIRST;

    @Test
    void idsAreThoseOfAServerOrMadeUp() {
        IdSegments segments = IdSegments.of(ids(-2, 0, 7, FIRST, FIRST + 3));

        assertThat(segments.real()).isEqualTo(ids(-2, 0, 7));
        assertThat(segments.invented()).isEqualTo(ids(FIRST, FIRST + 3));
    }

    @Test
    void theIdsOfAServerAloneAreNotCopied() {
        IdBitmap real = ids(1, 2);

        assertThat(IdSegments.of(real).real()).isSameAs(real);
        assertThat(IdSegments.of(real).invented().isEmpty()).isTrue();
        assertThat(IdSegments.of(new IdBitmap()).real().isEmpty()).isTrue();
    }

    @Test
    void movedIdsKeepTheirDistances() {
        assertThat(IdSegments.moved(ids(1, 5, 6), 10)).isEqualTo(ids(11, 15, 16));
        assertThat(IdSegments.moved(ids(11, 15), -10)).isEqualTo(ids(1, 5));
    }

    @Test
    void idsThatNobodyHasStay() {
        assertThat(IdSegments.free(ids(3, 5), ids(4, 6), 99)).isZero();
        assertThat(IdSegments.free(ids(3), new IdBitmap(), 99)).isZero();
    }

    @Test
    void idsThatAreTakenBeginBehindTheLast() {
        long add = IdSegments.free(ids(3, 5), ids(3), 20);

        assertThat(IdSegments.moved(ids(3, 5), add)).isEqualTo(ids(21, 23));
    }

    @Test
    void negativeIdsMoveTogetherWithTheOthers() {
        long add = IdSegments.free(ids(-2, 5), ids(5), 9);

        assertThat(IdSegments.moved(ids(-2, 5), add)).isEqualTo(ids(10, 17));
    }

    @Test
    void withoutRoomBehindTheLastTheNextGapIsTaken() {
        long last = FIRST - 1;

        long add = IdSegments.free(ids(5, last - 1), ids(5, last), last);

        assertThat(add).isEqualTo(-1);
    }

    @Test
    void idsAboveZeroStayAboveZero() {
        long last = FIRST - 1;

        assertThatThrownBy(() -> IdSegments.free(ids(1, last), ids(1), last))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.status()).isEqualTo(ExitStatus.DAMAGED_ARCHIVE);
                    assertThat(failure).hasMessageContaining("from 1 to " + last);
                    assertThat(failure.remedy()).contains("one by one");
                });
    }

    @Test
    void theLastRealIdIsBelowThoseThatWereMadeUp() {
        assertThat(IdSegments.lastReal(ids(3, 8, FIRST + 1))).isEqualTo(8);
        assertThat(IdSegments.lastReal(ids(FIRST))).isZero();
        assertThat(IdSegments.lastReal(ids(-7, -3))).isZero();
        assertThat(IdSegments.lastReal(new IdBitmap())).isZero();
    }

    private static IdBitmap ids(long... ids) {
        return IdBitmap.bitmapOf(ids);
    }
}
