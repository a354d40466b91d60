/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.finding;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Where findings of one archive go. Any thread may tell them. */
public final class FindingSink {
    private final String archive;
    private final Consumer<VerifyFinding> findings;
    private final AtomicLong count = new AtomicLong();

    public FindingSink(String archive, Consumer<VerifyFinding> findings) {
        this.archive = archive;
        this.findings = findings;
    }

    public String archive() {
        return archive;
    }

    public void found(FindingKind kind, String file, String message) {
        found(kind, file, "", "", message);
    }

    public void found(FindingKind kind, String file, String table, String id, String message) {
        count.incrementAndGet();
        findings.accept(new VerifyFinding(kind, archive, file, table, id, message));
    }

    public long count() {
        return count.get();
    }
}
