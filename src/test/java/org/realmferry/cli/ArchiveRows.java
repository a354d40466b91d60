/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.Json;

/**
 * All rows of an archive, to be held against those of another.
 *
 * @param byName by table and id
 */
public record ArchiveRows(Map<String, Map<String, Object>> byName) {
    /** What may be another where others leave no trace, besides what is null then. */
    private static final Set<String> CUT = Set.of(
            "zerver_message.edit_history",
            "zerver_huddle.huddle_hash",
            "zerver_huddle.group_size",
            "zerver_realmauditlog.extra_data");

    /** Where it is a group, the smallest that becomes the same. */
    private static final Set<String> RECIPIENTS =
            Set.of("zerver_message.recipient", "zerver_scheduledmessage.recipient");

    private static final String LISTED_USERS = "zerver_customprofilefieldvalue.value";

    public static ArchiveRows of(Path archive) throws IOException {
        return of(ExportedArchive.read(archive));
    }

    public static ArchiveRows of(ExportedArchive archive) {
        Map<String, Map<String, Object>> rows = new HashMap<>();
        archive.files()
                .values()
                .forEach(tables -> tables.forEach((table, list) -> list.forEach(row ->
                        assertThat(rows.put(table + " " + row.get("id"), row)).isNull())));
        return new ArchiveRows(rows);
    }

    /** The rows that a later archive doesn't have any more. */
    public Set<String> lostIn(ArchiveRows after) {
        Set<String> lost =
                byName.keySet().stream().map(ArchiveRows::asUser).collect(Collectors.toCollection(TreeSet::new));
        after.byName.keySet().forEach(row -> lost.remove(asUser(row)));
        return lost;
    }

    /** A user who arrives as a mirror dummy is the same as one who doesn't. */
    private static String asUser(String row) {
        return row.replace("zerver_userprofile_mirrordummy ", "zerver_userprofile ");
    }

    /** The rows and values that these have in addition to others, but for what is cut on purpose. */
    public List<String> additionsTo(ArchiveRows whole) {
        List<String> additions = new ArrayList<>();
        byName.forEach((name, row) -> {
            Map<String, Object> other = whole.byName.get(name);
            if (other == null || !other.keySet().equals(row.keySet())) {
                additions.add(name);
            } else {
                String table = name.substring(0, name.indexOf(' '));
                row.forEach((field, value) -> {
                    if (!isPart(table + "." + field, value, other.get(field))
                            && !(RECIPIENTS.contains(table + "." + field)
                                    && isGroup(value)
                                    && whole.isGroup(other.get(field)))) {
                        additions.add(name + ": " + field + " is " + value + ", was " + other.get(field));
                    }
                });
            }
        });
        return additions;
    }

    private boolean isGroup(@Nullable Object recipient) {
        return byName.getOrDefault("zerver_recipient " + recipient, Map.of()).get("type") instanceof Long type
                && type == 3;
    }

    private static boolean isPart(String field, @Nullable Object value, @Nullable Object whole) {
        if (value == null || value.equals(whole) || CUT.contains(field)) {
            return true;
        }
        return field.equals(LISTED_USERS)
                ? isPart("", Json.parse(String.valueOf(value)), Json.parse(String.valueOf(whole)))
                : value instanceof List<?> some && whole instanceof List<?> all && all.containsAll(some);
    }
}
