/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Counts what was looked at, and hands on what should not be there as it is found. */
final class Tally {
    private final Map<Subject, Long> checked = new EnumMap<>(Subject.class);
    private final Map<Subject, Long> exceptions = new EnumMap<>(Subject.class);
    private final Consumer<Leak> leaks;

    Tally(Consumer<Leak> leaks) {
        this.leaks = leaks;
    }

    void checked(Subject subject) {
        checked.merge(subject, 1L, Long::sum);
    }

    void leak(Subject subject, String table, String id, String why) {
        exceptions.merge(subject, 1L, Long::sum);
        leaks.accept(new Leak(table, id, why));
    }

    /** A line for each kind, also for those that the archive has none of. */
    List<AuditSummary.Line> lines() {
        List<AuditSummary.Line> lines = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            lines.add(new AuditSummary.Line(
                    subject, checked.getOrDefault(subject, 0L), exceptions.getOrDefault(subject, 0L)));
        }
        return lines;
    }
}
