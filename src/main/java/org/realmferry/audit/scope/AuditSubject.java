/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.scope;

import java.util.Map;
import org.realmferry.audit.rows.AuditedTables;

/** The kinds of thing that an audit counts. */
public enum AuditSubject {
    MESSAGES("messages"),
    USER_MESSAGES("usermessages"),
    USERS("users"),
    SUBSCRIPTIONS("subscriptions"),
    PRIVATE_ROWS("rows of one user"),
    AUDIT_ROWS("audit log"),
    REACTIONS("reactions"),
    ATTACHMENTS("attachments"),
    FILES("files"),
    OTHER_ROWS("other rows");

    private static final Map<String, AuditSubject> OF_TABLES = Map.of(
            "zerver_message", MESSAGES,
            "zerver_usermessage", USER_MESSAGES,
            "zerver_userprofile", USERS,
            "zerver_userprofile_mirrordummy", USERS,
            "zerver_subscription", SUBSCRIPTIONS,
            "zerver_realmauditlog", AUDIT_ROWS,
            "zerver_reaction", REACTIONS,
            "zerver_attachment", ATTACHMENTS);

    private final String label;

    AuditSubject(String label) {
        this.label = label;
    }

    /** The word for it in a table. */
    public String label() {
        return label;
    }

    public static AuditSubject of(String table) {
        return AuditedTables.owner(table).isPresent() ? PRIVATE_ROWS : OF_TABLES.getOrDefault(table, OTHER_ROWS);
    }
}
