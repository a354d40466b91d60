/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.realmferry.archive.disk.Folders;
import org.realmferry.renumber.RankedIds;
import org.realmferry.schema.ZulipTables;

/**
 * Compares two servers after a move, through the import's maps of ids: how many rows of each table arrived, and what became of
 * messages and of files.
 */
final class DemoProof {
    private static final int SHOWN = 12;
    private static final int WIDTH = 70;
    /** Parts of texts that a move changes: ids, and paths of uploads. */
    private static final Pattern MOVED = Pattern.compile("user_uploads/[^)\\s\"]+|[0-9]+");

    /** Its rows stay with the old server. */
    private static final String EXPORTS = "zerver_realmexport";

    /** Of each message the usermessages of its realm's users: system bots' stay with their server. */
    private static final String USER_MESSAGES = "SELECT um.message_id, count(*) FROM zulip.zerver_usermessage um"
            + " JOIN zulip.zerver_message m ON m.id = um.message_id"
            + " JOIN zulip.zerver_userprofile u ON u.id = um.user_profile_id AND u.realm_id = m.realm_id GROUP BY 1";

    private static final String MESSAGES = "SELECT m.id, m.content, m.subject, m.date_sent, u.delivery_email"
            + " FROM zulip.zerver_message m JOIN zulip.zerver_userprofile u ON u.id = m.sender_id";

    /** A message as both servers should have it. */
    private record Message(String content, List<String> rest) {}

    /**
     * One of the servers.
     *
     * @param files where its uploads are
     */
    record Side(Connection database, Path files) {}

    private final Side old;
    private final Side moved;
    private final Path maps;
    private final PrintWriter out;
    private boolean same = true;

    /** @param run the directory of the import */
    DemoProof(Side old, Side moved, Path run, PrintWriter out) {
        this.old = old;
        this.moved = moved;
        maps = run.resolve("ids");
        this.out = out;
    }

