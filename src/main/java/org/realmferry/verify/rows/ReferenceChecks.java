/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.realmferry.IdBitmap;
import org.realmferry.rules.References;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;

/** Whether fields that name rows of other tables name such as are in the archive. */
public final class ReferenceChecks {
    private final Map<String, IdBitmap> ids = new HashMap<>();
    private final IdBitmap recipientsOfMessages;
    private final boolean current;
    private final boolean singleUser;
    private final boolean complete;

    /**
     * Takes the ids as they are now.
     *
     * @param systemBotRecipients the recipients that only the list of the system bots names
     * @param singleUser whether the archive is of one user, who refers to many rows that it has not
     * @param complete whether all ids are known; else nothing is followed
     */
    public ReferenceChecks(
            TableIds all, IdBitmap systemBotRecipients, boolean current, boolean singleUser, boolean complete) {
        this.complete = complete;
        this.current = current;
        this.singleUser = singleUser;
        all.tables().forEach(table -> ids.put(table, all.of(table)));
        ids.put(ZulipTables.USERS, all.users());
        recipientsOfMessages = IdBitmap.union(all.of(ZulipTables.RECIPIENTS), systemBotRecipients);
    }

    /** The check of a field of any table but the messages' own ids, which only their files know. */
    public FieldCheck of(String table, String field) {
        if (!complete || (singleUser && !table.equals(ZulipTables.SUBSCRIPTIONS))) {
            return TableCheck.ANYTHING;
        }
        Optional<References.Reference> reference = ArchiveColumns.reference(table, field, current);
        if (reference.isEmpty()) {
            return TableCheck.ANYTHING;
        }
        String target = reference.get().table();
        boolean ofMessage = table.equals(ZulipTables.MESSAGES) && field.equals("recipient");
        return to(
                field,
                target,
                ofMessage ? recipientsOfMessages : named(target),
                reference.get().nullable());
    }

    /** Whether the archive has a row; taken for granted where not all ids are known. */
    public boolean has(String table, long id) {
        return !complete || named(table).contains(id);
    }

    /** The ids that are in the archive; none of a table that it has not. */
    private IdBitmap named(String table) {
        return ids.getOrDefault(table, new IdBitmap());
    }

    /** A list of ids of a table. */
    public FieldCheck to(String field, String target) {
        return complete ? to(field, target, named(target), false) : TableCheck.ANYTHING;
    }

    /** A field that holds an id of a set, or a list of them. */
    private static FieldCheck to(String field, String target, IdBitmap allowed, boolean nullable) {
        return (value, row) -> {
            if (value.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                check(field, target, allowed, value, row);
            } else if (value.hasToken(JsonToken.START_ARRAY)) {
                list(field, target, allowed, value, row);
            } else if (!value.hasToken(JsonToken.VALUE_NULL) || !nullable) {
                row.object(FindingKind.MALFORMED, field + " is not an id");
            }
        };
    }

    private static void list(String field, String target, IdBitmap allowed, JsonParser value, VerifiedRow row)
            throws IOException {
        while (value.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            check(field, target, allowed, value, row);
        }
        if (!value.hasToken(JsonToken.END_ARRAY)) {
            row.object(FindingKind.MALFORMED, field + " is not a list of ids");
            while (!value.hasToken(JsonToken.END_ARRAY)) {
                value.skipChildren();
                value.nextToken();
            }
        }
    }

    private static void check(String field, String target, IdBitmap allowed, JsonParser value, VerifiedRow row)
            throws IOException {
        long id = value.getLongValue();
        if (!allowed.contains(id)) {
            row.object(FindingKind.DANGLING, dangling(field, id, target));
        }
    }

    public static String dangling(String field, long id, String target) {
        return field + " refers to " + id + ", but the archive has no such row of " + target;
    }
}
