/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.users;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.IdBitmap;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;
import org.realmferry.input.Snapshots;
import org.realmferry.schema.ZulipTables;

/** What the archives of the realm know, for those of single users, whose rows name much that they don't hold. */
final class RealmIndex {
    private final Map<Long, Person> users = new HashMap<>();
    private final Map<String, List<Long>> byName = new HashMap<>();
    private final IdBitmap bots = new IdBitmap();
    private final IdBitmap recipients = new IdBitmap();
    private final IdBitmap groups = new IdBitmap();
    private final IdBitmap clients = new IdBitmap();
    private final IdBitmap profileFields = new IdBitmap();

    /** A user of the realm. */
    record Person(String name, Optional<BigDecimal> joined) {}

    RealmIndex(List<Input> realms) {
        for (Input input : realms) {
            for (String table : List.of(ZulipTables.USERS, ZulipTables.MIRROR_DUMMIES)) {
                Snapshots.each(input.rows(), table, lines -> addUser(Fields.parse(lines)));
            }
            numbers(input, ZulipTables.SYSTEM_BOTS, "id", bots);
            numbers(input, ZulipTables.SYSTEM_BOTS, "recipient_id", recipients);
            numbers(input, ZulipTables.RECIPIENTS, "id", recipients);
            numbers(input, ZulipTables.DIRECT_MESSAGE_GROUPS, "recipient", groups);
            numbers(input, ZulipTables.CLIENTS, "id", clients);
            numbers(input, "zerver_customprofilefield", "id", profileFields);
        }
    }

    private static void numbers(Input input, String table, String field, IdBitmap into) {
        byte[] name = Fields.name(field);
        Snapshots.each(
                input.rows(),
                table,
                lines -> into.addLong(Fields.number(lines.data(), lines.start(), lines.end(), name)));
    }

    void addUser(Map<String, @Nullable Object> row) {
        long id = row.get("id") instanceof BigDecimal number ? number.longValue() : -1;
        String name = String.valueOf(row.get("full_name"));
        Optional<BigDecimal> joined =
                row.get("date_joined") instanceof BigDecimal time ? Optional.of(time) : Optional.empty();
        users.putIfAbsent(id, new Person(name, joined));
        List<Long> sameName = byName.computeIfAbsent(name, n -> new ArrayList<>());
        if (!sameName.contains(id)) {
            sameName.add(id);
        }
    }

    Optional<Person> user(long id) {
        return Optional.ofNullable(users.get(id));
    }

    /** The users of a name. */
    List<Long> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    boolean isUser(long id) {
        return users.containsKey(id);
    }

    /** Whether somebody is a user, or one of the system bots. */
    boolean isAccount(long id) {
        return isUser(id) || bots.contains(id);
    }

    boolean isRecipient(long id) {
        return recipients.contains(id);
    }

    boolean isGroup(long recipient) {
        return groups.contains(recipient);
    }

    boolean isClient(long id) {
        return clients.contains(id);
    }

    boolean isProfileField(long id) {
        return profileFields.contains(id);
    }
}
