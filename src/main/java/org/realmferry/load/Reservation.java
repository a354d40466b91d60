/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.IdBitmap;
import org.realmferry.renumber.ArchiveIds;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.RankedIds;
import org.realmferry.schema.Schema;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.Target;
import org.realmferry.source.TargetSession;

/**
 * Gives each row of an archive its id on the target before the first is written. The maps are on the disk before they are
 * used, so that after any interruption the ids themselves tell what was written.
 */
final class Reservation {
    private static final String ADD_CLIENT =
            "INSERT INTO zerver_client (name) VALUES (?) ON CONFLICT (name) DO NOTHING";
    private static final String CLIENTS = "SELECT id::bigint, name::text FROM zerver_client";

    private final LoadedArchive archive;
    private final Path folder;
    private final TargetSession session;
    private final Target target;

    /** @param folder where the maps are */
    Reservation(LoadedArchive archive, Path folder, Target target, TargetSession session) {
        this.archive = archive;
        this.folder = folder;
        this.target = target;
        this.session = session;
    }

    /** The maps of all tables: those on the disk, and new ones for the rest. */
    NewIds ids() {
        NewIds ids = new NewIds(archive.ids());
        Map<String, Map<Long, Long>> shared = new HashMap<>();
        for (String table : new TreeSet<>(archive.ids().tables())) {
            if (isReserved(table)) {
                ids.put(table, map(table, shared));
            }
        }
        for (String table : List.of(ZulipTables.USERS, ZulipTables.RECIPIENTS, ZulipTables.CLIENTS)) {
            if (!ids.all().containsKey(table)) {
                ids.put(table, map(table, shared));
            }
        }
        return ids;
    }

    /** Rows of usermessages get the database's next ids. */
    private boolean isReserved(String table) {
        return !table.equals(ZulipTables.USER_MESSAGES)
                && !table.equals(ZulipTables.SYSTEM_BOTS)
                && target.catalog().sequences().containsKey(table);
    }

    private RankedIds map(String table, Map<String, Map<Long, Long>> shared) {
        Path file = folder.resolve(table + ".ids");
        if (Files.exists(file)) {
            return RankedIds.readFrom(file);
        }
        RankedIds map = table.equals(ZulipTables.CLIENTS) ? clients() : drawn(table, shared);
        map.writeTo(file);
        return map;
    }

    private RankedIds drawn(String table, Map<String, Map<Long, Long>> shared) {
        if (shared.isEmpty()) {
            shared.putAll(bots());
        }
        IdBitmap old = archive.ids().of(table).copy();
        Map<Long, Long> single = shared.getOrDefault(table, Map.of());
        single.keySet().forEach(old::removeLong);
        List<long[]> ranges = old.isEmpty()
                ? List.of()
                : session.draw(table, old.getLongCardinality()).stream()
                        .map(range -> new long[] {range.first(), range.last()})
                        .toList();
        return new RankedIds(old, ranges, single);
    }

    /** Programs are shared by all realms of a server, by name. */
    private RankedIds clients() {
        Set<String> wanted = new TreeSet<>(archive.ids().clients().values());
        wanted.forEach(name -> session.execute(ZulipTables.CLIENTS, ADD_CLIENT, name));
        Map<String, Long> present = new HashMap<>();
        session.read(ZulipTables.CLIENTS, CLIENTS, row -> present.put(row.text(1), row.number(0)));
        Map<Long, Long> single = new TreeMap<>();
        archive.ids().clients().forEach((id, name) -> single.put(id, present.get(name)));
        return new RankedIds(new IdBitmap(), List.of(), single);
    }

    /** The new ids of the system bots and of their recipients, by table. */
    private Map<String, Map<Long, Long>> bots() {
        Map<Long, Long> users = new TreeMap<>();
        Map<Long, Long> recipients = new TreeMap<>();
        Map<String, ArchiveIds.Bot> present = present(target.schema(), session);
        requireBots(archive, present);
        archive.ids().bots().forEach((role, bot) -> {
            ArchiveIds.Bot found = Objects.requireNonNull(present.get(role));
            users.put(bot.id(), found.id());
            bot.recipient().ifPresent(old -> found.recipient().ifPresent(id -> recipients.put(old, id)));
        });
        return Map.of(ZulipTables.USERS, users, ZulipTables.RECIPIENTS, recipients);
    }

    /** Fails with {@code CONFIGURATION} where the server lacks a system bot of an archive. */
    static void requireBots(LoadedArchive archive, Schema target, TargetSession session) {
        requireBots(archive, present(target, session));
    }

    private static void requireBots(LoadedArchive archive, Map<String, ArchiveIds.Bot> present) {
        Set<String> missing = new TreeSet<>(archive.ids().bots().keySet());
        missing.removeAll(present.keySet());
        if (!missing.isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "the server has no system bot " + String.join(", ", missing)
                            + ", which the archive's messages name",
                    "Create the server's first realm with `manage.py generate_realm_creation_link`, which makes"
                            + " the system bots, and import again.");
        }
    }

    private static Map<String, ArchiveIds.Bot> present(Schema target, TargetSession session) {
        Map<String, ArchiveIds.Bot> present = new HashMap<>();
        // Since Zulip 12.0 direct messages are all in groups: users have no recipient.
        String recipient = target.table(ZulipTables.USERS)
                        .flatMap(table -> table.column("recipient_id"))
                        .isPresent()
                ? "u.recipient_id"
                : "NULL";
        session.read(
                ZulipTables.USERS,
                "SELECT u.id::bigint, " + recipient + "::bigint, u.email::text, r.string_id::text"
                        + " FROM zerver_userprofile u JOIN zerver_realm r ON r.id = u.realm_id WHERE u.is_bot"
                        + " AND lower(split_part(u.email, '@', 1)) IN ('notification-bot', 'emailgateway', 'welcome-bot')",
                row -> {
                    ArchiveIds.Bot bot = new ArchiveIds.Bot(
                            row.number(0), row.isNull(1) ? Optional.empty() : Optional.of(row.number(1)), row.text(2));
                    String role = row.text(2).split("@", 2)[0].toLowerCase(Locale.ROOT);
                    // The realm of the system bots has the true ones, whatever other realms call theirs.
                    present.merge(role, bot, (one, other) -> row.text(3).equals("zulipinternal") ? other : one);
                });
        return present;
    }
}
