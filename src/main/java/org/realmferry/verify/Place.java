/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Where findings of one archive go. Any thread may tell them. */
final class Place {
    private final String archive;
    private final Consumer<Finding> findings;
    private final AtomicLong count = new AtomicLong();

    Place(String archive, Consumer<Finding> findings) {
        this.archive = archive;
        this.findings = findings;
    }

    String archive() {
        return archive;
    }

    void found(Kind kind, String file, String message) {
        found(kind, file, "", "", message);
    }

    void found(Kind kind, String file, String table, String id, String message) {
        count.incrementAndGet();
        findings.accept(new Finding(kind, archive, file, table, id, message));
    }

    long count() {
        return count.get();
    }
}
