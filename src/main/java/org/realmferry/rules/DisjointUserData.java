/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.TableRule.stay;
import static org.realmferry.rules.TableRule.table;

import java.util.List;
import java.util.stream.Stream;
import org.realmferry.rules.ColumnRule.Added;

/** What belongs to one user each: profiles, settings, bots, activity, status. */
final class DisjointUserData {
    private static final String OF_A_USER = "t.user_profile_id IN :users";
    private static final String OF_A_BOT = "t.bot_profile_id IN :users";

    static final List<TableRule> RULES = Stream.of(
                    Stream.of(
                            table("zerver_userprofile")
                                    .as("zerver_userprofile", "t.id IN :people")
                                    .as("zerver_userprofile_mirrordummy", "t.id IN :users AND t.is_mirror_dummy")
                                    .as(
                                            "zerver_userprofile_crossrealm",
                                            "t.id IN :crossRealmBots",
                                            new Added("email", "text", "split_part(t.email, '@', 1) || '@zulip.com'"),
                                            new Added("id", "bigint", "t.id::bigint"),
                                            new Added(
                                                    "recipient_id",
                                                    "bigint",
                                                    "(SELECT r.id::bigint FROM zerver_recipient r"
                                                            + " WHERE r.type = 1 AND r.type_id = t.id)"))
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
                                                    + " WHERE userprofile_id = t.id ORDER BY 1)"),
                            table("zerver_userprofile_groups").within("zerver_userprofile"),
                            table("zerver_userprofile_user_permissions").within("zerver_userprofile"),
                            table("zerver_alertword").where(OF_A_USER),
                            table("zerver_customprofilefieldvalue").where(OF_A_USER),
                            table("zerver_muteduser").where(OF_A_USER),
                            table("zerver_onboardingstep").where("t.user_id IN :users"),
                            table("zerver_savedsnippet").where(OF_A_USER),
                            table("zerver_useractivity").where(OF_A_USER),
                            table("zerver_useractivityinterval").where(OF_A_USER),
                            table("zerver_userpresence").where(OF_A_USER),
                            table("zerver_userstatus").where(OF_A_USER),
                            table("zerver_usertopic").where(OF_A_USER),
                            table("zerver_service").where(OF_A_USER),
                            table("zerver_botstoragedata").where(OF_A_BOT),
                            table("zerver_botconfigdata").where(OF_A_BOT)),
                    stay("unsent and private", "zerver_draft"),
                    stay(
                            "e-mail under way",
                            "zerver_emailchangestatus",
                            "zerver_missedmessageemailaddress",
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
                            "zerver_pushdevicetoken"))
            .flatMap(rules -> rules)
            .toList();

    private DisjointUserData() {}
}
