/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnapshotHorizonTest {
    private static final String SERVER = "7421/00000001/16384";
    private static final long EPOCH = 1L << 32;
    private static final long COMPARABLE = (1L << 31) - (1L << 24);

    @Test
    void aLaterSnapshotOfTheServerFollowsAnEarlierOneAndItself() {
        assertThat(follows(1000, 1000)).isTrue();
        assertThat(follows(1000, 1001)).isTrue();
        assertThat(follows(1001, 1000)).isFalse();
    }

    @Test
    void moreTransactionsThanCanBeComparedLieTooFarApart() {
        for (long earlier : new long[] {3, EPOCH - 5, 7 * EPOCH + 3}) {
            assertThat(follows(earlier, earlier + COMPARABLE - 1)).isTrue();
            assertThat(follows(earlier, earlier + COMPARABLE)).isFalse();
            assertThat(follows(earlier, earlier + EPOCH)).isFalse();
            assertThat(follows(earlier, earlier + EPOCH + 1)).isFalse();
        }
    }

    @Test
    void anotherServerTimelineOrDatabaseDoesNotFollow() {
        for (String other : new String[] {"7422/00000001/16384", "7421/00000002/16384", "7421/00000001/16385", ""}) {
            assertThat(new SnapshotHorizon(other, 1001).follows(new SnapshotHorizon(SERVER, 1000)))
                    .isFalse();
        }
    }

    @Test
    void fromAnUnknownServerNothingFollows() {
        assertThat(new SnapshotHorizon("", 1001).follows(new SnapshotHorizon("", 1000)))
                .isFalse();
    }

    private static boolean follows(long earlier, long now) {
        return new SnapshotHorizon(SERVER, now).follows(new SnapshotHorizon(SERVER, earlier));
    }
}
