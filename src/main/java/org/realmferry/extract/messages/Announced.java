/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that units of work wait for without holding a connection. What waits goes on in the thread that announces the value,
 * and fails there.
 */
final class Announced<T> {
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable T value;

    void announce(T announced) {
        List<Runnable> next;
        synchronized (this) {
            value = announced;
            next = List.copyOf(waiting);
        }
        next.forEach(Runnable::run);
    }

    /** Goes on when the value is there. */
    void then(Runnable next) {
        synchronized (this) {
            if (value == null) {
                waiting.add(next);
                return;
            }
        }
        next.run();
    }

    /** The value, which is there. */
    synchronized T get() {
        return Objects.requireNonNull(value);
    }
}
