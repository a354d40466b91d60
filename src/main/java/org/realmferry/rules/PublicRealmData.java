/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.language.SchemaState.has;
import static org.realmferry.rules.language.SchemaState.lacks;
import static org.realmferry.rules.language.TableRule.in;
import static org.realmferry.rules.language.TableRule.stay;
import static org.realmferry.rules.language.TableRule.table;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.realmferry.rules.language.Arrival;
import org.realmferry.rules.language.Making;
import org.realmferry.rules.language.Mentions;
import org.realmferry.rules.language.Naming;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.rules.language.ReleaseMarkers;
import org.realmferry.rules.language.TableRule;
import org.realmferry.schema.ZulipTables;

/** What all users of a realm may see: its settings, channels' defaults, groups, emoji, linkifiers, and its log. */
final class PublicRealmData {
    private static final String OF_THE_REALM = "t.realm_id = :realm";
    private static final String GROUPS = "(SELECT id FROM zerver_usergroup WHERE realm_id = :realm)";

    /**
     * The log of the realm, and a row "realm exported" (206) where it has none: without it Zulip's importer takes the
     * data for another product's. No real row has the id 0.
     */
    private static final String AUDIT_LOG_WITH_EXPORT = "(SELECT * FROM zerver_realmauditlog WHERE realm_id = :realm"
            + " UNION ALL SELECT (jsonb_populate_record(NULL::zerver_realmauditlog, jsonb_build_object('id', 0,"
            + " 'event_type', 206, 'realm_id', r.id, 'backfilled', true, 'extra_data', '{}'::jsonb, 'event_time',"
            + " coalesce((SELECT max(event_time) FROM zerver_realmauditlog WHERE realm_id = :realm),"
            + " r.date_created)))).* FROM zerver_realm r WHERE r.id = :realm AND NOT EXISTS"
            + " (SELECT FROM zerver_realmauditlog WHERE realm_id = :realm AND event_type = 206))";

    /**
     * What was done to those who consent, to nobody in particular, and who was subscribed to what (301 to 303). Where
     * others leave no trace, what was done by them or to them stays, but that the realm was exported.
     */
    private static final String LOGGED = OF_THE_REALM
            + " AND (:full OR NOT :strict OR t.event_type::text IN ('301', '302', '303', 'subscription_created',"
            + " 'subscription_activated', 'subscription_deactivated') OR t.modified_user_id IS NULL"
            + " OR t.modified_user_id IN :consenting)"
            + " AND (NOT :omit OR t.event_type::text IN ('206', 'realm_exported') OR (t.modified_user_id IS NULL OR t.modified_user_id IN :users)"
            + " AND (t.acting_user_id IS NULL OR t.acting_user_id IN :users"
            + " OR t.acting_user_id IN (SELECT id FROM zerver_userprofile WHERE realm_id <> :realm)))";

    /** The names of the bits of {@code authentication_methods}; each release that added one has something by which it is told. */
    private static final String AUTHENTICATION_METHODS =
            "(SELECT jsonb_agg(jsonb_build_array(f.name, t.authentication_methods >> (f.bit - 1)::integer & 1 = 1)"
                    + " ORDER BY f.bit) FROM unnest('{Google,Email,GitHub,LDAP,Dev,RemoteUser"
                    + has(ReleaseMarkers.ANALYTICS).then(",AzureAD")
                    + has(ReleaseMarkers.ROLES).then(",SAML")
                    + has(ReleaseMarkers.ALL_CHANNELS).then(",GitLab,Apple")
                    + has(ReleaseMarkers.SORTED_TABLES).then(",OpenID Connect")
                    + "}'::text[]) WITH ORDINALITY f(name, bit))";

    /** Messages are counted by the program that sent them: its id is the name of the part. */
    private static final Naming CLIENT_OF_COUNT =
            new Naming.ByKind("subgroup", "property", Map.of("messages_sent:client:day", "zerver_client"));

    /** The event that a channel went from a folder to another one. */
    private static final Map<String, String> FOLDER_CHANGED = Map.of("609", "zerver_channelfolder");

    /** Whether a server knows the status 6, no column tells: it came with the migration 0801. */
    private static final String EXPORT_STATUS = "CASE WHEN t.status = 3 AND EXISTS (SELECT FROM django_migrations"
            + " WHERE app = 'zerver' AND name >= '0801_') THEN 6 ELSE t.status END";

    private static String members(String table, String id, String group) {
        return "ARRAY(SELECT m." + id + "::bigint FROM " + table + " m WHERE m." + group + " = t.id ORDER BY 1)";
    }

