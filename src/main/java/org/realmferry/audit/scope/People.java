/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.scope;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.realmferry.IdBitmap;
import org.realmferry.audit.rows.AuditFailures;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.rows.AuditedRowReader;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;

/** Who and what an archive is of: its realm, its users, and the system bots of another realm that wrote in it. */
public final class People {
    private static final String REALM = "zerver_realm";
    private static final String USERS = "zerver_userprofile";
    private static final String DUMMIES = "zerver_userprofile_mirrordummy";
    private static final String SYSTEM_BOTS = "zerver_userprofile_crossrealm";
    private static final String DEFAULTS = "zerver_realmuserdefault";
    private static final Set<String> SYSTEM_BOT_NAMES =
            Set.of("notification-bot@zulip.com", "emailgateway@zulip.com", "welcome-bot@zulip.com");

    /** Where a user's picture is from who uploaded none: Gravatar, and since Zulip 12.0 Jdenticon. */
    private static final Set<String> MADE_PICTURES = Set.of("G", "J");

    private static final long VISIBLE_TO_EVERYBODY = 1;
    private static final Set<String> TABLES = Set.of(REALM, USERS, DUMMIES, SYSTEM_BOTS, DEFAULTS);

    private final List<RealmUser> users = new ArrayList<>();
    private final IdBitmap ids = new IdBitmap();
    private final IdBitmap dummies = new IdBitmap();
    private final IdBitmap systemBots = new IdBitmap();
    private final IdBitmap systemBotRecipients = new IdBitmap();

    /** Since Zulip 12.0 they are named, and are none: system bots have no recipients. */
    private boolean namesBotRecipients;

    private final IdBitmap withoutPicture = new IdBitmap();
    private final Map<Long, String> emails = new HashMap<>();
    private @Nullable Realm realm;
    private @Nullable AuditedRow defaults;
    private long visibility = VISIBLE_TO_EVERYBODY;

    private People() {}

    public static People read(AuditedRowReader realmFile) {
        People people = new People();
        realmFile.tables(TABLES::contains, people::add);
        if (people.realm == null) {
            throw AuditFailures.of(realmFile.name(), "zerver_realm has no row");
        }
        return people;
    }

    private void add(AuditedRow row) {
        switch (row.table()) {
            case REALM -> realm = realm(row);
            case DEFAULTS -> defaults = row;
            case SYSTEM_BOTS -> addSystemBot(row);
            default -> addUser(row);
        }
    }

    private Realm realm(AuditedRow row) {
        if (realm != null) {
            throw AuditFailures.of(row.file(), "zerver_realm has two rows");
        }
        visibility = row.reference("email_address_visibility").orElse(VISIBLE_TO_EVERYBODY);
        return new Realm(
                row.id(),
                row.optionalText("string_id").orElseGet(() -> row.text("domain")),
                row.optionalText("name").orElse(""),
                row.flag("deactivated"));
    }

    private void addSystemBot(AuditedRow row) {
        if (!isSystemBot(row)) {
            return;
        }
        systemBots.addLong(row.id());
        namesBotRecipients |= row.fields().containsKey("recipient_id");
        row.reference("recipient_id").ifPresent(systemBotRecipients::addLong);
        emails.put(row.id(), row.text("email"));
    }

    private void addUser(AuditedRow row) {
        long id = row.id();
        ids.addLong(id);
        emails.put(id, row.text("email"));
        if (row.table().equals(DUMMIES)) {
            dummies.addLong(id);
        }
        if (row.optionalText("avatar_source").filter(MADE_PICTURES::contains).isPresent()) {
            withoutPicture.addLong(id);
        }
        users.add(new RealmUser(
                id,
                row.text("email"),
                row.optionalText("delivery_email").orElseGet(() -> row.text("email")),
                row.flag("is_bot"),
                row.reference("bot_owner")));
    }

    public Realm realm() {
        if (realm == null) {
            throw new IllegalStateException("not read");
        }
        return realm;
    }

    /** The realm's default for each setting of a user; empty before Zulip 5, whose realms have none. */
    public Optional<AuditedRow> defaults() {
        return Optional.ofNullable(defaults);
    }

    /** To whom a user shows the address: a setting of the user's own, or before Zulip 7 of the realm. */
    public long visibility(AuditedRow user) {
        return user.reference("email_address_visibility").orElse(visibility);
    }

    public List<RealmUser> users() {
        return users;
    }

    public boolean isUser(long id) {
        return ids.contains(id);
    }

    public boolean isDummy(long id) {
        return dummies.contains(id);
    }

    public boolean isSystemBot(long id) {
        return systemBots.contains(id);
    }

    /** Whether a row is that of one of the three bots which every server has. */
    public static boolean isSystemBot(AuditedRow row) {
        return SYSTEM_BOT_NAMES.contains(row.text("email"));
    }

    /** Whether it is a system bot's; where archives of the release don't name these (before Zulip 1.9), it may be. */
    boolean isSystemBotRecipient(long recipient) {
        return !namesBotRecipients || systemBotRecipients.contains(recipient);
    }

    /** Whether a user has no picture of his own. */
    public boolean hasNoPicture(long id) {
        return withoutPicture.contains(id);
    }

    /** The address that the realm's people see. */
    public Optional<String> email(long id) {
        return Optional.ofNullable(emails.get(id));
    }
}
