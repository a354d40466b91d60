/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.IdBitmap;
import org.realmferry.renumber.ArchiveIds.Bot;
import org.realmferry.schema.ZulipTables;

/**
 * Archives that can be of one server, as nothing of theirs collides: two realms of one have no id in common, and know the same
 * programs and system bots by the same ids. Those of a small server and of a later realm of another may do so by chance: where
 * manifests tell different servers, they never are of one.
 */
final class OriginServer {
    private static final Comparator<Boolean> TRUE_FIRST = Comparator.reverseOrder();

    private final List<ArchiveIds> archives = new ArrayList<>();
    private Optional<String> hash = Optional.empty();
    private final Map<String, IdBitmap> ids = new HashMap<>();
    private final Map<Long, String> clients = new TreeMap<>();
    private final Map<String, Bot> bots = new TreeMap<>();

    /** Puts archives together, servers in the order of their first archives. */
    static List<OriginServer> of(List<ArchiveIds> archives) {
        List<OriginServer> servers = new ArrayList<>();
        for (ArchiveIds archive : archives) {
            OriginServer server = servers.stream()
                    .filter(known -> known.canHave(archive))
                    .min(Comparator.comparing(known -> known.tellsSameAs(archive), TRUE_FIRST))
                    .orElseGet(() -> {
                        OriginServer another = new OriginServer();
                        servers.add(another);
                        return another;
                    });
            server.add(archive);
        }
        return servers;
    }

    private boolean canHave(ArchiveIds archive) {
        return !tellsOtherThan(archive)
                && knowsSameClients(archive.clients())
                && archive.bots().entrySet().stream().allMatch(bot -> isSame(bot.getValue(), bots.get(bot.getKey())))
                && archive.tables().stream()
                        .allMatch(table -> IdBitmap.intersection(rows(archive, table), ids(table))
                                .isEmpty());
    }

    private static Optional<String> hash(ArchiveIds archive) {
        return archive.input().manifest().flatMap(manifest -> manifest.head().server());
    }

    private boolean tellsOtherThan(ArchiveIds archive) {
        return hash.isPresent() && hash(archive).isPresent() && !tellsSameAs(archive);
    }

    private boolean tellsSameAs(ArchiveIds archive) {
        return hash.isPresent() && hash.equals(hash(archive));
    }

    private boolean knowsSameClients(Map<Long, String> known) {
        Map<String, Long> byName = new HashMap<>();
        clients.forEach((id, name) -> byName.put(name, id));
        return known.entrySet().stream()
                .allMatch(client ->
                        clients.getOrDefault(client.getKey(), client.getValue()).equals(client.getValue())
                                && byName.getOrDefault(client.getValue(), client.getKey())
                                        .equals(client.getKey()));
    }

    private static boolean isSame(Bot bot, @Nullable Bot known) {
        return known == null
                || (bot.id() == known.id()
                        && (bot.recipient().isEmpty()
                                || known.recipient().isEmpty()
                                || bot.recipient().equals(known.recipient())));
    }

    private void add(ArchiveIds archive) {
        archives.add(archive);
        hash = hash.or(() -> hash(archive));
        archive.tables().forEach(table -> ids(table).or(rows(archive, table)));
        clients.putAll(archive.clients());
        archive.bots()
                .forEach((role, bot) ->
                        bots.merge(role, bot, (old, other) -> old.recipient().isPresent() ? old : other));
    }

    /** The rows that the server gave ids of their own. */
    private static IdBitmap rows(ArchiveIds archive, String table) {
        if (table.equals(ZulipTables.CLIENTS)) {
            return new IdBitmap();
        }
        IdBitmap real = IdSegments.of(archive.of(table)).real();
        if (!table.equals(ZulipTables.AUDIT_LOG) || !real.contains(0)) {
            return real;
        }
        IdBitmap nonZero = real.copy();
        nonZero.removeLong(0);
        return nonZero;
    }

    private IdBitmap ids(String table) {
        return ids.computeIfAbsent(table, name -> new IdBitmap());
    }

    List<ArchiveIds> archives() {
        return archives;
    }

    /** The ids that the server gave, without those of programs. */
    IdBitmap of(String table) {
        return Objects.requireNonNullElse(ids.get(table), new IdBitmap());
    }

    Set<String> tables() {
        Set<String> tables = new HashSet<>(ids.keySet());
        tables.addAll(Set.of(ZulipTables.USERS, ZulipTables.RECIPIENTS, ZulipTables.CLIENTS, ZulipTables.REALMS));
        return tables;
    }

    Map<Long, String> clients() {
        return clients;
    }

    Map<String, Bot> bots() {
        return bots;
    }
}
