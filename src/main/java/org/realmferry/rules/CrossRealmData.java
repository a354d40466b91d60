/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.language.TableRule.stay;
import static org.realmferry.rules.language.TableRule.table;

import java.util.List;
import java.util.stream.Stream;
import org.realmferry.rules.language.Arrival;
import org.realmferry.rules.language.TableRule;

/**
 * What realms share: clients, and the server's own tables. The three system bots stand with the users, as
 * {@code zerver_userprofile_crossrealm}.
 */
final class CrossRealmData {
    static final List<TableRule> RULES = Stream.of(
                    Stream.of(table("zerver_client")
                            .where("t.id IN :clients")
                            .arriving(new Arrival.Rows("found by name on the server, or added"))),
                    stay(
                            "of the whole server",
                            "analytics_anomaly",
                            "analytics_fillstate",
                            "analytics_installationcount",
                            "django_content_type",
                            "django_site",
                            "fts_update_log",
                            "third_party_api_results",
                            "zerver_realmcreationstatus",
                            "zerver_scheduledjob",
                            "zilencer_deployment",
                            "zilencer_deployment_realms"),
                    stay("leaves as migration_status.json", "django_migrations"),
                    stay(
                            "permissions of Django's own, which Zulip doesn't use",
                            "auth_group",
                            "auth_group_permissions",
                            "auth_permission",
                            "guardian_groupobjectpermission",
                            "guardian_userobjectpermission"),
                    stay(
                            "sessions and links to confirm: a way in",
                            "confirmation_confirmation",
                            "confirmation_emailchangeconfirmation",
                            "confirmation_realmcreationkey",
                            "django_session"),
                    stay(
                            "the hoster's billing",
                            "corporate_billingprocessor",
                            "corporate_coupon",
                            "corporate_customer",
                            "corporate_customerplan",
                            "corporate_customerplanoffer",
                            "corporate_event",
                            "corporate_invoice",
                            "corporate_licenseledger",
                            "corporate_paymentintent",
                            "corporate_plan",
                            "corporate_session",
                            "corporate_zulipsponsorshiprequest",
                            "zilencer_billingprocessor",
                            "zilencer_coupon",
                            "zilencer_customer",
                            "zilencer_plan"),
                    stay(
                            "of other servers that use this one's push service",
                            "zilencer_preregistrationremoterealmbillinguser",
                            "zilencer_preregistrationremoteserverbillinguser",
                            "zilencer_remoteinstallationcount",
                            "zilencer_remotepushdevice",
                            "zilencer_remotepushdevicetoken",
                            "zilencer_remoterealm",
                            "zilencer_remoterealmauditlog",
                            "zilencer_remoterealmbillinguser",
                            "zilencer_remoterealmcount",
                            "zilencer_remoteserverbillinguser",
                            "zilencer_remotezulipserver",
                            "zilencer_remotezulipserverauditlog"))
            .flatMap(rules -> rules)
            .toList();

    private CrossRealmData() {}
}
