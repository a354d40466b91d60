/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.OutputFile.MESSAGES;
import static org.realmferry.rules.TableRule.in;
import static org.realmferry.rules.TableRule.stay;
import static org.realmferry.rules.TableRule.table;

import java.util.List;
import java.util.stream.Stream;

/** Messages, what each receiver did with them, and reactions. */
final class MessageData {
    /**
     * What anybody of the realm or a system bot wrote to an exported recipient, and what people wrote to system bots.
     * Direct messages to mirror dummies go to exported recipients, too.
     */
    private static final String EXPORTED = "t.realm_id = :realm AND ("
            + "(t.sender_id IN :users OR t.sender_id IN :crossRealmBots) AND t.recipient_id IN :recipients"
            + " OR t.sender_id IN :people AND t.recipient_id IN :botRecipients)";

    static final List<TableRule> RULES = Stream.of(
                    Stream.of(
                            in(MESSAGES, "zerver_message")
                                    .where(EXPORTED)
                                    .without("PGroonga's own index of the text", "search_pgroonga"),
                            in(MESSAGES, "zerver_usermessage")
                                    .where("t.user_profile_id IN :people")
                                    .onExportedMessage("message_id")
                                    .rename("flags", "flags_mask"),
                            table("zerver_reaction")
                                    .where("t.message_id IN (SELECT id FROM zerver_message WHERE realm_id = :realm)")
                                    .onExportedMessage("message_id"),
                            table("zerver_scheduledmessage").where("t.realm_id = :realm")),
                    stay("votes and to-do lists, which Zulip doesn't export", "zerver_submessage"),
                    stay(
                            "deleted messages",
                            "zerver_archivedattachment",
                            "zerver_archivedattachment_messages",
                            "zerver_archivedmessage",
                            "zerver_archivedreaction",
                            "zerver_archivedsubmessage",
                            "zerver_archivedusermessage",
                            "zerver_archivetransaction"))
            .flatMap(rules -> rules)
            .toList();

    private MessageData() {}
}
