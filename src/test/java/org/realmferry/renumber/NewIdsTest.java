/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.Failure;
import org.realmferry.IdBitmap;
import org.realmferry.input.SyntheticIds;
import org.realmferry.sample.SmallInput;

class NewIdsTest {
    private static final String CHANNELS = "zerver_stream";
    private static final long FIRST = SyntheticIds.FIRST;

    @Test
    void idsMoveBehindTheLast() {
        assertThat(IdSegments.free(ids(3, 5), ids(5, 9), 12)).isEqualTo(10);
    }

    @Test
    void idsThatAMergeMadeUpStaySuchWhereTheLastIsTheLastNumber() {
        IdBitmap taken = ids(FIRST + 7, Long.MAX_VALUE);

        long add = IdSegments.free(ids(FIRST + 7, Long.MAX_VALUE - 1), taken, Long.MAX_VALUE);

        assertThat(add).isEqualTo(-1);
    }

    @Test
    void idsThatHaveNoRoomAreRefused() {
        assertThatThrownBy(() -> IdSegments.free(ids(FIRST, FIRST + 7, Long.MAX_VALUE), ids(FIRST + 7), FIRST + 7))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no others are free");
    }

    @Test
    void idsThatAServerGaveNeverBecomeSuchAsAMergeMakesUp() {
        long add = IdSegments.free(ids(5, FIRST - 2), ids(5), 5);

        assertThat(add).isEqualTo(1);
    }

    @Test
    void aReferenceToNoRowStaysSoBesideIdsThatAMergeMadeUp() {
        IdBitmap taken = ids(5, 9, Long.MAX_VALUE);
        ShiftedIds map = new ShiftedIds(ids(9), 0, 0, Map.of(), taken);

        assertThat(map.reference(5)).isEqualTo(15);
        assertThat(map.reference(Long.MAX_VALUE)).isNotEqualTo(Long.MAX_VALUE);
    }

    @Test
    void madeUpIdsOfLargeOnesAreMadeUpIds() {
        assertThat(SyntheticIds.id(5, 7)).isEqualTo(FIRST + (5L << 31) + 7);
        assertThat(SyntheticIds.is(SyntheticIds.id(1L << 31, 5))).isTrue();
        assertThat(SyntheticIds.id(1L << 31, 5))
                .isNotEqualTo(SyntheticIds.id(1L << 31, 6))
                .isNotEqualTo(SyntheticIds.id(0, 5));
        assertThat(SyntheticIds.is(SyntheticIds.id(-3, 5))).isTrue();
    }

    @Test
    void rowsThatHaveAnotherIdThanBeforeAreCounted(@TempDir Path folder) throws IOException {
        NewIds ids = of(folder, "{'id':1}", "{'id':2}", "{'id':3}", "{'id':" + FIRST + "}");

        ids.put(CHANNELS, new ShiftedIds(ids(1, 2, 3), 10, 0, Map.of(1L, 1L, 2L, 7L, 99L, 98L), ids()));
        assertThat(ids.changed()).as("2 by itself and 3 with all").isEqualTo(2);

        ids.put(CHANNELS, new ShiftedIds(ids(1, 2, 3), 0, 5, Map.of(), ids()));
        assertThat(ids.changed()).as("the one that was made up").isEqualTo(1);

        ids.put(CHANNELS, new ShiftedIds(ids(1, 2, 3), 10, 5, Map.of(), ids()));
        assertThat(ids.changed()).isEqualTo(4);

        ids.put(CHANNELS, new ShiftedIds(ids(1, 2, 3), 0, 0, Map.of(), ids()));
        assertThat(ids.changed()).isZero();
    }

    @Test
    void idsOfATableThatNoArchiveHasStay(@TempDir Path folder) throws IOException {
        NewIds ids = of(folder, "{'id':1}");

        assertThat(ids.of("zerver_unknown").row(7)).isEqualTo(7);
        assertThat(ids.of("zerver_unknown").reference(7)).isEqualTo(7);
        assertThat(ids.all()).isEmpty();
    }

    private static NewIds of(Path folder, String... channels) throws IOException {
        ArchiveIds archive = new ArchiveIds(
                SmallInput.in(folder, "a").table(CHANNELS, channels).read());
        archive.readTables();
        return new NewIds(archive);
    }

    private static IdBitmap ids(long... ids) {
        return IdBitmap.bitmapOf(ids);
    }
}
