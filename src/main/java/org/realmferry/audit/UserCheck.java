/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.scope.Audience;
import org.realmferry.audit.scope.People;

/** What may be known of a user who is not approved: no settings, and no address that was hidden from everybody. */
final class UserCheck implements AuditCheck {
    private static final int NOBODY = 4;
    private static final Set<String> NO_SETTINGS = Set.of("id", "realm", "email_address_visibility");
    /** Columns that older releases have in place of tables. */
    private static final Set<String> PRIVATE_LISTS = Set.of("alert_words", "muted_topics", "onboarding_steps");

    /** Tokens of services elsewhere. */
    private static final Set<String> TOKENS = Set.of("third_party_api_state", "zoom_token");

    private static final Pattern INVENTED = Pattern.compile("exported-user-[0-9a-f]{32}@.*");

    private final People people;
    private final Audience audience;

    UserCheck(People people, Audience audience) {
        this.people = people;
        this.audience = audience;
    }

    @Override
    public void of(AuditedRow row, Consumer<String> why) {
        if (audience.has(row.id())) {
            return;
        }
        settings(row, why);
        TOKENS.stream()
                .filter(field -> row.fields().get(field) instanceof Map<?, ?> tokens && !tokens.isEmpty())
                .forEach(field -> why.accept(field + " has a token, but the user is not approved"));
        PRIVATE_LISTS.stream()
                .filter(field -> !"[]".equals(row.fields().getOrDefault(field, "[]")))
                .forEach(field -> why.accept(field + " is not empty, but the user is not approved"));
        boolean hidden = people.visibility(row) == NOBODY;
        if (hidden) {
            address(row, why);
        }
        if (!audience.isNobody() && row.flag("is_active")) {
            why.accept("is_active is true, but the user is not approved");
        }
        if (audience.isNobody() && hidden && !row.flag("is_mirror_dummy")) {
            why.accept("is_mirror_dummy is false, but the user shows the address to nobody");
        }
    }

    private void settings(AuditedRow row, Consumer<String> why) {
        for (Map.Entry<String, @Nullable Object> setting :
                people.defaults().map(AuditedRow::fields).orElse(Map.of()).entrySet()) {
            String field = setting.getKey();
            if (!NO_SETTINGS.contains(field)
                    && row.fields().containsKey(field)
                    && !Objects.equals(row.fields().get(field), setting.getValue())) {
                why.accept("the setting " + field + " is not the realm's default, but the user is not approved");
            }
        }
    }

    private static void address(AuditedRow row, Consumer<String> why) {
        String email = row.text("email");
        if (row.optionalText("delivery_email")
                .filter(address -> !INVENTED.matcher(address).matches())
                .isPresent()) {
            why.accept("delivery_email may be a real address, but the user shows it to nobody");
        }
        if (!email.startsWith("user" + row.id() + "@")
                && !INVENTED.matcher(email).matches()) {
            why.accept("email may be a real address, but the user shows it to nobody");
        }
    }
}
