/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection.approvals;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The columns of an approved-transfer list; only the first three are needed, the rest are for the people who decide. */
public enum ApprovalsColumn {
    REALM,
    USER,
    DECISION,
    DECIDED_AT,
    DECIDED_BY,
    NOTE,
    NAME,
    ROLE,
    ACTIVE,
    BOT,
    LAST_ACTIVITY,
    CONSENT;

    static final List<ApprovalsColumn> REQUIRED = List.of(REALM, USER, DECISION);

    /** The name in the file's header. */
    public String header() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The column of a header's cell, in any case. */
    static Optional<ApprovalsColumn> of(String header) {
        return Arrays.stream(values())
                .filter(column -> column.name().equalsIgnoreCase(header))
                .findFirst();
    }
}
