/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.rows.AuditedTables;
import org.realmferry.audit.scope.Audience;
import org.realmferry.audit.scope.AuditScope;
import org.realmferry.audit.scope.AuditedConversations;
import org.realmferry.audit.scope.People;

/** What holds for the rows of each table of realm.json and analytics.json. */
final class RowChecks implements AuditCheck {
    /** Subscriptions begun, ended, and taken up again: everybody's are in an export. */
    private static final Set<String> SUBSCRIPTION_EVENTS =
            Set.of("301", "302", "303", "subscription_created", "subscription_activated", "subscription_deactivated");

    private static final Set<String> OPEN_IN_SUBSCRIPTION =
            Set.of("id", "user_profile", "recipient", "active", "is_user_active", "color", "role");

    /** False where nothing was set; every other setting is null then. */
    private static final Set<String> FALSE_IN_SUBSCRIPTION = Set.of("is_muted", "pin_to_top");

    private static final String IN_HOME_VIEW = "in_home_view";

    /** An empty text where it can't be null, before Zulip 8. */
    private static final Set<Object> EMPTY = Set.of(Map.of(), "{}", "");

    /** Those that Zulip gives to new subscriptions. */
    private static final Set<String> COLORS = Set.of(
            "#76ce90", "#fae589", "#a6c7e5", "#e79ab5", "#bfd56f", "#f4ae55", "#b0a5fd", "#addfe5", "#f5ce6e",
            "#c2726a", "#94c849", "#bd86e5", "#ee7e4a", "#a6dcbf", "#95a5fd", "#53a063", "#9987e1", "#e4523d",
            "#c2c2c2", "#4f8de4", "#c6a8ad", "#e7cc4d", "#c8bebf", "#a47462");

    private final Audience audience;
    private final AuditedConversations conversations;
    private final LongPredicate messages;
    private final boolean omitted;
    private final UserCheck users;
    private final MentionCheck mentions;

    /** @param omitted whether the export says that others leave no trace */
    RowChecks(AuditScope premises, LongPredicate messages, boolean omitted) {
        this.omitted = omitted;
        audience = premises.audience();
        conversations = premises.conversations();
        this.messages = messages;
        users = new UserCheck(premises.people(), audience);
        mentions = new MentionCheck(premises.people(), audience);
    }

    @Override
    public void of(AuditedRow row, Consumer<String> why) {
        Optional<String> owner = AuditedTables.owner(row.table());
        if (owner.isPresent()) {
            owned(row, owner.get(), why);
            return;
        }
        switch (row.table()) {
            case "zerver_userprofile", "zerver_userprofile_mirrordummy" -> users.of(row, why);
            case "zerver_subscription" -> subscription(row, why);
            case "zerver_realmauditlog" -> logged(row, why);
            case "zerver_reaction", "zerver_submessage" -> reaction(row, why);
            case "zerver_huddle" -> group(row, why);
            case "zerver_recipient" -> recipient(row, why);
            case "zerver_stream" -> channel(row, why);
            case "zerver_userprofile_crossrealm" -> systemBot(row, why);
            default -> {}
        }
    }

    private void owned(AuditedRow row, String field, Consumer<String> why) {
        long owner = row.number(field);
        if (!audience.has(owner)) {
            why.accept("it is private to the user " + owner + ", who is not approved");
        }
    }

    private void subscription(AuditedRow row, Consumer<String> why) {
        long recipient = row.number("recipient");
        if (conversations.isGroup(recipient)) {
            conversations.objectionToGroup(recipient).ifPresent(why);
        }
        long user = row.number("user_profile");
        if (audience.has(user)) {
            return;
        }
        for (Map.Entry<String, @Nullable Object> field : row.fields().entrySet()) {
            @Nullable Object value = field.getValue();
            boolean standard = isStandard(row, field.getKey(), value);
            if (!OPEN_IN_SUBSCRIPTION.contains(field.getKey()) && !standard) {
                why.accept("the setting " + field.getKey() + " is not the default, but the user " + user
                        + " is not approved");
            }
        }
        if (!COLORS.contains(row.text("color"))) {
            why.accept("color is not a standard one, but the user " + user + " is not approved");
        }
    }

    /** Before Zulip 2.1 no setting can be null, and what is muted now was then not in the home view. */
    private static boolean isStandard(AuditedRow row, String field, @Nullable Object value) {
        if (field.equals(IN_HOME_VIEW)) {
            return Boolean.TRUE.equals(value);
        }
        return (FALSE_IN_SUBSCRIPTION.contains(field) || row.fields().containsKey(IN_HOME_VIEW))
                ? Boolean.FALSE.equals(value)
                : value == null;
    }

    private void logged(AuditedRow row, Consumer<String> why) {
        if (omitted && audience.alone() && !EMPTY.contains(row.fields().getOrDefault("extra_data", ""))) {
            why.accept("extra_data is not empty, and may name users who are not approved");
        }
        row.reference("modified_user").ifPresent(user -> {
            String event = String.valueOf(row.fields().get("event_type"));
            if (!audience.has(user) && !SUBSCRIPTION_EVENTS.contains(event)) {
                why.accept("an event of type " + event + " on the user " + user + ", who is not approved");
            }
        });
    }

    private void reaction(AuditedRow row, Consumer<String> why) {
        long message = row.number("message");
        if (!messages.test(message)) {
            why.accept("its message " + message + " is not in the archive, or should not be");
        }
    }

    private void group(AuditedRow row, Consumer<String> why) {
        if (!row.fields().containsKey("recipient")) {
            return;
        }
        Optional<String> objection = conversations.objectionToGroup(row.number("recipient"));
        objection.ifPresent(why);
        if (audience.alone() && objection.isEmpty()) {
            conversations.objectionToSize(row).ifPresent(why);
        }
    }

    private void recipient(AuditedRow row, Consumer<String> why) {
        if (conversations.isGroup(row.id())) {
            conversations.objectionToGroup(row.id()).ifPresent(why);
        }
    }

    private void channel(AuditedRow row, Consumer<String> why) {
        if (audience.alone()) {
            row.reference("recipient")
                    .ifPresent(recipient ->
                            conversations.objectionToChannel(recipient).ifPresent(why));
            row.optionalText("description").ifPresent(text -> mentions.of(text, why));
            row.optionalText("rendered_description").ifPresent(text -> mentions.of(text, why));
        }
    }

    private static void systemBot(AuditedRow row, Consumer<String> why) {
        if (!People.isSystemBot(row)) {
            why.accept("it is not one of the three system bots");
        }
    }
}
