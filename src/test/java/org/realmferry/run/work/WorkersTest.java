/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

@Timeout(20)
class WorkersTest {
    private final Workers<Held> workers = new Workers<>();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();

    /** What a worker of these tests holds: its place in a count. */
    private static final class Held implements Workers.Resource {
        private final AtomicInteger open;

        Held(AtomicInteger open) {
            this.open = open;
            open.incrementAndGet();
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    @Test
    void aSmallLaneDoesNotWaitBehindABigOne() {
        for (int i = 0; i < 50; i++) {
            workers.add("big", does("big"));
        }
        workers.add("small", does("small"));
        workers.add("small", does("small"));

        work(1);

        assertThat(done).hasSize(52);
        assertThat(done.subList(0, 4)).containsExactly("big", "small", "big", "small");
    }

    @Test
    void aLaneThatGrowsLateComesBeforeTheRestOfABigOne() {
        workers.add("small", held -> {
            workers.add("small", does("small"));
            workers.add("small", does("small"));
        });
        for (int i = 0; i < 50; i++) {
            workers.add("big", does("big"));
        }

        work(1);

        assertThat(done).hasSize(52);
        assertThat(done.lastIndexOf("small")).isLessThan(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void unitsMayAddUnits(int count) {
        workers.add("lane", held -> {
            for (int i = 0; i < 20; i++) {
                workers.add("lane", inner -> workers.add("other", does("leaf")));
            }
        });

        work(count);

        assertThat(done).hasSize(20);
        assertThat(open).hasValue(0);
    }

    @Test
    void noUnitsAreNoWork() {
        work(3);

        assertThat(done).isEmpty();
        assertThat(open).hasValue(0);
    }

    @Test
    void theFirstFailureEndsTheWork() {
        workers.add("lane", does("before"));
        workers.add("lane", held -> {
            throw new IllegalStateException("first");
        });
        workers.add("lane", does("after"));

        assertThatThrownBy(() -> work(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("first");
        assertThat(done).containsExactly("before");
        assertThat(open).hasValue(0);
    }

    @Test
    void aFailureWakesThoseWhoWaitAndLetsOthersFinish() {
        CountDownLatch failing = new CountDownLatch(1);
        workers.add("a", held -> {
            await(failing);
            done.add("finished");
            throw new IllegalArgumentException("second");
        });
        workers.add("b", held -> {
            failing.countDown();
            throw new IllegalStateException("first");
        });

        assertThatThrownBy(() -> work(3))
                .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThat(done).containsExactly("finished");
        assertThat(open).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anErrorOfTheVirtualMachineEndsTheWorkToo(int count) {
        workers.add("a", held -> {
            throw new StackOverflowError("deep");
        });
        workers.add("b", does("b"));

        assertThatThrownBy(() -> work(count)).hasStackTraceContaining("deep");
        assertThat(open).hasValue(0);
    }

    @Test
    void aWorkerThatGetsNoResourceEndsTheWork() {
        workers.add("lane", does("unit"));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> workers.work(2, () -> {
                    throw new IllegalStateException("no connection");
                }))
                .withMessage("no connection");
        assertThat(done).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void theLastUnitOfAStageRunsOnceAfterAllOthers(int count) {
        workers.add("lane", held -> {
            Stage<Held> stage = new Stage<>(workers, "lane", does("last"));
            for (int i = 0; i < 30; i++) {
                stage.add(inner -> {
                    stage.add(does("inner"));
                    done.add("outer");
                });
            }
            stage.end();
        });

        work(count);

        assertThat(done).hasSize(61).endsWith("last").containsOnlyOnce("last");
    }

    @Test
    void aStageWithoutUnitsRunsItsLast() {
        workers.add("lane", held -> new Stage<>(workers, "lane", does("last")).end());

        work(2);

        assertThat(done).containsExactly("last");
    }

    @Test
    void theLastUnitOfAStageDoesNotRunAfterAFailure() {
        workers.add("lane", held -> {
            Stage<Held> stage = new Stage<>(workers, "lane", does("last"));
            stage.add(inner -> {
                throw new IllegalStateException("broken");
            });
            stage.end();
        });

        assertThatThrownBy(() -> work(2)).hasMessage("broken");
        assertThat(done).isEmpty();
    }

    private Workers.Unit<Held> does(String what) {
        return held -> done.add(what);
    }

    /** The resource is held all the while: units that need none don't wait for it. */
    @Test
    void unitsWithoutAResourceHaveThreadsOfTheirOwn() {
        CountDownLatch copied = new CountDownLatch(3);
        workers.add("lane", held -> {
            for (int i = 0; i < 3; i++) {
                workers.addAside("lane", copied::countDown);
            }
            await(copied);
            done.add("read");
        });

        workers.work(1, 2, () -> new Held(open));

        assertThat(done).containsExactly("read");
        assertThat(open).hasValue(0);
    }

    @Test
    void aFailureOfAUnitWithoutAResourceEndsTheWork() {
        Failure failure = new Failure(ExitStatus.SOURCE, "gone", "look");
        workers.addAside("lane", () -> {
            throw failure;
        });

        assertThatThrownBy(() -> workers.work(1, 4, () -> new Held(open))).isSameAs(failure);
    }

    private void work(int count) {
        workers.work(count, () -> new Held(open));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
