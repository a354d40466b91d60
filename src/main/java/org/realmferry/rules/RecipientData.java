/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.TableRule.stay;
import static org.realmferry.rules.TableRule.table;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where messages go: channels, group conversations, and who is subscribed to them. A group conversation with anybody of
 * another realm, a system bot included, is "unsafe" and stays: {@code :groupRecipients} leaves it out.
 */
final class RecipientData {
    static final List<TableRule> RULES = Stream.of(
                    Stream.of(
                            table("zerver_stream")
                                    .where("t.realm_id = :realm")
                                    .without("a secret: who has it can post to the channel", "email_token"),
                            table("zerver_huddle")
                                    .where(
                                            "t.id IN (SELECT type_id FROM zerver_recipient WHERE id IN :groupRecipients)"),
                            table("zerver_recipient").where("t.id IN :recipients"),
                            table("zerver_subscription")
                                    .where("t.recipient_id IN :recipients AND (t.user_profile_id IN :users"
                                            + " OR t.recipient_id IN (SELECT r.id FROM zerver_recipient r"
                                            + " JOIN zerver_stream s ON s.id = r.type_id"
                                            + " WHERE r.type = 2 AND s.realm_id = :realm))")),
                    stay("a secret: who has it can post to the channel", "zerver_channelemailaddress"))
            .flatMap(rules -> rules)
            .toList();

    private RecipientData() {}
}
