/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.scope;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Counts what was looked at, and hands on what should not be there as it is found. */
public final class AuditCounts {
    private final Map<AuditSubject, Long> checked = new EnumMap<>(AuditSubject.class);
    private final Map<AuditSubject, Long> exceptions = new EnumMap<>(AuditSubject.class);
    private final Consumer<Exposure> leaks;

    public AuditCounts(Consumer<Exposure> leaks) {
        this.leaks = leaks;
    }

    public void checked(AuditSubject subject) {
        checked.merge(subject, 1L, Long::sum);
    }

    public void leak(AuditSubject subject, String table, String id, String why) {
        exceptions.merge(subject, 1L, Long::sum);
        leaks.accept(new Exposure(table, id, why));
    }

    /** A line for each kind, also for those that the archive has none of. */
    public List<AuditSummary.Line> lines() {
        List<AuditSummary.Line> lines = new ArrayList<>();
        for (AuditSubject subject : AuditSubject.values()) {
            lines.add(new AuditSummary.Line(
                    subject, checked.getOrDefault(subject, 0L), exceptions.getOrDefault(subject, 0L)));
        }
        return lines;
    }
}