    /** Prints what was compared; false where anything is different. */
    boolean print() throws IOException, SQLException {
        out.println("Through the maps of ids, row by row:");
        out.println();
        Map<String, long[]> counts = new TreeMap<>();
        for (String realm : realms()) {
            for (Path file : Folders.list(maps.resolve(realm))) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".ids") && !name.startsWith(EXPORTS)) {
                    count(name.substring(0, name.length() - ".ids".length()), RankedIds.readFrom(file), counts);
                }
            }
        }
        userMessages(counts);
        print(counts);
        messages();
        files();
        out.println();
        out.println("  (the list of earlier exports, " + EXPORTS + ", stays behind)");
        out.println();
        out.println(same ? "The second server has all of it." : "The servers differ.");
        return same;
    }

    private Set<String> realms() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path folder : Folders.list(maps)) {
            names.add(String.valueOf(folder.getFileName()));
        }
        return names;
    }

    private void count(String table, RankedIds ids, Map<String, long[]> counts) throws SQLException {
        long rows = ids.old().getLongCardinality();
        long found = 0;
        for (long[] range : ids.ranges()) {
            found += number(
                    moved,
                    "SELECT count(*) FROM zulip." + table + " WHERE id BETWEEN " + range[0] + " AND " + range[1]);
        }
        long[] both = counts.computeIfAbsent(table, t -> new long[2]);
        both[0] += rows;
        both[1] += found;
    }

    /** They have no map: those of each message are counted. */
    private void userMessages(Map<String, long[]> counts) throws IOException, SQLException {
        Map<Long, Long> before = numbers(old, USER_MESSAGES);
        Map<Long, Long> after = numbers(moved, USER_MESSAGES);
        long[] both = new long[2];
        for (String realm : realms()) {
            RankedIds ids = map(realm, ZulipTables.MESSAGES);
            for (long id : ids.old().toArray()) {
                both[0] += before.getOrDefault(id, 0L);
                both[1] += after.getOrDefault(ids.row(id), 0L);
            }
        }
        counts.put(ZulipTables.USER_MESSAGES, both);
    }

    private void print(Map<String, long[]> counts) {
        out.printf("  %-30s %12s %12s%n", "table", "old server", "new server");
        long[] others = new long[2];
        List<String> largest = counts.entrySet().stream()
                .sorted((a, b) -> Long.compare(b.getValue()[0], a.getValue()[0]))
                .map(Map.Entry::getKey)
                .toList();
        for (String table : largest) {
            long[] both = Objects.requireNonNull(counts.get(table));
            same &= both[0] == both[1];
            if (largest.indexOf(table) < SHOWN || both[0] != both[1]) {
                line(table, both);
            } else {
                others[0] += both[0];
                others[1] += both[1];
            }
        }
        line("other tables (" + Math.max(0, largest.size() - SHOWN) + ")", others);
        out.println();
    }

    private void line(String name, long[] both) {
        out.printf("  %-30s %,12d %,12d%n", name, both[0], both[1]);
    }

    private void messages() throws IOException, SQLException {
        Map<Long, Message> before = read(old);
        Map<Long, Message> after = read(moved);
        long equal = 0;
        long renumbered = 0;
        String example = "";
        for (String realm : realms()) {
            RankedIds ids = map(realm, ZulipTables.MESSAGES);
            for (long id : ids.old().toArray()) {
                Message one = Objects.requireNonNull(before.get(id));
                Message other = after.get(ids.row(id));
                if (one.equals(other)) {
                    equal++;
                } else if (other != null
                        && one.rest().equals(other.rest())
                        && isMoved(one.content(), other.content())) {
                    renumbered++;
                    if (example.isEmpty() || one.content().length() < example.indexOf('\n')) {
                        example = one.content().replace('\n', ' ') + "\n"
                                + other.content().replace('\n', ' ');
                    }
                } else {
                    same = false;
                    out.println("  message " + id + " of " + realm + " differs");
                }
            }
        }
        out.printf(
                "  %,d messages: sender, topic and time equal; the text of %,d as it was,%n",
                equal + renumbered, equal);
        out.printf("  of %,d with new ids and paths%s%n", renumbered, example.isEmpty() ? "" : ", such as");
        if (!example.isEmpty()) {
            example.lines().forEach(line -> out.println("    " + cut(line)));
        }
    }

    private static boolean isMoved(String before, String after) {
        return MOVED.matcher(before).replaceAll("#").equals(MOVED.matcher(after).replaceAll("#"));
    }

    private static String cut(String text) {
        return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 4) + " ...";
    }

    private void files() throws IOException, SQLException {
        Map<Long, String> before = paths(old);
        Map<Long, String> after = paths(moved);
        long equal = 0;
        for (String realm : realms()) {
            RankedIds ids = map(realm, ZulipTables.ATTACHMENTS);
            for (long id : ids.old().toArray()) {
                Path one = old.files().resolve("files").resolve(before.get(id));
                Path other = moved.files().resolve("files").resolve(after.getOrDefault(ids.row(id), "missing"));
                if (Files.exists(other) && Files.mismatch(one, other) < 0) {
                    equal++;
                } else {
                    same = false;
                    out.println("  the file of attachment " + id + " of " + realm + " differs");
                }
            }
        }
        out.printf("  %,d uploaded files: the same bytes under new paths%n", equal);
    }

    private RankedIds map(String realm, String table) {
        return RankedIds.readFrom(maps.resolve(realm).resolve(table + ".ids"));
    }

    private static Map<Long, Message> read(Side side) throws SQLException {
        Map<Long, Message> messages = new HashMap<>();
        try (Statement statement = side.database().createStatement();
                ResultSet rows = statement.executeQuery(MESSAGES)) {
            while (rows.next()) {
                messages.put(
                        rows.getLong(1),
                        new Message(
                                rows.getString(2), List.of(rows.getString(3), rows.getString(4), rows.getString(5))));
            }
        }
        return messages;
    }

    private static Map<Long, String> paths(Side side) throws SQLException {
        Map<Long, String> paths = new HashMap<>();
        try (Statement statement = side.database().createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, path_id FROM zulip.zerver_attachment")) {
            while (rows.next()) {
                paths.put(rows.getLong(1), rows.getString(2));
            }
        }
        return paths;
    }

    private static Map<Long, Long> numbers(Side side, String sql) throws SQLException {
        Map<Long, Long> numbers = new HashMap<>();
        try (Statement statement = side.database().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                numbers.put(rows.getLong(1), rows.getLong(2));
            }
        }
        return numbers;
    }

    private static long number(Side side, String sql) throws SQLException {
        try (Statement statement = side.database().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
