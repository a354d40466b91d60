/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.IdBitmap;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.rows.AuditedRowReader;
import org.realmferry.audit.rows.JsonValues;
import org.realmferry.audit.scope.Audience;
import org.realmferry.audit.scope.AuditScope;
import org.realmferry.audit.scope.AuditedConversations;
import org.realmferry.audit.scope.People;

/**
 * What holds for every row: it is of the realm, it has no secret, and the users and channels that it names are in the
 * archive, or approved where others leave no trace.
 */
final class ReferenceCheck implements AuditCheck {
    private static final Set<String> USERS = Set.of(
            "user_profile",
            "user",
            "sender",
            "bot_profile",
            "acting_user",
            "modified_user",
            "author",
            "creator",
            "muted_user",
            "owner",
            "bot_owner");
    private static final Set<String> CHANNELS = Set.of("stream", "modified_stream");
    private static final Set<String> REALMS = Set.of("realm", "realm_for_sharding");
    private static final Pattern SECRET =
            Pattern.compile("(.*_)?(api_keys?|passwords?|secrets?|otps?|tokens?)(_.*)?", Pattern.CASE_INSENSITIVE);

    /** Zulip's own exports have these. */
    private static final Map<String, Set<String>> SECRETS_THAT_LEAVE = Map.of(
            "zerver_realm", Set.of("uuid_owner_secret"),
            "zerver_service", Set.of("token"),
            "zerver_userprofile", Set.of("zoom_token"),
            "zerver_userprofile_mirrordummy", Set.of("zoom_token"));

    private static final int LIST_OF_USERS = 6;

    private final People people;
    private final Audience audience;
    private final AuditedConversations conversations;
    private final IdBitmap fieldsOfUsers = new IdBitmap();

    ReferenceCheck(AuditScope premises, AuditedRowReader realmFile) {
        people = premises.people();
        audience = premises.audience();
        conversations = premises.conversations();
        realmFile.tables("zerver_customprofilefield"::equals, row -> {
            if (row.number("field_type") == LIST_OF_USERS) {
                fieldsOfUsers.addLong(row.id());
            }
        });
    }

    @Override
    public void of(AuditedRow row, Consumer<String> why) {
        for (String field : row.fields().keySet()) {
            if (USERS.contains(field)) {
                row.reference(field).ifPresent(id -> user(field, id, why));
            } else if (CHANNELS.contains(field)) {
                row.reference(field).ifPresent(id -> channel(field, id, why));
            } else if (REALMS.contains(field)) {
                row.reference(field).ifPresent(id -> realm(field, id, why));
            }
            if (isSecret(row.table(), field)) {
                why.accept("the field " + field + " holds secrets, and is never exported");
            }
        }
        if (row.table().startsWith("zerver_userprofile") && !row.table().endsWith("_crossrealm")) {
            user("id", row.id(), why);
        }
        if (row.table().equals("zerver_recipient") && row.number("type") == 1) {
            user("type_id", row.number("type_id"), why);
        }
        if (audience.alone() && row.table().equals("zerver_customprofilefieldvalue")) {
            list(row, why);
        }
    }

    private static boolean isSecret(String table, String field) {
        if (field.equals("uuid")) {
            return table.startsWith("zerver_userprofile");
        }
        return SECRET.matcher(field).matches()
                && !SECRETS_THAT_LEAVE.getOrDefault(table, Set.of()).contains(field);
    }

    /** Tells a reference to a user who should not be named. */
    void user(String field, long id, Consumer<String> why) {
        if (people.isSystemBot(id)) {
            return;
        }
        if (!people.isUser(id)) {
            why.accept(field + " names the user " + id + ", who is not in the archive");
        } else if (audience.alone() && !audience.has(id)) {
            why.accept(field + " names the user " + id + ", who is not approved");
        }
    }

    private void channel(String field, long id, Consumer<String> why) {
        if (!conversations.isChannel(id)) {
            why.accept(field + " names the channel " + id + ", which is not in the archive");
        }
    }

    private void realm(String field, long id, Consumer<String> why) {
        if (id != people.realm().id()) {
            why.accept(field + " names another realm, " + id);
        }
    }

    private void list(AuditedRow row, Consumer<String> why) {
        if (!fieldsOfUsers.contains(row.number("field"))) {
            return;
        }
        for (Object element : listed(row)) {
            if (element instanceof Long id) {
                user("value", id, why);
            } else {
                why.accept("value is not a list of users");
            }
        }
    }

    private static List<? extends @Nullable Object> listed(AuditedRow row) {
        try {
            return JsonValues.parse(row.text("value")) instanceof List<?> list ? list : List.of("");
        } catch (IOException e) {
            return List.of("");
        }
    }
}
