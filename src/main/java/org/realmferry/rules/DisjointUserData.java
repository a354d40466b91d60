/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.language.SchemaState.lacks;
import static org.realmferry.rules.language.TableRule.stay;
import static org.realmferry.rules.language.TableRule.table;

import java.util.List;
import java.util.stream.Stream;
import org.realmferry.rules.language.Arrival;
import org.realmferry.rules.language.ColumnRule.Added;
import org.realmferry.rules.language.IdSet;
import org.realmferry.rules.language.Making;
import org.realmferry.rules.language.Naming;
import org.realmferry.rules.language.ReleaseMarkers;
import org.realmferry.rules.language.TableRule;

/** What belongs to one user each: profiles, settings, bots, activity, status. */
final class DisjointUserData {
    private static final String OF_A_USER = "t.user_profile_id IN :withRows";
    private static final String OF_THE_USER = "t.user_profile_id = :user";
    private static final String OF_WHO_CONSENTS = "t.user_profile_id IN :disclosed";
    private static final String OF_A_BOT = "t.bot_profile_id IN :disclosed";

    private static final String MOST_FREQUENT = "CASE WHEN t.consents THEN t.%1$s ELSE (SELECT mode() WITHIN GROUP"
            + " (ORDER BY d.%1$s) FROM zerver_userprofile d WHERE d.realm_id = :realm) END";

    private static final Added BOT_ADDRESS =
            new Added("email", "text", "coalesce(" + IdSet.STANDARD_ADDRESS.replace("b.", "t.") + ", t.email)");
    private static final Added BOT_ID = new Added("id", "bigint", "t.id::bigint");

    private static final String HIDDEN = "NOT t.consents AND t.email_address_visibility = " + IdSet.VISIBLE_TO_NOBODY;

    /** An address that only who knows the user's secret {@code uuid} can tell for the user's. */
    private static final String DUMMY_ADDRESS =
            "'exported-user-' || left(encode(sha256(convert_to('delivery_email ' || t.uuid, 'UTF8')), 'hex'), 32)"
                    + " || '@' || CASE WHEN t.email <> t.delivery_email THEN split_part(t.email, '@', 2)"
                    + " ELSE 'zulip.invalid' END";

    /** Those of a list of user ids that leave; of a value that is no such list, none. */
    private static final String LISTED_USERS = "CASE WHEN :omit AND EXISTS (SELECT FROM zerver_customprofilefield f"
            + " WHERE f.id = t.field_id AND f.field_type = 6) THEN CASE WHEN t.value ~ '^\\[([0-9]{1,18}(, ?[0-9]{1,18})*)?\\]$'"
            + " THEN (SELECT coalesce(jsonb_agg(u ORDER BY n), '[]')::text"
            + " FROM jsonb_array_elements(t.value::jsonb) WITH ORDINALITY l(u, n)"
            + " WHERE u::text::bigint IN :users) ELSE '[]' END ELSE t.value END";

