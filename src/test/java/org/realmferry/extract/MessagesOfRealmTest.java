/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of all ids of messages. */
class MessagesOfRealmTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "7, 25006, 1",
        "7, 25007, 2",
        "1, 400000, 16",
        "1, 400001, 16",
        "5, 1000003, 16",
        "900000000000, 900050000000, 16",
        "900000000000, 900123456789, 30",
        "9223372036854700000, 9223372036854775807, 4"
    })
    void eachIdIsInOnePart(long first, long last, int count) {
        List<Span> parts = MessagesOfRealm.parts(first, last);

        assertThat(parts).hasSize(count);
        long next = first;
        for (Span part : parts) {
            assertThat(part.first()).isEqualTo(next);
            assertThat(part.last()).isGreaterThanOrEqualTo(part.first());
            next = part.last() + 1;
        }
        assertThat(next).isEqualTo(last + 1);
    }
}
