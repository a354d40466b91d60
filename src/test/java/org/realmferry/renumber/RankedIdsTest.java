/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.Failure;
import org.realmferry.IdBitmap;

/** Ids that a sequence of another server gave: each in both directions, against a sorted map. */
class RankedIdsTest {
    private static final Map<Long, Long> NONE = Map.of();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void eachIdHasItsNewOneInOrder(long seed) {
        Random random = new Random(seed);
        NavigableSet<Long> old = new TreeSet<>();
        for (int cluster = random.nextInt(8); cluster >= 0; cluster--) {
            long first = random.nextLong() >> random.nextInt(40) << random.nextInt(8);
            for (int i = random.nextInt(3000); i >= 0; i--) {
                old.add(first + random.nextInt(1 << random.nextInt(1, 20)));
            }
        }
        List<long[]> ranges = ranges(random, old.size());
        RankedIds map = new RankedIds(bitmap(old), ranges, NONE);

        NavigableMap<Long, Long> expected = expected(old, ranges);

        expected.forEach((from, to) -> {
            assertThat(map.row(from)).as("seed %d, row %d", seed, from).isEqualTo(to);
            assertThat(map.original(to)).as("seed %d, original of %d", seed, to).hasValue(from);
        });
        for (int i = 0; i < 2000; i++) {
            long id = random.nextBoolean() ? random.nextLong() : floor(old, random) + random.nextInt(100) - 50;
            assertLikeSortedMap(map, expected, id, seed);
        }
    }

    private static long floor(NavigableSet<Long> old, Random random) {
        Long near = old.floor(random.nextLong());
        return near == null ? old.first() : near;
    }

    private static void assertLikeSortedMap(RankedIds map, NavigableMap<Long, Long> expected, long id, long seed) {
        Map.Entry<Long, Long> last = expected.floorEntry(id);
        assertThat(map.find(id).isPresent()).as("seed %d, find %d", seed, id).isEqualTo(expected.containsKey(id));
        assertThat(map.reference(id)).as("seed %d, reference to %d", seed, id).isEqualTo(expected.getOrDefault(id, id));
        if (last == null) {
            assertThat(map.last(id)).as("seed %d, last up to %d", seed, id).isEmpty();
        } else {
            assertThat(map.last(id)).as("seed %d, last up to %d", seed, id).hasValue(last.getValue());
        }
    }

    /** Ascending islands of random lengths that hold so many ids together. */
    private static List<long[]> ranges(Random random, int size) {
        List<long[]> ranges = new ArrayList<>();
        long next = random.nextInt(1_000_000);
        int left = size;
        while (left > 0) {
            int length = Math.min(left, 1 + random.nextInt(random.nextBoolean() ? 3 : 1000));
            ranges.add(new long[] {next, next + length - 1});
            next += length + 1 + random.nextInt(5);
            left -= length;
        }
        return ranges;
    }

    private static NavigableMap<Long, Long> expected(NavigableSet<Long> old, List<long[]> ranges) {
        NavigableMap<Long, Long> expected = new TreeMap<>();
        int range = 0;
        long next = ranges.get(0)[0];
        for (long id : old) {
            if (next > ranges.get(range)[1]) {
                next = ranges.get(++range)[0];
            }
            expected.put(id, next++);
        }
        return expected;
    }

    private static IdBitmap bitmap(Iterable<Long> ids) {
        IdBitmap bitmap = new IdBitmap();
        ids.forEach(bitmap::addLong);
        return bitmap;
    }

    @Test
    void aMillionIdsAreMappedBothWays() {
        IdBitmap old = new IdBitmap();
        old.addRange(100, 500_100);
        for (long id = 0; id < 500_000; id++) {
            old.addLong(700_000 + 7 * id);
        }
        RankedIds map = new RankedIds(old, List.of(new long[] {1, 400_000}, new long[] {500_001, 1_100_000}), NONE);
        long[] next = {0};
        old.forEach(id -> {
            long expected = ++next[0] <= 400_000 ? next[0] : next[0] + 100_000;
            if (map.row(id) != expected || map.original(expected).orElse(-1) != id) {
                throw new AssertionError(id + " → " + map.row(id) + ", not " + expected);
            }
        });
        assertThat(map.changed(old)).isEqualTo(1_000_000);
        assertThat(map.last(699_999)).hasValue(map.row(500_099));
    }

