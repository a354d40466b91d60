/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.scope;

import java.util.List;

/**
 * What came of an audit.
 *
 * @param lines how much of each kind was looked at
 */
public record AuditSummary(List<Line> lines) {
    public AuditSummary {
        lines = List.copyOf(lines);
    }

    /** One kind of thing: how many were looked at, and how many exceptions there are among them. */
    public record Line(AuditSubject subject, long checked, long exceptions) {}

    public long exceptions() {
        return lines.stream().mapToLong(Line::exceptions).sum();
    }
}
