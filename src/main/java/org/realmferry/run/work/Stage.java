/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.work;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Units of one lane, and one that runs when all of them are done. Units may add further ones to their stage.
 *
 * @param <R> what each worker holds
 */
public final class Stage<R extends Workers.Resource> {
    private final Workers<R> workers;
    private final String lane;
    private final Workers.UnitOfTwoParts<R> last;
    private final AtomicInteger pending = new AtomicInteger(1);

    /** Begins a stage; {@code last} runs at the earliest when the stage has ended. */
    public Stage(Workers<R> workers, String lane, Workers.Unit<R> last) {
        this(workers, lane, of(last));
    }

    private Stage(Workers<R> workers, String lane, Workers.UnitOfTwoParts<R> last) {
        this.workers = workers;
        this.lane = lane;
        this.last = last;
    }

    /** Begins a stage whose last unit needs no resource. */
    public static <R extends Workers.Resource> Stage<R> endingIn(Workers<R> workers, String lane, Runnable last) {
        Workers.UnitOfTwoParts<R> unit = resource -> last;
        return new Stage<>(workers, lane, unit);
    }

    private static <R> Workers.UnitOfTwoParts<R> of(Workers.Unit<R> unit) {
        return resource -> {
            unit.run(resource);
            return () -> {};
        };
    }

    /** Begins a stage within this one: its last unit is one of this stage's. */
    public Stage<R> within(Workers.Unit<R> innerLast) {
        pending.incrementAndGet();
        return new Stage<>(workers, lane, resource -> {
            innerLast.run(resource);
            done();
        });
    }

    public void add(Workers.Unit<R> unit) {
        addOfTwoParts(of(unit));
    }

    /** Adds a unit whose second part needs no resource. */
    public void addOfTwoParts(Workers.UnitOfTwoParts<R> unit) {
        pending.incrementAndGet();
        workers.addOfTwoParts(lane, resource -> {
            Runnable rest = unit.begin(resource);
            return () -> {
                rest.run();
                done();
            };
        });
    }

    /** Adds a unit that needs no resource. */
    public void addAside(Runnable unit) {
        pending.incrementAndGet();
        workers.addAside(lane, () -> {
            unit.run();
            done();
        });
    }

    /** Ends the adding from outside of the stage's units; without it, the last unit never runs. */
    public void end() {
        done();
    }

    private void done() {
        if (pending.decrementAndGet() == 0) {
            workers.addOfTwoParts(lane, last);
        }
    }
}
