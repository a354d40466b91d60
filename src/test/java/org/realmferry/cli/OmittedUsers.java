/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.rules.Rules;
import org.realmferry.rules.language.ColumnRule.Renamed;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.sample.Json;
import org.realmferry.schema.Column;

/**
 * Users who leave no trace, and what would be one.
 *
 * @param ids of their accounts
 * @param recipients where direct messages to them go, and group conversations with fewer than two others
 * @param addresses all that nobody else has too
 */
public record OmittedUsers(Set<Long> ids, Set<Long> recipients, Pattern addresses) {
    /** What approved people wrote stays as they wrote it. */
    private static final Set<String> OWN_WORDS =
            Set.of("content", "rendered_content", "search_tsvector", "subject", "edit_history");

    private static final String SYSTEM_BOTS = "zerver_userprofile_crossrealm";

    public static OmittedUsers of(ExportedServer source, String realm, Collection<Long> approved) throws SQLException {
        Set<Long> ids = source.users(realm);
        Set<Long> kept = new HashSet<>(approved);
        kept.retainAll(ids);
        ids.removeAll(kept);
        Set<String> addresses = addresses(source, ids);
        addresses.removeAll(addresses(source, kept));
        return new OmittedUsers(ids, recipients(source, ids, kept), pattern(addresses));
    }

    private static Set<String> addresses(ExportedServer source, Set<Long> users) throws SQLException {
        return new HashSet<>(source.texts("SELECT delivery_email FROM zulip.zerver_userprofile WHERE id IN "
                + list(users) + " UNION SELECT email FROM zulip.zerver_userprofile WHERE id IN " + list(users)));
    }

    private static Set<Long> recipients(ExportedServer source, Set<Long> ids, Set<Long> kept) throws SQLException {
        return new HashSet<>(
                source.numbers("SELECT id FROM zulip.zerver_recipient WHERE type = 1 AND type_id IN " + list(ids)
                        + " UNION SELECT r.id FROM zulip.zerver_recipient r JOIN zulip.zerver_subscription s"
                        + " ON s.recipient_id = r.id WHERE r.type = 3 GROUP BY 1 HAVING count(*) > 1"
                        + " AND count(*) FILTER (WHERE s.user_profile_id IN " + list(kept) + ") < 2"));
    }

    /** Ids in SQL; there is no user 0. */
    public static String list(Collection<Long> ids) {
        return Stream.concat(Stream.of(0L), ids.stream())
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    /** Any of some addresses, not as a part of another one. */
    private static Pattern pattern(Set<String> addresses) {
        String any = addresses.stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return Pattern.compile("(?<![\\w.+-])(?:" + any + ")(?![\\w-]|\\.\\w)", Pattern.CASE_INSENSITIVE);
    }

    /** A sentence for each trace of them in the rows of an archive. */
    public List<String> traces(ExportedArchive archive) {
        List<String> traces = new ArrayList<>();
        Set<Long> systemBots = archive.ids(SYSTEM_BOTS);
        archive.files()
                .values()
                .forEach(tables -> tables.forEach((table, rows) -> rows.forEach(row -> {
                    String place = table + " " + row.get("id");
                    references(table).forEach((field, target) -> {
                        if (leadsToThem(target, row.get(field))) {
                            traces.add(place + ": " + field + " is " + row.get(field));
                        }
                    });
                    if (addresses.matcher(searched(table, row, systemBots)).find()) {
                        traces.add(place + " has an address: " + row);
                    }
                })));
        edits(archive, traces);
        return traces;
    }

    private boolean leadsToThem(String target, @Nullable Object value) {
        Set<Long> them = target.equals("zerver_recipient") ? recipients : ids;
        return value instanceof Long id && them.contains(id);
    }

    /** Fields of an output that name a user or a recipient, with the table that they name, by the foreign keys. */
    private static Map<String, String> references(String output) {
        Map<String, String> fields = new TreeMap<>();
        for (TableRule rule : Rules.in(Rules.NEWEST)) {
            if (rule.fate() instanceof Leaves leaves
                    && Rules.NEWEST.table(rule.table()).isPresent()
                    && leaves.outputs().stream().anyMatch(o -> o.name().equals(output))) {
                Objects.requireNonNull(Rules.NEWEST.tables().get(rule.table())).columns().stream()
                        .filter(column -> target(column).isPresent())
                        .forEach(column ->
                                fields.put(fieldOf(rule, column), target(column).orElseThrow()));
            }
        }
        if (output.startsWith("zerver_userprofile")) {
            fields.put("id", "zerver_userprofile");
        }
        if (output.equals("zerver_recipient")) {
            fields.put("id", "zerver_recipient");
        }
        return fields;
    }

    private static Optional<String> target(Column column) {
        return column.references().filter(Set.of("zerver_userprofile", "zerver_recipient")::contains);
    }

    private static String fieldOf(TableRule rule, Column column) {
        return rule.columns().stream()
                .filter(special ->
                        special instanceof Renamed renamed && renamed.column().equals(column.name()))
                .map(special -> ((Renamed) special).field())
                .findFirst()
                .orElse(column.name().replaceFirst("_id$", ""));
    }

    /** All of a row but the words of people; those of system bots too. */
    private static String searched(String table, Map<String, Object> row, Set<Long> systemBots) {
        Map<String, Object> fields = new TreeMap<>(row);
        if (table.equals("zerver_message") && !systemBots.contains(ExportedArchive.number(row.get("sender")))) {
            fields.keySet().removeAll(OWN_WORDS);
        }
        return fields.toString();
    }

    private void edits(ExportedArchive archive, List<String> traces) {
        for (Map<String, Object> message : archive.rows("zerver_message")) {
            if (message.get("edit_history") instanceof String history) {
                Json.objects(Json.parse(history)).stream()
                        .filter(edit -> edit.get("user_id") instanceof Long user && ids.contains(user))
                        .forEach(edit -> traces.add("zerver_message " + message.get("id") + ": edited by " + edit));
            }
        }
    }
}
