/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.plan.Parameters;
import org.realmferry.source.IdRange;

/** Messages cut into files around those that are kept. */
class RealmIdsTest {
    private static final long SEED = Long.getLong("realmferry.seed", 20250331);

    @Test
    void newSpansNeverMeetKeptOnesAndHoldEverythingElse() {
        for (int i = 0; i < 300; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            RealmIds first = ids(random, random.nextInt(6000));
            List<IdRange> kept = some(random, first.spans(List.of()));
            RealmIds now = changed(random, first, kept);

            List<IdRange> made = now.spans(kept);

            List<Long> held = new ArrayList<>();
            long before = Long.MIN_VALUE;
            for (IdRange span : together(kept, made)) {
                long[] messages = now.messages(span);
                assertThat(span.first()).as("seed %d", SEED + i).isGreaterThan(before);
                assertThat(messages).as("seed %d", SEED + i).hasSizeBetween(1, ArchiveLayout.MESSAGES_PER_FILE);
                assertThat(messages[0]).isEqualTo(span.first());
                assertThat(messages[messages.length - 1]).isEqualTo(span.last());
                for (long message : messages) {
                    held.add(message);
                }
                before = span.last();
            }
            assertThat(held).as("seed %d", SEED + i).containsExactlyElementsOf(all(now));
        }
    }

    @Test
    void whereWholeFilesAreMissingTheyAreCutAsTheyWere() {
        for (int i = 0; i < 300; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            RealmIds ids = ids(random, random.nextInt(12_000));
            List<IdRange> plain = ids.spans(List.of());
            List<IdRange> kept = some(random, plain);

            assertThat(together(kept, ids.spans(kept))).as("seed %d", SEED + i).isEqualTo(plain);
        }
    }

    @Test
    void plainFilesAreFullButForTheLast() {
        RealmIds ids = ids(new SplittableRandom(SEED), 2500);

        assertThat(ids.spans(List.of()))
                .extracting(span -> ids.messages(span).length)
                .containsExactly(1000, 1000, 500);
        assertThat(ids(new SplittableRandom(SEED), 0).spans(List.of())).isEmpty();
    }

    @Test
    void aChecksumTellsOtherIdsInTheSameSpan() {
        RealmIds ids = of(List.of(5L, 7L, 9L, 20L));
        IdRange span = new IdRange(5, 9);

        assertThat(ids.checksum(span))
                .isEqualTo(of(List.of(1L, 5L, 7L, 9L)).checksum(span))
                .isNotEqualTo(of(List.of(5L, 9L, 20L)).checksum(span))
                .isNotEqualTo(of(List.of(5L, 6L, 7L, 9L)).checksum(span))
                .isNotEqualTo(of(List.of(5L, 8L, 9L)).checksum(span));
    }

    @Test
    void theLastIdThatThereCanBeIsNoEnd() {
        RealmIds ids = of(List.of(1L, Long.MAX_VALUE - 1));

        assertThat(ids.messages(new IdRange(1, Long.MAX_VALUE - 1))).containsExactly(1, Long.MAX_VALUE - 1);
        assertThat(ids.messages(new IdRange(2, 3))).isEmpty();
    }

    private static RealmIds ids(SplittableRandom random, int count) {
        List<Long> ids = new ArrayList<>();
        long id = 0;
        for (int i = 0; i < count; i++) {
            id += 1 + (random.nextInt(4) == 0 ? random.nextInt(50) : 0);
            ids.add(id);
        }
        return of(ids);
    }

    /** Messages come and go, but in what is kept. */
    private static RealmIds changed(SplittableRandom random, RealmIds first, List<IdRange> kept) {
        TreeSet<Long> ids = new TreeSet<>(all(first));
        long last = ids.isEmpty() ? 1 : ids.last();
        for (int i = random.nextInt(2000); i > 0; i--) {
            long id = random.nextLong(1, last + 1500);
            if (kept.stream().noneMatch(span -> span.first() <= id && id <= span.last()) && !ids.remove(id)) {
                ids.add(id);
            }
        }
        return of(new ArrayList<>(ids));
    }

    private static List<IdRange> some(SplittableRandom random, List<IdRange> spans) {
        return spans.stream().filter(span -> random.nextBoolean()).toList();
    }

    private static List<IdRange> together(List<IdRange> kept, List<IdRange> made) {
        List<IdRange> all = new ArrayList<>(kept);
        all.addAll(made);
        all.sort((one, other) -> Long.compare(one.first(), other.first()));
        return all;
    }

    private static List<Long> all(RealmIds ids) {
        return ids.messages().stream().boxed().toList();
    }

    private static RealmIds of(List<Long> messages) {
        IdBitmap bitmap = new IdBitmap();
        messages.forEach(bitmap::addLong);
        return new RealmIds(new Parameters(2), bitmap, new IdBitmap(), Optional.empty());
    }
}
