/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.IdBitmap;
import org.realmferry.archive.Damage;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.RowLines;
import org.realmferry.input.CheckedFile;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;
import org.realmferry.input.Input.MessagesFile;
import org.realmferry.input.Snapshots;
import org.realmferry.rules.References;
import org.realmferry.schema.ZulipTables;

/** What must be known of an archive before any id can be given: its ids, and the few rows that decide about others. */
public final class ArchiveIds {
    private static final String GROUP = "3";
    private static final Set<String> ROLES = Set.of("notification-bot", "emailgateway", "welcome-bot");
    private static final byte[] USER = Fields.name("user_profile");
    private static final byte[] RECIPIENT = Fields.name("recipient");

    /** A system bot. */
    public record Bot(long id, Optional<Long> recipient, String email) {}

    private final Input input;
    private final Map<String, IdBitmap> ids = new ConcurrentHashMap<>();
    private final Map<Long, String> clients = new TreeMap<>();
    private final Map<String, Bot> bots = new TreeMap<>();
    private final Map<Long, Long> groups = new HashMap<>();
    private final Map<Long, long[]> members = new HashMap<>();
    private final Map<Long, Integer> profileFields = new HashMap<>();
    private final Fingerprints uploads = new Fingerprints();
    private boolean holdsBots;

    public ArchiveIds(Input input) {
        this.input = input;
    }

    /** Reads all but the messages. Fails with {@code DAMAGED_ARCHIVE}. */
    public void readTables() {
        each(ZulipTables.SYSTEM_BOTS, row -> bot(Fields.parse(row)));
        input.rows().tables().keySet().stream()
                .filter(table -> !table.equals(ZulipTables.SYSTEM_BOTS))
                .forEach(table -> each(table, row -> ids(table).addLong(id(row))));
        each(
                ZulipTables.CLIENTS,
                row -> clients.put(id(row), String.valueOf(Fields.parse(row).get("name"))));
        if (bots.isEmpty()) {
            each(ZulipTables.USERS, row -> systemBot(Fields.parse(row)));
            holdsBots = !bots.isEmpty();
        }
        each(ZulipTables.RECIPIENTS, row -> recipient(Fields.parse(row)));
        each(ZulipTables.SUBSCRIPTIONS, this::subscription);
        each(
                "zerver_customprofilefield",
                row -> profileFields.put(
                        id(row), (int) Fields.number(row.data(), row.start(), row.end(), Fields.name("field_type"))));
        each(
                ZulipTables.ATTACHMENTS,
                row -> uploads.add(folder(String.valueOf(Fields.parse(row).get("path_id")))));
    }

    private void each(String table, Snapshots.RowVisitor visitor) {
        Snapshots.each(input.rows(), table, visitor);
    }

    private static long id(RowLines row) {
        long id = Fields.id(row.data(), row.start(), row.end());
        if (id == Long.MIN_VALUE) {
            throw Damage.of(row.file(), "a row has no id");
        }
        return id;
    }

    private void bot(Map<String, @Nullable Object> row) {
        String email = String.valueOf(row.get("email"));
        Optional<Long> recipient = number(row.get("recipient_id"));
        number(row.get("id")).ifPresent(id -> bots.put(role(email), new Bot(id, recipient, email)));
    }

    /** The realm of the system bots has them among its users. */
    private void systemBot(Map<String, @Nullable Object> row) {
        String email = String.valueOf(row.get("email"));
        if (Boolean.TRUE.equals(row.get("is_bot")) && ROLES.contains(role(email))) {
            number(row.get("id")).ifPresent(id -> bots.put(role(email), new Bot(id, Optional.empty(), email)));
        }
    }

    private static String role(String email) {
        return email.split("@", 2)[0].toLowerCase(Locale.ROOT);
    }

    private void recipient(Map<String, @Nullable Object> row) {
        long id = number(row.get("id")).orElse(Long.MIN_VALUE);
        long target = number(row.get("type_id")).orElse(Long.MIN_VALUE);
        String type = String.valueOf(row.get("type"));
        if (type.equals(GROUP)) {
            groups.put(id, target);
        } else if (type.equals("1")) {
            bots.replaceAll((role, bot) -> bot.id() == target ? new Bot(target, Optional.of(id), bot.email()) : bot);
        }
    }

    private static Optional<Long> number(@Nullable Object value) {
        return value instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    private void subscription(RowLines row) {
        Long group = groups.get(Fields.number(row.data(), row.start(), row.end(), RECIPIENT));
        if (group != null) {
            long user = Fields.number(row.data(), row.start(), row.end(), USER);
            members.merge(group, new long[] {user}, ArchiveIds::and);
        }
    }

    private static long[] and(long[] list, long[] one) {
        long[] all = Arrays.copyOf(list, list.length + 1);
        all[list.length] = one[0];
        return all;
    }

    /** Reads the ids of a file of messages, and holds it against its manifest. */
    public void read(MessagesFile file) {
        try (RowLines lines = RowLines.open(file.path())) {
            while (lines.nextTable()) {
                String table = lines.table();
                IdBitmap found = new IdBitmap();
                while (lines.nextRow()) {
                    found.addLong(id(lines));
                }
                add(table, found);
            }
            CheckedFile.check(file.path(), file.expected(), lines.rest());
        }
    }

    /**
     * As {@link #read}, but for the ids of usermessages, which nothing names.
     *
     * @return the ids of the file's messages
     */
    public IdBitmap readMessages(MessagesFile file) {
        IdBitmap messages = new IdBitmap();
        try (RowLines lines = RowLines.open(file.path())) {
            while (lines.nextTable()) {
                while (lines.table().equals(ZulipTables.MESSAGES) && lines.nextRow()) {
                    messages.addLong(id(lines));
                }
            }
            CheckedFile.check(file.path(), file.expected(), lines.rest());
        }
        add(ZulipTables.MESSAGES, messages);
        return messages;
    }

    private synchronized void add(String table, IdBitmap found) {
        ids(table).or(found);
    }

    /** The ids of a table's rows, of all lists that hold some. */
    private IdBitmap ids(String output) {
        return ids.computeIfAbsent(References.ids(output), table -> new IdBitmap());
    }

    public Input input() {
        return input;
    }

    public Set<String> tables() {
        return Set.copyOf(ids.keySet());
    }

    /** The ids of a table; none where the archive has none. */
    public IdBitmap of(String table) {
        return ids.getOrDefault(table, new IdBitmap());
    }

    /** Programs by their ids. */
    public Map<Long, String> clients() {
        return clients;
    }

    /** System bots by what they do. */
    public Map<String, Bot> bots() {
        return bots;
    }

    /** Whether it is the archive of the realm that the system bots live in. */
    public boolean holdsBots() {
        return holdsBots;
    }

    /** The members of a group conversation; empty where none is known. */
    public long[] members(long group) {
        return Objects.requireNonNullElse(members.get(group), new long[0]);
    }

    /** The type of a profile field; -1 where there is no such field. */
    public int profileField(long id) {
        return profileFields.getOrDefault(id, -1);
    }

    /** Whether a path, without its last name, is that of an uploaded file. */
    public boolean hasUploadIn(String folder) {
        return uploads.contains(folder);
    }

    private static String folder(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
