/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The key of a group conversation. The expected sums are those of {@code printf %s 7,8,10 | sha1sum}. */
class GroupHashesTest {
    private static final String OF_7_8_10 = "106e08c8e7e353db2e8a1c68e14dfdecb7177ffa";

    @Test
    void theHashIsThatOfTheIdsWithCommas() {
        assertThat(GroupHashes.sha1(LongStream.of(7, 8, 10))).isEqualTo(OF_7_8_10);
    }

    @Test
    void idsAreInOrderOfNumbersAndEachOnce() {
        assertThat(GroupHashes.sha1(LongStream.of(10, 8, 7, 8))).isEqualTo(OF_7_8_10);
    }

    @Test
    void otherMembersHaveAnotherHash() {
        assertThat(GroupHashes.sha1(LongStream.of(7, 8))).isNotEqualTo(OF_7_8_10);
        assertThat(GroupHashes.sha1(LongStream.of(78, 10))).isNotEqualTo(OF_7_8_10);
    }

    @Test
    void nobodyHasTheHashOfNothing() {
        assertThat(GroupHashes.sha1(LongStream.empty())).isEqualTo("da39a3ee5e6b4b0d3255bfef95601890afd80709");
    }
}
