/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.realmferry.IdBitmap;
import org.realmferry.renumber.ArchiveIds.Bot;
import org.realmferry.schema.ZulipTables;

/** Gives ids: server by server, a table at a time, other ones only where an earlier server has some of them. */
public final class Numbering {
    private final Map<String, IdBitmap> taken = new HashMap<>();
    private final Map<String, Long> last = new HashMap<>();
    private final Map<String, Long> clients = new TreeMap<>();
    private final Map<String, Bot> bots = new TreeMap<>();
    private final List<NewIds> all = new ArrayList<>();

    private int servers;

    private Numbering() {}

    /** The new ids of each archive, in the order of the archives. */
    public static Numbering of(List<ArchiveIds> archives) {
        Numbering numbering = new Numbering();
        List<OriginServer> servers = OriginServer.of(archives);
        numbering.servers = servers.size();
        servers.forEach(numbering::reserve);
        servers.forEach(numbering::server);
        numbering.all.forEach(numbering::ownExports);
        numbering.all.sort(
                (one, other) -> Integer.compare(archives.indexOf(one.survey()), archives.indexOf(other.survey())));
        return numbering;
    }

    /** How many servers there are, as far as can be told. */
    public int servers() {
        return servers;
    }

    public List<NewIds> all() {
        return all;
    }

    /** All programs, by name. */
    public Map<String, Long> clients() {
        return clients;
    }

    /** The system bots, by what they do. */
    public Map<String, Bot> bots() {
        return bots;
    }

    /** Ids above those of all servers are nobody's. */
    private void reserve(OriginServer server) {
        server.tables()
                .forEach(table -> Optional.of(server.of(table))
                        .filter(ids -> !ids.isEmpty())
                        .ifPresent(ids -> reserve(table, ids.last())));
        server.clients().keySet().forEach(id -> reserve(ZulipTables.CLIENTS, id));
        server.bots().values().forEach(bot -> {
            reserve(ZulipTables.USERS, bot.id());
            bot.recipient().ifPresent(id -> reserve(ZulipTables.RECIPIENTS, id));
        });
    }

    private void reserve(String table, long id) {
        last.merge(table, id, Math::max);
    }

    private void server(OriginServer server) {
        Map<String, Map<Long, Long>> single = new HashMap<>();
        single.put(ZulipTables.CLIENTS, clients(server));
        Map<String, IdBitmap> own = new HashMap<>();
        server.tables().forEach(table -> own.put(table, server.of(table).copy()));
        server.bots().forEach((role, bot) -> bot(bot, bots.get(role), own, single));
        Map<String, Long> add = new HashMap<>();
        own.forEach((table, ids) -> {
            IdBitmap moving = ids.copy();
            single.getOrDefault(table, Map.of()).keySet().forEach(moving::removeLong);
            add.put(table, move(table, moving, last.getOrDefault(table, 0L)));
        });
        server.bots()
                .forEach((role, bot) -> bots.computeIfAbsent(
                        role,
                        unknown -> new Bot(
                                Math.addExact(bot.id(), add.getOrDefault(ZulipTables.USERS, 0L)),
                                bot.recipient()
                                        .map(id -> Math.addExact(id, add.getOrDefault(ZulipTables.RECIPIENTS, 0L))),
                                bot.email())));
        server.archives().forEach(archive -> archive(archive, own, add, single));
    }

    /** Moves rows to where no others are; gives by how much. */
    private long move(String table, IdBitmap ids, long behind) {
        IdBitmap taken = taken(table);
        long add = IdSegments.free(ids, taken, behind);
        taken.or(IdSegments.moved(ids, add));
        if (add != 0) {
            reserve(table, Math.addExact(ids.last(), add));
        }
        return add;
    }

    private IdBitmap taken(String table) {
        return taken.computeIfAbsent(table, name -> new IdBitmap());
    }

    /** A bot with a role that is known is that one; else its rows are as others of the server. */
    private static void bot(
            Bot bot, @Nullable Bot known, Map<String, IdBitmap> own, Map<String, Map<Long, Long>> single) {
        if (known == null) {
            ids(own, ZulipTables.USERS).addLong(bot.id());
            bot.recipient().ifPresent(ids(own, ZulipTables.RECIPIENTS)::addLong);
            return;
        }
        single.computeIfAbsent(ZulipTables.USERS, table -> new TreeMap<>()).put(bot.id(), known.id());
        bot.recipient()
                .ifPresent(id -> known.recipient()
                        .ifPresent(other -> single.computeIfAbsent(ZulipTables.RECIPIENTS, table -> new TreeMap<>())
                                .put(id, other)));
    }

    private static IdBitmap ids(Map<String, IdBitmap> own, String table) {
        return own.computeIfAbsent(table, name -> new IdBitmap());
    }

    private Map<Long, Long> clients(OriginServer server) {
        Map<Long, Long> mapped = new TreeMap<>();
        server.clients().forEach((id, name) -> {
            long given = clients.computeIfAbsent(name, unknown -> {
                if (!taken(ZulipTables.CLIENTS).contains(id)) {
                    return id;
                }
                reserve(ZulipTables.CLIENTS, Math.addExact(last.getOrDefault(ZulipTables.CLIENTS, 0L), 1));
                return last.get(ZulipTables.CLIENTS);
            });
            taken(ZulipTables.CLIENTS).addLong(given);
            mapped.put(id, given);
        });
        return mapped;
    }

    private void archive(
            ArchiveIds archive, Map<String, IdBitmap> own, Map<String, Long> add, Map<String, Map<Long, Long>> single) {
        NewIds ids = new NewIds(archive);
        for (String table : new TreeSet<>(own.keySet())) {
            IdBitmap invented = IdSegments.of(archive.of(table)).invented();
            boolean isFirst = invented.isEmpty();
            long addInvented = isFirst
                    ? 0
                    : move(
                            table,
                            invented,
                            taken(table).isEmpty() ? 0 : taken(table).last());
            ids.put(
                    table,
                    new ShiftedIds(
                            ids(own, table),
                            add.getOrDefault(table, 0L),
                            addInvented,
                            single.getOrDefault(table, Map.of()),
                            taken(table)));
        }
        all.add(ids);
    }

    /** The row "realm exported" that an export adds has no id of the server: 0, in any archive. */
    private void ownExports(NewIds ids) {
        if (!ids.survey().of(ZulipTables.AUDIT_LOG).contains(0)) {
            return;
        }
        ShiftedIds map = (ShiftedIds) ids.of(ZulipTables.AUDIT_LOG);
        long given = taken(ZulipTables.AUDIT_LOG).contains(0)
                ? Math.addExact(last.getOrDefault(ZulipTables.AUDIT_LOG, 0L), 1)
                : 0;
        reserve(ZulipTables.AUDIT_LOG, given);
        taken(ZulipTables.AUDIT_LOG).addLong(given);
        ids.put(
                ZulipTables.AUDIT_LOG,
                new ShiftedIds(map.own(), map.add(), map.addInvented(), Map.of(0L, given), map.taken()));
    }
}
