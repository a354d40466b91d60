/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.realmferry.archive.JsonValue;

/** A row, by the values of its fields. */
record JsonRow(long id, Map<String, Object> fields) {
    /** A row by its id; empty where it has none. */
    static Optional<JsonRow> of(Map<String, Object> fields) {
        return fields.get("id") instanceof Long id ? Optional.of(new JsonRow(id, fields)) : Optional.empty();
    }

    /** The fields in which two rows differ. */
    SortedSet<String> differences(JsonRow other) {
        SortedSet<String> names = new TreeSet<>(fields.keySet());
        names.addAll(other.fields.keySet());
        names.removeIf(
                name -> Optional.ofNullable(fields.get(name)).equals(Optional.ofNullable(other.fields.get(name))));
        return names;
    }

    String checksum() {
        return JsonValue.checksum(fields);
    }
}
