/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.realmferry.rules.Rules;
import org.realmferry.rules.language.ColumnRule.Renamed;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.sample.Json;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/**
 * Looks for references that lead out of an archive: by the foreign keys of the database, and by the references that are
 * none there. An import dies of each.
 */
public final class ArchiveReferences {
    private static final String[] USERS = {
        "zerver_userprofile", "zerver_userprofile_mirrordummy", "zerver_userprofile_crossrealm"
    };
    private static final String SYSTEM_BOTS = "zerver_userprofile_crossrealm";

    /** {@code zerver_customprofilefield.field_type} of a list of users. */
    private static final long USERS_FIELD = 6;

    private final ExportedArchive archive;
    private final Map<String, Set<Long>> ids = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private long checked;

    private ArchiveReferences(ExportedArchive archive) {
        this.archive = archive;
    }

    /** What came of the look: how many references there are, and a sentence for each that leads nowhere. */
    public record Result(long checked, List<String> problems) {}

    public static Result check(Path archive) throws IOException {
        return check(ExportedArchive.read(archive));
    }

    public static Result check(ExportedArchive archive) throws IOException {
        ArchiveReferences references = new ArchiveReferences(archive);
        references.foreignKeys();
        references.recipients();
        references.lists("zerver_attachment", "messages", "zerver_message");
        references.lists("zerver_attachment", "scheduled_messages", "zerver_scheduledmessage");
        references.edits();
        references.listedUsers();
        references.records("uploads", "user_profile_id");
        references.records("avatars", "user_profile_id");
        references.records("emoji", "author");
        return new Result(references.checked, List.copyOf(references.problems));
    }

    private void foreignKeys() throws IOException {
        Path status = archive.root().resolve("migration_status.json");
        Schema schema = Rules.of(
                Files.exists(status)
                        ? String.valueOf(Json.object(Json.read(status)).get("zulip_version"))
                        : "11.0-dev");
        Map<String, TableRule> rules =
                Rules.in(schema).stream().collect(Collectors.toMap(TableRule::table, Function.identity()));
        for (Table table : schema.inOrder()) {
            TableRule rule = rules.get(table.name());
            if (rule != null && rule.fate() instanceof Leaves leaves) {
                leaves.outputs().stream()
                        // It has three fields only; its recipients stay on the server, Zulip's importer makes new ones.
                        .filter(output -> !output.name().equals(SYSTEM_BOTS))
                        .forEach(output -> foreignKeys(rule, table, output.name()));
            }
        }
    }

    private void foreignKeys(TableRule rule, Table table, String output) {
        for (Column column : table.columns()) {
            column.references().ifPresent(target -> {
                String field = fieldOf(rule, column);
                for (Map<String, Object> row : archive.rows(output)) {
                    if (!row.containsKey(field)) {
                        problems.add(output + " " + row.get("id") + " has no field " + field);
                    } else if (row.get(field) != null && !leavesOnPurpose(output, field, row)) {
                        resolve(output, field, row, ExportedArchive.number(row.get(field)), target);
                    }
                }
            });
        }
    }

    /** Django's name of a foreign key. */
    private static String fieldOf(TableRule rule, Column column) {
        return rule.columns().stream()
                .filter(special ->
                        special instanceof Renamed renamed && renamed.column().equals(column.name()))
                .map(special -> ((Renamed) special).field())
                .findFirst()
                .orElse(column.name().replaceFirst("_id$", ""));
    }

    /** The references of Zulip's own exports that no row of the archive answers. */
    private boolean leavesOnPurpose(String table, String field, Map<String, Object> row) {
        // A message to a system bot: the bot's recipient is named by zerver_userprofile_crossrealm only.
        return table.equals("zerver_message")
                && field.equals("recipient")
                && archive.rows(SYSTEM_BOTS).stream()
                        .anyMatch(bot -> bot.get("recipient_id") != null
                                && bot.get("recipient_id").equals(row.get(field)));
    }

    /** A recipient names a user, a channel or a group conversation, by its type. */
    private void recipients() {
        Map<Long, String> targets = Map.of(1L, "zerver_userprofile", 2L, "zerver_stream", 3L, "zerver_huddle");
        for (Map<String, Object> row : archive.rows("zerver_recipient")) {
            String target = targets.get(ExportedArchive.number(row.get("type")));
            if (target == null) {
                problems.add("zerver_recipient " + row.get("id") + " is of type " + row.get("type"));
            } else {
                resolve("zerver_recipient", "type_id", row, ExportedArchive.number(row.get("type_id")), target);
            }
        }
    }

    private void lists(String table, String field, String target) {
        for (Map<String, Object> row : archive.rows(table)) {
            List<Long> values = ExportedArchive.numbers(row.get(field));
            values.forEach(id -> resolve(table, field, row, id, target));
            if (!values.equals(values.stream().sorted().distinct().toList())) {
                problems.add(table + " " + row.get("id") + " " + field + " is not in order: " + values);
            }
        }
    }

    /** Who edited a message. */
    private void edits() {
        for (Map<String, Object> row : archive.rows("zerver_message")) {
            if (row.get("edit_history") instanceof String history) {
                Json.objects(Json.parse(history)).stream()
                        .map(edit -> edit.get("user_id"))
                        .filter(Objects::nonNull)
                        .forEach(user -> resolve(
                                "zerver_message",
                                "edit_history",
                                row,
                                ExportedArchive.number(user),
                                "zerver_userprofile"));
            }
        }
    }

    /** The values of profile fields that are lists of users. */
    private void listedUsers() {
        Set<Object> fields = archive.rows("zerver_customprofilefield").stream()
                .filter(field -> Objects.equals(field.get("field_type"), USERS_FIELD))
                .map(field -> field.get("id"))
                .collect(Collectors.toSet());
        for (Map<String, Object> row : archive.rows("zerver_customprofilefieldvalue")) {
            if (fields.contains(row.get("field"))) {
                ExportedArchive.numbers(Json.parse(String.valueOf(row.get("value"))))
                        .forEach(user ->
                                resolve("zerver_customprofilefieldvalue", "value", row, user, "zerver_userprofile"));
            }
        }
    }

    /** Whose the files are. */
    private void records(String set, String field) throws IOException {
        Path records = archive.root().resolve(set).resolve("records.json");
        for (Map<String, Object> row : Json.objects(Json.read(records))) {
            if (row.get(field) != null) {
                resolve(set, field, row, ExportedArchive.number(row.get(field)), "zerver_userprofile");
            }
        }
    }

    private void resolve(String table, String field, Map<String, Object> row, long id, String target) {
        checked++;
        if (!ids.computeIfAbsent(target, this::idsOf).contains(id)) {
            problems.add("%s %s: %s is %d, which no %s of the archive is"
                    .formatted(table, row.get("id"), field, id, target));
        }
    }

    private Set<Long> idsOf(String target) {
        String[] lists = Arrays.asList(USERS).contains(target) ? USERS : new String[] {target};
        return archive.ids(lists);
    }
}
