/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.schema.ZulipTables;

/** Which members of JSON values hold ids: of edit histories, and of what the log of a realm says of its events. */
public final class JsonIds {
    private static final String LINKIFIERS = "zerver_realmfilter";
    private static final String PLAYGROUNDS = "zerver_realmplayground";

    /** The member that tells which setting was changed; the old and the new value have the names 1 and 2. */
    public static final String PROPERTY = "property";

    private static final Map<String, String> IDS = Map.ofEntries(
            Map.entry("user_id", ZulipTables.USERS),
            Map.entry("user_ids", ZulipTables.USERS),
            Map.entry("author_id", ZulipTables.USERS),
            Map.entry("muted_user_id", ZulipTables.USERS),
            Map.entry("direct_members", ZulipTables.USERS),
            Map.entry("stream", ZulipTables.CHANNELS),
            Map.entry("prev_stream", ZulipTables.CHANNELS),
            Map.entry("stream_id", ZulipTables.CHANNELS),
            Map.entry("stream_ids", ZulipTables.CHANNELS),
            Map.entry("group_id", ZulipTables.USER_GROUPS),
            Map.entry("user_group_id", ZulipTables.USER_GROUPS),
            Map.entry("direct_subgroups", ZulipTables.USER_GROUPS),
            Map.entry("subgroup_ids", ZulipTables.USER_GROUPS),
            Map.entry("supergroup_ids", ZulipTables.USER_GROUPS),
            Map.entry("message_id", ZulipTables.MESSAGES),
            Map.entry("message_ids", ZulipTables.MESSAGES),
            Map.entry("recipient_id", ZulipTables.RECIPIENTS),
            Map.entry("realm_id", ZulipTables.REALMS),
            Map.entry("realm_export_id", "zerver_realmexport"),
            Map.entry("saved_snippet_id", "zerver_savedsnippet"));

    /** Objects, lists of them, or objects by their ids: rows of a table, with an id of their own. */
    private static final Map<String, String> ROWS = Map.ofEntries(
            Map.entry("realm_emoji", ZulipTables.EMOJI),
            Map.entry("added_emoji", ZulipTables.EMOJI),
            Map.entry("deactivated_emoji", ZulipTables.EMOJI),
            Map.entry("realm_linkifiers", LINKIFIERS),
            Map.entry("added_linkifier", LINKIFIERS),
            Map.entry("changed_linkifier", LINKIFIERS),
            Map.entry("removed_linkifier", LINKIFIERS),
            Map.entry("realm_playgrounds", PLAYGROUNDS),
            Map.entry("added_playground", PLAYGROUNDS),
            Map.entry("changed_playground", PLAYGROUNDS),
            Map.entry("removed_playground", PLAYGROUNDS));

    /** The tables that have settings. */
    private static final List<String> OF_SETTINGS = List.of(
            ZulipTables.REALMS,
            ZulipTables.CHANNELS,
            "zerver_namedusergroup",
            ZulipTables.USERS,
            "zerver_realmuserdefault");

    private JsonIds() {}

    /** The table of the ids that a member holds. */
    public static Optional<String> ids(String member) {
        return Optional.ofNullable(IDS.get(member));
    }

    /** The table of the rows that a member holds. */
    public static Optional<String> rows(String member) {
        return Optional.ofNullable(ROWS.get(member));
    }

    /** The table that a setting's value is an id of; its name may be the field's or the column's. */
    public static Optional<String> setting(String property) {
        String field = property.replaceFirst("_id$", "");
        return OF_SETTINGS.stream()
                .flatMap(table -> References.known(table, field).stream())
                .map(References.Reference::table)
                .findFirst();
    }
}
