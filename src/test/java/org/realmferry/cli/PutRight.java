/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.realmferry.extract.ExportedArchive;

/**
 * The differences between an export of an older Zulip and ours that docs/differences.md tells of: each has a reason that can
 * be seen in the rows themselves.
 */
public final class PutRight {
    private static final String DUMMIES = "zerver_userprofile_mirrordummy";
    private static final double MICROSECOND = 1.1e-6;
    private static final List<String> DATES = List.of("last_login", "date_joined", "last_reminder");

    private final ExportedArchive theirs;
    private final ExportedArchive ours;
    private final Set<Long> dummies;
    private final Set<Long> dummyRecipients = new HashSet<>();
    private final List<String> unexplained = new ArrayList<>();

    public PutRight(ExportedArchive theirs, ExportedArchive ours) {
        this.theirs = theirs;
        this.ours = ours;
        dummies = ours.ids(DUMMIES);
        ours.rows("zerver_recipient").stream()
                .filter(row -> Objects.equals(row.get("type"), 1L) && isDummy(row, "type_id"))
                .forEach(row -> dummyRecipients.add(id(row)));
        compare();
    }

    /** Differences with no such reason. */
    public List<String> unexplained() {
        return unexplained;
    }

    /** How many rows of a table we have that they lost. */
    public long more(String table) {
        Set<Long> more = ours.ids(table);
        more.removeAll(theirs.ids(table));
        return more.size();
    }

    private void compare() {
        // An import of theirs dies of a message to a recipient that isn't there.
        same("zerver_recipient", row -> dummyRecipients.contains(id(row)));
        // Of mirror dummies, as newer releases have them.
        same("zerver_subscription", row -> isDummy(row, "user_profile"));
        // Their two queries miss what was written to a dummy whose recipient they don't export.
        same("zerver_message", row -> dummyRecipients.contains(row.get("recipient")));
        Set<Long> known = theirs.ids("zerver_message");
        same("zerver_usermessage", row -> !known.contains(row.get("message")));
        same(
                "zerver_attachment",
                row -> ExportedArchive.numbers(row.get("messages")).stream().noneMatch(known::contains));
        fields("zerver_realmauditlog", "acting_user", (was, is) -> is == null && !isOfTheRealm(was));
        fields(
                "zerver_usergroup",
                "direct_members",
                (was, is) ->
                        new TreeSet<>(ExportedArchive.numbers(was)).equals(new TreeSet<>(ExportedArchive.numbers(is))));
        for (String date : DATES) {
            fields("zerver_userprofile", date, PutRight::isCut);
            fields(DUMMIES, date, PutRight::isCut);
        }
    }

    private boolean isOfTheRealm(@Nullable Object user) {
        return user instanceof Long id
                && ours.ids("zerver_userprofile", DUMMIES).contains(id);
    }

    private static boolean isCut(@Nullable Object was, @Nullable Object is) {
        return was instanceof Number whole
                && is instanceof Number exact
                && whole.longValue() == (long) Math.floor(exact.doubleValue());
    }

    private boolean isDummy(Map<String, Object> row, String field) {
        return row.get(field) instanceof Long user && dummies.contains(user);
    }

    /** All their rows are there, and each further one has the reason. */
    private void same(String table, Predicate<Map<String, Object>> reason) {
        Map<Long, Map<String, Object>> rows = byId(ours, table);
        theirs.rows(table).forEach(row -> {
            Map<String, Object> mine = rows.remove(id(row));
            if (mine == null || !areEqual(row, mine)) {
                unexplained.add(table + " " + row + ": " + mine);
            }
        });
        rows.values().stream().filter(reason.negate()).forEach(row -> unexplained.add(table + " +" + row));
    }

    private static boolean areEqual(Map<String, Object> was, Map<String, Object> is) {
        return was.keySet().equals(is.keySet())
                && was.keySet().stream().allMatch(field -> areEqual(was.get(field), is.get(field)));
    }

    private static boolean areEqual(@Nullable Object was, @Nullable Object is) {
        return (was instanceof Number a && is instanceof Number b)
                ? Math.abs(a.doubleValue() - b.doubleValue()) <= MICROSECOND
                : Objects.equals(was, is);
    }

    private interface Reason {
        boolean of(@Nullable Object was, @Nullable Object is);
    }

    private void fields(String table, String field, Reason reason) {
        Map<Long, Map<String, Object>> rows = byId(ours, table);
        theirs.rows(table).forEach(row -> {
            Object was = row.get(field);
            Object is = rows.getOrDefault(id(row), Map.of()).get(field);
            if (!Objects.equals(was, is) && !reason.of(was, is)) {
                unexplained.add(table + " " + id(row) + " " + field + ": " + was + " != " + is);
            }
        });
    }

    private static Map<Long, Map<String, Object>> byId(ExportedArchive archive, String table) {
        Map<Long, Map<String, Object>> rows = new TreeMap<>();
        archive.rows(table).forEach(row -> rows.put(id(row), row));
        return rows;
    }

    private static long id(Map<String, Object> row) {
        return ExportedArchive.number(row.get("id"));
    }
}
