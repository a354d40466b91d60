/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.util.Set;
import org.realmferry.schema.ZulipTables;

/** The tables that are written after the skeleton of a realm. */
final class Late {

    /** Rows that name messages, and those that no other row needs. */
    static final Set<String> TABLES = Set.of(
            ZulipTables.MESSAGES,
            ZulipTables.USER_MESSAGES,
            ZulipTables.ATTACHMENTS,
            "zerver_reaction",
            "zerver_submessage",
            "zerver_onboardingusermessage",
            ZulipTables.AUDIT_LOG,
            "analytics_realmcount",
            "analytics_usercount",
            "analytics_streamcount");

    private Late() {}
}
