/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.rows;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which tables an export has in which file, and which of their rows are one user's alone. */
public final class AuditedTables {
    /** The field that names the user whose row it is. */
    private static final Map<String, String> OWNERS = Map.ofEntries(
            Map.entry("zerver_alertword", "user_profile"),
            Map.entry("zerver_botconfigdata", "bot_profile"),
            Map.entry("zerver_botstoragedata", "bot_profile"),
            Map.entry("zerver_externalauthid", "user"),
            Map.entry("zerver_mutedtopic", "user_profile"),
            Map.entry("zerver_muteduser", "user_profile"),
            Map.entry("zerver_navigationview", "user"),
            Map.entry("zerver_onboardingstep", "user"),
            Map.entry("zerver_savedsnippet", "user_profile"),
            Map.entry("zerver_scheduledmessage", "sender"),
            Map.entry("zerver_service", "user_profile"),
            Map.entry("zerver_useractivity", "user_profile"),
            Map.entry("zerver_useractivityinterval", "user_profile"),
            Map.entry("zerver_userhotspot", "user"),
            Map.entry("zerver_userstatus", "user_profile"),
            Map.entry("zerver_usertopic", "user_profile"));

    private static final Set<String> OF_A_REALM = Set.of(
            "zerver_channelfolder",
            "zerver_client",
            "zerver_customprofilefield",
            "zerver_customprofilefieldvalue",
            "zerver_defaultstream",
            "zerver_groupgroupmembership",
            "zerver_huddle",
            "zerver_namedusergroup",
            "zerver_onboardingusermessage",
            "zerver_presencesequence",
            "zerver_reaction",
            "zerver_realm",
            "zerver_realmalias",
            "zerver_realmauditlog",
            "zerver_realmauthenticationmethod",
            "zerver_realmdomain",
            "zerver_realmemoji",
            "zerver_realmexport",
            "zerver_realmfilter",
            "zerver_realmplayground",
            "zerver_realmuserdefault",
            "zerver_recipient",
            "zerver_stream",
            "zerver_submessage",
            "zerver_subscription",
            "zerver_usergroup",
            "zerver_usergroupmembership",
            "zerver_userpresence",
            "zerver_userprofile",
            "zerver_userprofile_crossrealm",
            "zerver_userprofile_mirrordummy");

    private static final Set<String> ANALYTICS =
            Set.of("analytics_realmcount", "analytics_usercount", "analytics_streamcount");

    private AuditedTables() {}

    public static Optional<String> owner(String table) {
        return Optional.ofNullable(OWNERS.get(table));
    }

    /** Whether an export has a table in a file of that name. */
    public static boolean belong(String table, String file) {
        return switch (file) {
            case "realm.json" -> OF_A_REALM.contains(table) || OWNERS.containsKey(table);
            case "attachment.json" -> table.equals("zerver_attachment");
            case "analytics.json" -> ANALYTICS.contains(table);
            default -> table.equals("zerver_message") || table.equals("zerver_usermessage");
        };
    }
}
