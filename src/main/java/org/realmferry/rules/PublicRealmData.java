/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.TableRule.in;
import static org.realmferry.rules.TableRule.stay;
import static org.realmferry.rules.TableRule.table;

import java.util.List;
import java.util.stream.Stream;

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
            + " AND (:full OR t.event_type IN (301, 302, 303) OR t.modified_user_id IS NULL OR t.modified_user_id IN :consenting)"
            + " AND (NOT :omit OR t.event_type = 206 OR (t.modified_user_id IS NULL OR t.modified_user_id IN :users)"
            + " AND (t.acting_user_id IS NULL OR t.acting_user_id IN :users"
            + " OR t.acting_user_id IN (SELECT id FROM zerver_userprofile WHERE realm_id <> :realm)))";

    static final List<TableRule> RULES = Stream.concat(
                    Stream.of(
                            table("zerver_realm")
                                    .where("t.id = :realm")
                                    .value(
                                            "description",
                                            Mentions.emptyWhereItNamesOthers("description", "t.description"),
                                            "empty where it names users who leave no trace")
                                    .value("deactivated", "t.deactivated AND NOT :asActive", "false with --as-active")
                                    .rename("max_invites", "_max_invites"),
                            table("zerver_realmauthenticationmethod")
                                    .where(OF_THE_REALM)
                                    .merge(rule -> rule.oneOf("name")),
                            table("zerver_presencesequence").where(OF_THE_REALM),
                            table("zerver_defaultstream").where(OF_THE_REALM).merge(rule -> rule.oneOf("stream")),
                            table("zerver_customprofilefield").where(OF_THE_REALM),
                            table("zerver_realmauditlog")
                                    .where(LOGGED)
                                    .from(AUDIT_LOG_WITH_EXPORT)
                                    .ofUser("t.modified_user_id = :user OR t.acting_user_id = :user")
                                    .value(
                                            "acting_user_id",
                                            "(SELECT a.id FROM zerver_userprofile a"
                                                    + " WHERE a.id = t.acting_user_id AND a.realm_id = :realm)",
                                            "null when that user is of another realm")
                                    .value(
                                            "extra_data",
                                            "CASE WHEN :omit THEN '{}' ELSE t.extra_data END",
                                            "empty where it could name users who leave no trace"),
                            table("zerver_realmdomain").where(OF_THE_REALM).merge(rule -> rule.oneOf("domain")),
                            table("zerver_realmexport").where(OF_THE_REALM),
                            table("zerver_realmfilter").where(OF_THE_REALM).merge(rule -> rule.oneOf("pattern")),
                            table("zerver_realmplayground")
                                    .where(OF_THE_REALM)
                                    .merge(rule -> rule.oneOf("pygments_language", "name")),
                            table("zerver_realmuserdefault").where(OF_THE_REALM),
                            table("zerver_onboardingusermessage")
                                    .where(OF_THE_REALM)
                                    .onExportedMessage("message_id")
                                    .rename("flags", "flags_mask"),
                            table("zerver_usergroup").where(OF_THE_REALM),
                            table("zerver_namedusergroup")
                                    .where(OF_THE_REALM)
                                    .value(
                                            "description",
                                            Mentions.emptyWhereItNamesOthers("description", "t.description"),
                                            "empty where it names users who leave no trace")
                                    .add("id", "bigint", "t.usergroup_ptr_id::bigint")
                                    .rename("realm_id", "realm_for_sharding"),
                            table("zerver_usergroupmembership")
                                    .where("t.user_group_id IN " + GROUPS)
                                    .merge(rule -> rule.oneOf("user_group", "user_profile")),
                            table("zerver_groupgroupmembership")
                                    .where("t.supergroup_id IN " + GROUPS)
                                    .merge(rule -> rule.oneOf("supergroup", "subgroup")),
                            in(OutputFile.ANALYTICS, "analytics_realmcount").where(OF_THE_REALM),
                            in(OutputFile.ANALYTICS, "analytics_usercount")
                                    .where(OF_THE_REALM)
                                    .ofUser("t.user_id = :user"),
                            in(OutputFile.ANALYTICS, "analytics_streamcount").where(OF_THE_REALM)),
                    Stream.of(
                                    stay(
                                            "made anew by whoever administers the realm; Zulip exports none",
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
}
