/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.language.OutputFile.ATTACHMENT;
import static org.realmferry.rules.language.SchemaState.has;
import static org.realmferry.rules.language.TableRule.in;
import static org.realmferry.rules.language.TableRule.stay;
import static org.realmferry.rules.language.TableRule.table;

import java.util.List;
import java.util.stream.Stream;
import org.realmferry.rules.language.Arrival;
import org.realmferry.rules.language.Making;
import org.realmferry.rules.language.Naming;
import org.realmferry.rules.language.ReleaseMarkers;
import org.realmferry.rules.language.TableRule;

/** Rows that name files. */
final class FileRelatedData {
    private static final String SCHEDULED_MESSAGES = "ARRAY(SELECT m.scheduledmessage_id::bigint"
            + " FROM zerver_attachment_scheduled_messages m"
            + " JOIN zerver_scheduledmessage s ON s.id = m.scheduledmessage_id"
            + " WHERE m.attachment_id = t.id AND s.realm_id = :realm AND s.sender_id IN :schedulers"
            + " AND (NOT :omit OR s.recipient_id IN :recipients OR s.recipient_id IN :meetingGroups"
            + " OR s.recipient_id IN :botRecipients) ORDER BY 1)";

    private static final String OWNER_FOR_AUTHOR = "CASE WHEN :omit AND t.author_id NOT IN :accounts"
            + " THEN coalesce((SELECT u.id FROM zerver_userprofile u WHERE u.id IN :users AND u.is_active AND NOT u.is_bot"
            + " ORDER BY u.role, u.id LIMIT 1), t.author_id) ELSE t.author_id END";

    static final List<TableRule> RULES = Stream.of(
                    Stream.of(
                            table("zerver_realmemoji")
                                    .where("t.realm_id = :realm")
                                    .made(Making.EMOJI_AUTHOR, "author_id")
                                    .when(
                                            has(ReleaseMarkers.NO_PERSONAL_RECIPIENTS),
                                            "an author can't be null",
                                            rule -> rule.value(
                                                    "author_id",
                                                    OWNER_FOR_AUTHOR,
                                                    "an owner of the realm for an author who leaves no trace")),
                            in(ATTACHMENT, "zerver_attachment")
                                    .where("t.realm_id = :realm AND (NOT :omit OR t.owner_id IN :users)")
                                    .onExportedMessage("messages")
                                    .add(
                                            "messages",
                                            "bigint[]",
                                            "ARRAY(SELECT message_id::bigint FROM zerver_attachment_messages"
                                                    + " WHERE attachment_id = t.id ORDER BY 1)")
                                    .when(
                                            has(ReleaseMarkers.SCHEDULED_MESSAGES),
                                            "rows name their scheduled messages, too",
                                            rule -> rule.add("scheduled_messages", "bigint[]", SCHEDULED_MESSAGES))
                                    .naming(
                                            new Naming.Ids("messages", "zerver_message"),
                                            new Naming.Ids("scheduled_messages", "zerver_scheduledmessage"),
                                            new Naming.PathOfRealm("path_id"))
                                    .made(Making.UPLOAD_PATH, "path_id")
                                    .made(Making.CONTENT_TYPE, "content_type")
                                    .dropped("rows of zerver_attachment_messages", "messages")
                                    .dropped("rows of zerver_attachment_scheduled_messages", "scheduled_messages")
                                    .merge(rule -> rule.uniting("messages", "scheduled_messages")
                                            .oneOf("path_id")),
                            table("zerver_attachment_messages").within("zerver_attachment"),
                            table("zerver_attachment_scheduled_messages").within("zerver_attachment")),
                    stay("made again from the files", "zerver_imageattachment")
                            .map(rule -> rule.arriving(
                                    new Arrival.Rows("made from the images' files: type, width, height and frames"))))
            .flatMap(rules -> rules)
            .toList();

    private FileRelatedData() {}
}
