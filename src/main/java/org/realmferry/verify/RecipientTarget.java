/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.Map;

/** A recipient stands for a user, a channel or a group conversation; which of them says its type. */
final class RecipientTarget {
    private static final Map<Integer, String> TARGETS = Map.of(1, Ids.USERS, 2, "zerver_stream", 3, "zerver_huddle");

    private final References references;
    private final boolean singleUser;
    private int type;
    private long target;

    /** Of a single user only channels are in the archive. */
    RecipientTarget(References references, boolean singleUser) {
        this.references = references;
        this.singleUser = singleUser;
    }

    void in(TableCheck recipients) {
        recipients
                .field("type", (value, row) -> type = value.getValueAsInt(-1))
                .field("type_id", (value, row) -> target = value.getValueAsLong(-1))
                .row(this::check);
    }

    private void check(Row row) {
        String table = TARGETS.get(type);
        if (table == null) {
            row.object(Kind.MALFORMED, "type is not 1, 2 or 3");
        } else if ((!singleUser || type == 2) && !references.has(table, target)) {
            row.object(Kind.DANGLING, References.dangling("type_id", target, table));
        }
    }
}
