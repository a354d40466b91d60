/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.Failure;

class DiskSortTest {
    private static final int MANY = 50_000;

    @TempDir
    private Path folder;

    /** One of a number, and when it was added. */
    private record Thing(long number, long added) {}

    private static final class Format implements DiskSort.Format<Thing> {
        @Override
        public void write(Thing thing, DataOutputStream out) throws IOException {
            out.writeLong(thing.number());
            out.writeLong(thing.added());
        }

        @Override
        public Thing read(DataInputStream in) throws IOException {
            return new Thing(in.readLong(), in.readLong());
        }
    }

    private DiskSort<Thing> things(int count) {
        DiskSort<Thing> sort =
                new DiskSort<>(folder.resolve("things"), new Format(), (a, b) -> Long.compare(a.number(), b.number()));
        List<Long> numbers = new ArrayList<>(
                LongStream.range(0, count).map(n -> n / 2).boxed().toList());
        Collections.shuffle(numbers, new Random(1));
        for (int i = 0; i < count; i++) {
            sort.add(new Thing(numbers.get(i), i));
        }
        return sort;
    }

    @Test
    void ofManyFewAreInMemoryAndAllComeInOrderAsOftenAsOneLikes() throws IOException {
        try (DiskSort<Thing> sort = things(MANY)) {
            assertThat(sort.count()).isEqualTo(MANY);
            assertThat(sort.inMemory()).isLessThan(10_000);
            for (int reading = 0; reading < 2; reading++) {
                List<Thing> all = all(sort);
                assertThat(all).extracting(Thing::number).isSorted();
                assertThat(all).hasSize(MANY);
                for (int i = 1; i < MANY; i += 2) {
                    assertThat(all.get(i).number()).isEqualTo(all.get(i - 1).number());
                    assertThat(all.get(i).added()).isGreaterThan(all.get(i - 1).added());
                }
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void fewAreNotWritten() {
        try (DiskSort<Thing> sort = things(1000)) {
            assertThat(all(sort)).hasSize(1000);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aPieceThatIsCutIsNamed() throws IOException {
        try (DiskSort<Thing> sort = things(MANY)) {
            Path piece = folder.resolve("things-1");
            Files.write(piece, new byte[20]);

            assertThatThrownBy(() -> all(sort))
                    .isInstanceOf(Failure.class)
                    .hasMessage("can't read " + piece + ": it ends too early");
        }
    }

    private static List<Thing> all(DiskSort<Thing> sort) {
        List<Thing> all = new ArrayList<>();
        try (Cursor<Thing> cursor = sort.open()) {
            for (Thing thing = cursor.next(); thing != null; thing = cursor.next()) {
                all.add(thing);
            }
        }
        return all;
    }
}