    static final List<TableRule> RULES = Stream.concat(
                    Stream.of(
                            table("zerver_realm")
                                    .where("t.id = :realm")
                                    .value(
                                            "description",
                                            Mentions.emptyWhereItNamesOthers("description", "t.description"),
                                            "empty where it names users who leave no trace")
                                    .value(
                                            "rendered_description",
                                            Mentions.emptyWhereItNamesOthers("rendered_description", "t.description"),
                                            "empty where it names users who leave no trace")
                                    .value(
                                            "welcome_message_custom_text",
                                            Mentions.emptyWhereItNamesOthers(
                                                    "welcome_message_custom_text", "t.welcome_message_custom_text"),
                                            "empty where it names users who leave no trace")
                                    .value("deactivated", "t.deactivated AND NOT :asActive", "false with --as-active")
                                    .rename("max_invites", "_max_invites")
                                    .made(Making.SUBDOMAIN, "string_id")
                                    .made(Making.ORGANISATION_NAME, "name")
                                    .arriving(
                                            new Arrival.Held("deactivated", "true", "nobody sees half a realm"),
                                            new Arrival.Held(
                                                    "message_retention_days", "-1", "no message is archived meanwhile"),
                                            new Arrival.Held(
                                                    "scheduled_deletion_date", "null", "nothing is deleted meanwhile"),
                                            new Arrival.Fixed("plan_type", "1", "self-hosted"),
                                            new Arrival.Fixed("max_invites", "null", "self-hosted"),
                                            new Arrival.Fixed("message_visibility_limit", "null", "self-hosted"),
                                            new Arrival.Fixed("first_visible_message_id", "0", "self-hosted"),
                                            new Arrival.Fixed("upload_quota_gb", "null", "self-hosted"),
                                            new Arrival.Fixed("custom_upload_quota_gb", "null", "self-hosted"),
                                            new Arrival.Fixed(
                                                    "push_notifications_enabled", "false", "the server decides"))
                                    .texts("description", "rendered_description", "welcome_message_custom_text")
                                    .naming(new Naming.Last("first_visible_message_id", "zerver_message", "0"))
                                    .when(
                                            has("zerver_realm.authentication_methods"),
                                            "authentication_methods leave as a list of names",
                                            rule -> rule.without("leaves as names", "authentication_methods")
                                                    .add("authentication_methods", "jsonb", AUTHENTICATION_METHODS)),
                            table("zerver_realmauthenticationmethod")
                                    .where(OF_THE_REALM)
                                    .merge(rule -> rule.oneOf("name")),
                            table("zerver_presencesequence").where(OF_THE_REALM),
                            table("zerver_defaultstream").where(OF_THE_REALM).merge(rule -> rule.oneOf("stream")),
                            Mentions.described(table("zerver_channelfolder").where(OF_THE_REALM))
                                    .merge(rule -> rule.oneOf("lower(name)").unless("is_archived")),
                            table("zerver_customprofilefield")
                                    .where(OF_THE_REALM)
                                    .since(ReleaseMarkers.MORE_TABLES),
                            table("zerver_realmauditlog")
                                    .where(LOGGED)
                                    .from(AUDIT_LOG_WITH_EXPORT)
                                    .since(ReleaseMarkers.MORE_TABLES)
                                    .when(
                                            lacks("zerver_realm.zulip_update_announcements_level"),
                                            "an import asks for no row 206",
                                            rule -> rule.from("zerver_realmauditlog"))
                                    .when(
                                            has(ReleaseMarkers.CHANNEL_FOLDERS),
                                            "an import asks for no row 206",
                                            rule -> rule.from("zerver_realmauditlog"))
                                    .when(
                                            lacks(ReleaseMarkers.SORTED_TABLES),
                                            "only what was done to users leaves",
                                            rule -> rule.where(LOGGED + " AND t.modified_user_id IN :withRows"))
                                    .ofUser("t.modified_user_id = :user OR t.acting_user_id = :user")
                                    .value(
                                            "acting_user_id",
                                            "(SELECT a.id FROM zerver_userprofile a"
                                                    + " WHERE a.id = t.acting_user_id AND a.realm_id = :realm)",
                                            "null when that user is of another realm")
                                    .value(
                                            "extra_data",
                                            "CASE WHEN :omit THEN '{}' ELSE t.extra_data END",
                                            "empty where it could name users who leave no trace")
                                    .arriving(new Arrival.Rows(
                                            "also a row 204 and a row 229, realm imported, as Zulip's importer adds;"
                                                    + " a row 215, realm created, where the archive has none"))
                                    .naming(
                                            new Naming.Last("event_last_message_id", "zerver_message", "null"),
                                            new Naming.Json("extra_data", "event_type", FOLDER_CHANGED)),
                            table("zerver_realmalias").where(OF_THE_REALM),
                            table("zerver_realmdomain").where(OF_THE_REALM).merge(rule -> rule.oneOf("domain")),
                            table("zerver_realmexport")
                                    .where(OF_THE_REALM)
                                    .arriving(new Arrival.Never("exports of another server"))
                                    .texts("export_path")
                                    .when(
                                            has(ReleaseMarkers.NO_PERSONAL_RECIPIENTS),
                                            "exports of an earlier server are marked",
                                            rule -> rule.value(
                                                    "status",
                                                    EXPORT_STATUS,
                                                    "6, made on an earlier server, where it was 3, done; since Zulip 12.1")),
                            table("zerver_realmfilter").where(OF_THE_REALM).merge(rule -> rule.oneOf("pattern")),
                            table("zerver_realmplayground")
                                    .where(OF_THE_REALM)
                                    .merge(rule -> rule.oneOf("pygments_language", "name")),
                            table("zerver_realmuserdefault").where(OF_THE_REALM),
                            table("zerver_onboardingusermessage")
                                    .where(OF_THE_REALM)
                                    .onExportedMessage("message_id")
                                    .rename("flags", "flags_mask"),
                            table("zerver_usergroup")
                                    .where(OF_THE_REALM)
                                    .naming(
                                            new Naming.Ids("members", ZulipTables.USERS),
                                            new Naming.Ids("direct_members", ZulipTables.USERS),
                                            new Naming.Ids("direct_subgroups", "zerver_usergroup"))
                                    .dropped("rows of zerver_usergroupmembership", "members", "direct_members")
                                    .dropped("rows of zerver_groupgroupmembership", "direct_subgroups")
                                    .since(ReleaseMarkers.MORE_TABLES)
                                    .when(
                                            lacks("zerver_groupgroupmembership"),
                                            "rows name their members, too",
                                            rule -> rule.add(
                                                    "members",
                                                    "bigint[]",
                                                    members(
                                                            "zerver_usergroupmembership",
                                                            "user_profile_id",
                                                            "user_group_id")))
                                    .when(
                                            List.of(
                                                    has("zerver_groupgroupmembership"),
                                                    lacks(ReleaseMarkers.REALM_OF_MESSAGES)),
                                            "rows name their members and subgroups, too",
                                            PublicRealmData::withMembersAndSubgroups),
                            table("zerver_namedusergroup")
                                    .where(OF_THE_REALM)
                                    .value(
                                            "description",
                                            Mentions.emptyWhereItNamesOthers("description", "t.description"),
                                            "empty where it names users who leave no trace")
                                    .add("id", "bigint", "t.usergroup_ptr_id::bigint")
                                    .dropped("the same as usergroup_ptr", "id")
                                    .rename("realm_id", "realm_for_sharding")
                                    .texts("description"),
                            table("zerver_usergroupmembership")
                                    .where("t.user_group_id IN " + GROUPS)
                                    .since(ReleaseMarkers.MORE_TABLES)
                                    .merge(rule -> rule.oneOf("user_group", "user_profile")),
                            table("zerver_groupgroupmembership")
                                    .where("t.supergroup_id IN " + GROUPS)
                                    .merge(rule -> rule.oneOf("supergroup", "subgroup")),
                            in(OutputFile.ANALYTICS, "analytics_realmcount")
                                    .where(OF_THE_REALM)
                                    .naming(CLIENT_OF_COUNT)
                                    .since(ReleaseMarkers.ANALYTICS),
                            in(OutputFile.ANALYTICS, "analytics_usercount")
                                    .where(OF_THE_REALM)
                                    .naming(CLIENT_OF_COUNT)
                                    .since(ReleaseMarkers.ANALYTICS)
                                    .ofUser("t.user_id = :user"),
                            in(OutputFile.ANALYTICS, "analytics_streamcount")
                                    .where(OF_THE_REALM)
                                    .naming(CLIENT_OF_COUNT)
                                    .since(ReleaseMarkers.ANALYTICS)),
                    Stream.of(
                                    stay(
                                            "the realm's administrators make it again; Zulip exports none",
                                            "zerver_defaultstreamgroup",
                                            "zerver_defaultstreamgroup_streams"),
                                    stay("a pending request, and a way in", "zerver_realmreactivationstatus"),
                                    stay(
                                            "invitations: a way in",
                                            "zerver_multiuseinvite",
                                            "zerver_multiuseinvite_groups",
                                            "zerver_multiuseinvite_streams",
                                            "zerver_preregistrationrealm",
                                            "zerver_preregistrationuser",
                                            "zerver_preregistrationuser_groups",
                                            "zerver_preregistrationuser_streams"))
                            .flatMap(tables -> tables))
            .toList();

    private PublicRealmData() {}

    private static TableRule withMembersAndSubgroups(TableRule rule) {
        return rule.add(
                        "direct_members",
                        "bigint[]",
                        members("zerver_usergroupmembership", "user_profile_id", "user_group_id"))
                .add(
                        "direct_subgroups",
                        "bigint[]",
                        members("zerver_groupgroupmembership", "subgroup_id", "supergroup_id"));
    }
}
