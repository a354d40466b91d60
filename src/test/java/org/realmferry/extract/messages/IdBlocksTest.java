/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.IdBitmap;
import org.realmferry.source.IdRange;

/** Parts of all ids of messages, and ids as bits. */
class IdBlocksTest {
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
        List<IdRange> parts = IdBlocks.parts(first, last);

        assertThat(parts).hasSize(count);
        long next = first;
        for (IdRange part : parts) {
            assertThat(part.first()).isEqualTo(next);
            assertThat(part.last()).isGreaterThanOrEqualTo(part.first());
            next = part.last() + 1;
        }
        assertThat(next).isEqualTo(last + 1);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "64, 1", "100, 1", "127, 130", "5000000000, 1023", "5000000001, 1024", "5000000063, 70000"})
    void idsAreReadFromBits(long first, int length) {
        IdRange part = new IdRange(first, first + 100_000);
        IdBitmap expected = IdBitmap.bitmapOf(part.last());
        IdBlocks bits = new IdBlocks(part);
        bits.add(part.last() / 64, 1L << (part.last() % 64));
        LongStream.range(first, first + length).forEach(id -> {
            expected.addLong(id);
            bits.add(id / 64, 1L << (id % 64));
        });

        IdBitmap ids = new IdBitmap();
        bits.addTo(ids);

        assertThat(ids).isEqualTo(expected);
    }
}