    @Test
    void idsUnderZeroAreBeforeAllOthers() {
        RankedIds map = new RankedIds(
                IdBitmap.bitmapOf(-1, 5, Long.MIN_VALUE + 1, Long.MAX_VALUE), List.of(new long[] {10, 13}), NONE);
        assertThat(map.row(Long.MIN_VALUE + 1)).isEqualTo(10);
        assertThat(map.row(-1)).isEqualTo(11);
        assertThat(map.row(5)).isEqualTo(12);
        assertThat(map.row(Long.MAX_VALUE)).isEqualTo(13);
        assertThat(map.original(11)).hasValue(-1);
        assertThat(map.last(4)).hasValue(11);
        assertThat(map.last(-2)).hasValue(10);
    }

    @Test
    void rowsThatTheTargetHasAreMappedToThese() {
        RankedIds map = new RankedIds(IdBitmap.bitmapOf(5, 9), List.of(new long[] {20, 21}), Map.of(7L, 3L));
        assertThat(map.row(7)).isEqualTo(3);
        assertThat(map.reference(7)).isEqualTo(3);
        assertThat(map.original(3)).hasValue(7);
        assertThat(map.isSingle(7)).isTrue();
        assertThat(map.isSingle(5)).isFalse();
        assertThat(map.row(9)).isEqualTo(21);
    }

    @Test
    void aReferenceToNoRowKeepsItsNumber() {
        RankedIds map = new RankedIds(IdBitmap.bitmapOf(5, 9), List.of(new long[] {20, 21}), NONE);
        assertThat(map.find(6)).isEmpty();
        assertThat(map.reference(6)).isEqualTo(6);
        assertThat(map.original(19)).isEmpty();
        assertThat(map.original(22)).isEmpty();
        assertThatThrownBy(() -> map.row(6)).hasMessageContaining("6");
    }

    @Test
    void aMapOfNoRowsFindsNone() {
        RankedIds map = new RankedIds(new IdBitmap(), List.of(), NONE);
        assertThat(map.isIdentity()).isTrue();
        assertThat(map.reference(0)).isZero();
        assertThat(map.last(7)).isEmpty();
        assertThat(map.original(7)).isEmpty();
    }

    @Test
    void asManyIdsAsRowsAreNeeded() {
        assertThatThrownBy(() -> new RankedIds(IdBitmap.bitmapOf(5, 9), List.of(new long[] {20, 22}), NONE))
                .hasMessage("3 new ids for 2 rows");
    }

    @Test
    void aMapIsTheSameAfterItsWayOverTheDisk(@TempDir Path folder) {
        RankedIds map = new RankedIds(
                IdBitmap.bitmapOf(-3, 5, 9, 1L << 40),
                List.of(new long[] {20, 21}, new long[] {30, 31}),
                Map.of(7L, 3L, 8L, 4L));
        Path file = folder.resolve("zerver_message.ids");
        map.writeTo(file);

        RankedIds read = RankedIds.readFrom(file);

        assertThat(read.old()).isEqualTo(map.old());
        assertThat(read.single()).isEqualTo(map.single());
        assertThat(read.ranges()).usingRecursiveComparison().isEqualTo(map.ranges());
        assertThat(read.row(1L << 40)).isEqualTo(31);
    }

    @Test
    void aDamagedFileIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("zerver_message.ids");
        new RankedIds(IdBitmap.bitmapOf(5, 9), List.of(new long[] {20, 21}), NONE).writeTo(file);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            assertRefused(file, damaged);
            assertRefused(file, Arrays.copyOf(whole, i));
        }
    }

    private static void assertRefused(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        assertThatThrownBy(() -> RankedIds.readFrom(file))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("the map of ids " + file + " is damaged");
    }

    @Test
    void severalThreadsMayAsk() throws Exception {
        IdBitmap old = new IdBitmap();
        for (long id = 0; id < 200_000; id++) {
            old.addLong(id * 3);
        }
        RankedIds map = new RankedIds(old, List.of(new long[] {1, 1000}, new long[] {2001, 201_000}), NONE);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Long>> wrong = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                long offset = thread * 50_000L;
                wrong.add(threads.submit(() -> wrong(map, offset)));
            }
            for (Future<Long> each : wrong) {
                assertThat(each.get()).isZero();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static long wrong(RankedIds map, long offset) {
        long wrong = 0;
        for (long i = 0; i < 200_000; i++) {
            long place = (i + offset) % 200_000;
            wrong += map.row(place * 3) == (place < 1000 ? place + 1 : place + 1001) ? 0 : 1;
        }
        return wrong;
    }
}