    static final List<TableRule> RULES = Stream.of(
                    Stream.of(
                            table("zerver_userprofile")
                                    .from(IdSet.USERS)
                                    .ofAnyUser("t.id = :user")
                                    .as("zerver_userprofile", "t.id IN :people")
                                    .as(
                                            "zerver_userprofile_mirrordummy",
                                            "t.id IN :users AND (t.is_mirror_dummy OR t.becomes_dummy)")
                                    .as(
                                            "zerver_userprofile_crossrealm",
                                            "t.id IN :crossRealmBots",
                                            BOT_ADDRESS,
                                            BOT_ID,
                                            new Added(
                                                    "recipient_id",
                                                    "bigint",
                                                    "(SELECT r.id::bigint FROM zerver_recipient r"
                                                            + " WHERE r.type = 1 AND r.type_id = t.id)"))
                                    .when(
                                            lacks(ReleaseMarkers.MORE_TABLES),
                                            "system bots leave without recipient_id",
                                            rule -> rule.as(
                                                    "zerver_userprofile_crossrealm",
                                                    "t.id IN :crossRealmBots",
                                                    BOT_ADDRESS,
                                                    BOT_ID))
                                    .valueOfEach(
                                            "zerver_realmuserdefault",
                                            "CASE WHEN t.consents THEN t.%1$s ELSE"
                                                    + " (SELECT d.%1$s FROM zerver_realmuserdefault d WHERE d.realm_id = :realm) END",
                                            "the realm's default for who doesn't consent",
                                            "id",
                                            "realm_id",
                                            "email_address_visibility")
                                    .when(
                                            lacks(ReleaseMarkers.SORTED_TABLES),
                                            "realms have no defaults of settings",
                                            rule -> rule.valueOfEach(
                                                    "zerver_realmuserdefault",
                                                    MOST_FREQUENT,
                                                    "the realm's most frequent value for who doesn't consent",
                                                    "id",
                                                    "realm_id",
                                                    "email_address_visibility"))
                                    .value(
                                            "is_mirror_dummy",
                                            "t.is_mirror_dummy OR t.becomes_dummy",
                                            "true also for active users who don't consent; in public mode for those whose address nobody sees")
                                    .value(
                                            "is_active",
                                            "t.is_active AND NOT t.becomes_dummy",
                                            "false for who becomes a mirror dummy")
                                    .value(
                                            "delivery_email",
                                            "CASE WHEN " + HIDDEN + " THEN " + DUMMY_ADDRESS
                                                    + " ELSE t.delivery_email END",
                                            "another address for who doesn't consent and shows it to nobody")
                                    .value(
                                            "email",
                                            "CASE WHEN " + HIDDEN + " AND t.email = t.delivery_email THEN "
                                                    + DUMMY_ADDRESS + " ELSE t.email END",
                                            "as delivery_email, where it is the same")
                                    .unlessConsenting("'[]'", "alert_words", "muted_topics", "onboarding_steps")
                                    .unlessConsenting("'{}'", "third_party_api_state")
                                    .unlessConsenting("NULL", "zoom_token")
                                    .unlessConsenting("-1", "pointer")
                                    .unlessConsenting("''", "last_pointer_updater")
                                    .value(
                                            "bot_owner_id",
                                            "(SELECT o.id FROM zerver_userprofile o"
                                                    + " WHERE o.id = t.bot_owner_id AND o.realm_id = t.realm_id)",
                                            "null when that user is of another realm")
                                    .without("a secret", "password", "api_key")
                                    .without("names the person to the push service of this server only", "uuid")
                                    .add(
                                            "groups",
                                            "bigint[]",
                                            "ARRAY(SELECT group_id::bigint FROM zerver_userprofile_groups"
                                                    + " WHERE userprofile_id = t.id ORDER BY 1)")
                                    .add(
                                            "user_permissions",
                                            "bigint[]",
                                            "ARRAY(SELECT permission_id::bigint FROM zerver_userprofile_user_permissions"
                                                    + " WHERE userprofile_id = t.id ORDER BY 1)")
                                    .naming(new Naming.Last("last_active_message_id", "zerver_message", "null"))
                                    .made(Making.UNUSABLE_PASSWORD, "password")
                                    .made(Making.API_KEY, "api_key")
                                    .made(Making.UUID, "uuid")
                                    .arriving(new Arrival.Fixed("tos_version", "\"-1\"", "everybody agrees again"))
                                    .dropped("Django's own, which Zulip doesn't use", "groups", "user_permissions")
                                    .dropped("of older releases", "short_name")
                                    .merge(rule -> rule.wholeOf("id")),
                            table("zerver_userprofile_groups").within("zerver_userprofile"),
                            table("zerver_userprofile_user_permissions").within("zerver_userprofile"),
                            table("zerver_alertword")
                                    .where(OF_WHO_CONSENTS)
                                    .ofUser(OF_THE_USER)
                                    .merge(rule -> rule.oneOf("user_profile", "word")),
                            table("zerver_customprofilefieldvalue")
                                    .where(OF_A_USER)
                                    .ofUser(OF_THE_USER)
                                    .value("value", LISTED_USERS, "of a list of users those who leave")
                                    .naming(new Naming.ProfileValue("value", 6))
                                    .texts("rendered_value")
                                    .since(ReleaseMarkers.MORE_TABLES)
                                    .merge(rule -> rule.oneOf("user_profile", "field")),
                            table("zerver_externalauthid")
                                    .arriving(new Arrival.NotLikeZulip("single sign-on goes on"))
                                    .where("t.user_id IN :disclosed")
                                    .ofUser("t.user_id = :user")
                                    .merge(rule -> rule.oneOf("user", "external_auth_method_name")),
                            table("zerver_navigationview")
                                    .where("t.user_id IN :disclosed")
                                    .ofUser("t.user_id = :user")
                                    .naming(new Naming.Fragment("fragment"))
                                    .merge(rule -> rule.oneOf("user", "fragment")),
                            table("zerver_mutedtopic").where(OF_WHO_CONSENTS).since(ReleaseMarkers.MORE_TABLES),
                            table("zerver_muteduser")
                                    .where(OF_WHO_CONSENTS)
                                    .ofUser(OF_THE_USER)
                                    .since(ReleaseMarkers.SORTED_TABLES)
                                    .merge(rule -> rule.oneOf("user_profile", "muted_user")),
                            table("zerver_onboardingstep")
                                    .where("t.user_id IN :disclosed")
                                    .ofUser("t.user_id = :user")
                                    .merge(rule -> rule.oneOf("user", "onboarding_step")),
                            table("zerver_savedsnippet")
                                    .where(OF_WHO_CONSENTS)
                                    .ofUser(OF_THE_USER)
                                    .texts("content"),
                            table("zerver_useractivity")
                                    .where(OF_WHO_CONSENTS)
                                    .ofUser(OF_THE_USER)
                                    .merge(rule -> rule.oneOf("user_profile", "client", "query")),
                            table("zerver_useractivityinterval")
                                    .where(OF_WHO_CONSENTS)
                                    .ofUser(OF_THE_USER),
                            table("zerver_userhotspot")
                                    .where("t.user_id IN :disclosed")
                                    .ofUser("t.user_id = :user")
                                    .since(ReleaseMarkers.MORE_TABLES),
                            table("zerver_userpresence")
                                    .where(OF_A_USER)
                                    .ofUser(OF_THE_USER)
                                    .merge(rule -> rule.oneOf("user_profile", "client")),
                            table("zerver_userstatus")
                                    .where(OF_WHO_CONSENTS)
                                    .naming(new Naming.ByKind("emoji_code", "reaction_type", Naming.OWN_EMOJI))
                                    .ofUser(OF_THE_USER)
                                    .since(ReleaseMarkers.SORTED_TABLES)
                                    .merge(rule -> rule.oneOf("user_profile")),
                            table("zerver_usertopic")
                                    .where(OF_WHO_CONSENTS)
                                    .ofUser(OF_THE_USER)
                                    .merge(rule -> rule.oneOf("user_profile", "stream", "lower(topic_name)")),
                            table("zerver_service")
                                    .where(OF_WHO_CONSENTS)
                                    .since(ReleaseMarkers.MORE_TABLES)
                                    .made(Making.TOKEN, "token"),
                            table("zerver_botstoragedata")
                                    .where(OF_A_BOT)
                                    .since(ReleaseMarkers.MORE_TABLES)
                                    .merge(rule -> rule.oneOf("bot_profile", "key")),
                            table("zerver_botconfigdata")
                                    .where(OF_A_BOT)
                                    .since(ReleaseMarkers.MORE_TABLES)
                                    .merge(rule -> rule.oneOf("bot_profile", "key"))),
                    stay("unsent and private", "zerver_draft"),
                    stay("of bots that Zulip 1.7 alone had", "zerver_botuserstatedata"),
                    stay(
                            "e-mail under way",
                            "zerver_emailchangestatus",
                            "zerver_missedmessageemailaddress",
                            "zerver_referral",
                            "zerver_scheduledemail",
                            "zerver_scheduledemail_users",
                            "zerver_scheduledmessagenotificationemail"),
                    stay(
                            "a secret of a device or of an account elsewhere",
                            "otp_static_staticdevice",
                            "otp_static_statictoken",
                            "otp_totp_totpdevice",
                            "social_auth_association",
                            "social_auth_code",
                            "social_auth_nonce",
                            "social_auth_partial",
                            "social_auth_usersocialauth",
                            "two_factor_phonedevice",
                            "zerver_device",
                            "zerver_pushdevice",
                            "zerver_pushdevicetoken",
                            "zerver_scimclient"))
            .flatMap(rules -> rules)
            .toList();

    private DisjointUserData() {}
}
