/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.IdBitmap;
import org.realmferry.archive.Damage;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;
import org.realmferry.input.Snapshots;

/**
 * What an import must know of an archive before it writes the first row: the fields of each list, who is active, the realm's
 * own row.
 */
final class RealmFacts {
    private static final int OWNER = 100;
    private static final int CREATED = 215;
    private static final int IMPORTED = 229;
    private static final byte[] EVENT_TYPE = Fields.name("event_type");

    private final IdBitmap active = new IdBitmap();
    private final Map<String, Set<String>> fields = new HashMap<>();
    private final Map<Long, Person> people = new HashMap<>();
    private final Map<Integer, Long> activeByRole = new TreeMap<>();
    private Map<String, @Nullable Object> realm = Map.of();
    private Optional<Long> firstOwner = Optional.empty();
    private long activeBots;
    private boolean hasCreationLog;
    private int imports;

    /** Reads them. Fails with {@code DAMAGED_ARCHIVE}. */
    static RealmFacts read(Input input) {
        RealmFacts facts = new RealmFacts();
        Input.Rows rows = input.rows();
        for (String output : rows.tables().keySet()) {
            ArchiveRow row = new ArchiveRow();
            Snapshots.each(rows, output, lines -> row.read(lines.data(), lines.start(), lines.end()));
            facts.fields.put(output, Set.copyOf(row.unused()));
        }
        for (String output : List.of("zerver_userprofile", "zerver_userprofile_mirrordummy")) {
            Snapshots.each(rows, output, row -> facts.user(Fields.parse(row)));
        }
        Snapshots.each(
                rows,
                "zerver_userprofile_crossrealm",
                row -> number(Fields.parse(row).get("id")).ifPresent(facts.active::addLong));
        Snapshots.each(
                rows,
                "zerver_realmauditlog",
                row -> facts.event(Fields.number(row.data(), row.start(), row.end(), EVENT_TYPE)));
        Snapshots.each(rows, "zerver_realm", row -> facts.realm = Fields.parse(row));
        if (facts.realm.isEmpty()) {
            throw Damage.of(input.archive().root().resolve("realm.json"), "it has no realm");
        }
        return facts;
    }

    private void event(long type) {
        hasCreationLog |= type == CREATED;
        imports += type == IMPORTED ? 1 : 0;
    }

    private void user(Map<String, @Nullable Object> row) {
        long id = number(row.get("id")).orElse(Long.MIN_VALUE);
        people.put(
                id,
                new Person(
                        String.valueOf(row.getOrDefault("delivery_email", row.get("email"))),
                        number(row.get("avatar_version")).orElse(1L),
                        true));
        if (!Boolean.TRUE.equals(row.get("is_active"))) {
            return;
        }
        active.addLong(id);
        int role = number(row.get("role")).orElse(0L).intValue();
        if (Boolean.TRUE.equals(row.get("is_bot"))) {
            activeBots++;
            return;
        }
        activeByRole.merge(role, 1L, Long::sum);
        if (role == OWNER && firstOwner.filter(first -> first < id).isEmpty()) {
            firstOwner = Optional.of(id);
        }
    }

    private static Optional<Long> number(@Nullable Object value) {
        return value instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    /**
     * A user.
     *
     * @param isHere whether the archive has the user's row
     */
    record Person(String email, long avatarVersion, boolean isHere) {}

    /** A user by the archive's id. */
    Person person(long user) {
        return people.getOrDefault(user, new Person("", 1, false));
    }

    /** Whether a user of the archive, by the old id, is active; system bots are. */
    boolean isActive(long user) {
        return active.contains(user);
    }

    /** The owner of the realm with the lowest id, by the old id. */
    Optional<Long> firstOwner() {
        return firstOwner;
    }

    /** The realm's row. */
    Map<String, @Nullable Object> realm() {
        return realm;
    }

    /** The fields of a list's rows. */
    Set<String> fields(String output) {
        return fields.getOrDefault(output, Set.of());
    }

    /** How many active people have each role. */
    Map<Integer, Long> activeByRole() {
        return activeByRole;
    }

    long activeBots() {
        return activeBots;
    }

    /** Whether the log says when the realm was created. */
    boolean hasCreationLog() {
        return hasCreationLog;
    }

    /** How often the log says that the realm was imported, on earlier servers. */
    int imports() {
        return imports;
    }
}
