/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.Damage;
import org.realmferry.archive.JsonValue;
import org.realmferry.archive.RowFileReader;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;

/** What an archive says of its realm. */
public record RealmRow(Map<String, @Nullable Object> fields) {
    /** Reads the one row. Fails with {@code DAMAGED_ARCHIVE} where there isn't just one. */
    public static RealmRow read(ArchiveLocation location) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (InputStream in = Files.newInputStream(location.layout().realm(), LinkOption.NOFOLLOW_LINKS);
                RowFileReader json = RowFileReader.open(in)) {
            json.beginObject();
            while (rows.isEmpty() && json.nextMember()) {
                if (json.member().equals(ZulipTables.REALMS)) {
                    json.beginList("a list of rows");
                    while (json.nextRow("a list of rows")) {
                        rows.add(JsonValue.exactObject(json.parser()));
                    }
                } else {
                    json.parser().skipChildren();
                }
            }
        } catch (IOException e) {
            throw Damage.of(location.layout().realm(), e);
        }
        if (rows.size() != 1) {
            throw Damage.of(location.layout().realm(), "zerver_realm must have one row, but has " + rows.size());
        }
        return new RealmRow(rows.get(0));
    }

    public Realm realm() {
        return new Realm(id(), name(), text("name"), Boolean.TRUE.equals(fields.get("deactivated")));
    }

    public long id() {
        return fields.get("id") instanceof BigDecimal number ? number.longValue() : -1;
    }

    /** Its short name; before Zulip 1.5 its domain. */
    public String name() {
        return text(fields.containsKey("string_id") ? "string_id" : "domain");
    }

    /** What no two realms of any server have in common; empty before Zulip 8. */
    public Optional<String> uuid() {
        return Optional.ofNullable(fields.get("uuid")).map(Object::toString);
    }

    private String text(String field) {
        return String.valueOf(fields.get(field));
    }

    /** Why it is another realm; empty where it is the same: one may be renamed, its id, and its uuid or first day, stay. */
    public Optional<String> difference(RealmRow other) {
        if (id() != other.id()) {
            return Optional.of("the realms have the ids " + id() + " (" + name() + ") and " + other.id() + " ("
                    + other.name() + ")");
        }
        for (String field : List.of("uuid", "date_created")) {
            if (!Fields.same(fields.get(field), other.fields.get(field))) {
                return Optional.of("both have the realm " + name() + ", but differ in " + field);
            }
        }
        return Optional.empty();
    }

    /** Whether a server takes only one of them. */
    public boolean isSameAs(RealmRow other) {
        return difference(other).isEmpty() || (uuid().isPresent() && Objects.equals(uuid(), other.uuid()));
    }
}
