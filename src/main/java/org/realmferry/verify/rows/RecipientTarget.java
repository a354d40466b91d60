/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import java.util.Map;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;

/** A recipient stands for a user, a channel or a group conversation; which of them says its type. */
public final class RecipientTarget {
    private static final Map<Integer, String> TARGETS =
            Map.of(1, ZulipTables.USERS, 2, ZulipTables.CHANNELS, 3, ZulipTables.DIRECT_MESSAGE_GROUPS);

    private final ReferenceChecks references;
    private final boolean singleUser;
    private int type;
    private long target;

    /** Of a single user only channels are in the archive. */
    public RecipientTarget(ReferenceChecks references, boolean singleUser) {
        this.references = references;
        this.singleUser = singleUser;
    }

    public void in(TableCheck recipients) {
        recipients
                .field("type", (value, row) -> type = value.getValueAsInt(-1))
                .field("type_id", (value, row) -> target = value.getValueAsLong(-1))
                .row(this::check);
    }

    private void check(VerifiedRow row) {
        String table = TARGETS.get(type);
        if (table == null) {
            row.object(FindingKind.MALFORMED, "type is not 1, 2 or 3");
        } else if ((!singleUser || type == 2) && !references.has(table, target)) {
            row.object(FindingKind.DANGLING, ReferenceChecks.dangling("type_id", target, table));
        }
    }
}
