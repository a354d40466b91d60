/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.BundledIds;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;

/** Realms of two servers side by side: Zulip's own and the sample server, whose ids collide in every table. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class BundleIT {
    private static final List<String> REAL = List.of("zulip", "lear");
    private static final List<String> SAMPLE = List.of("acme", "orchard", "harbor");
    private static final Set<String> SHARED = Set.of("zerver_client", "zerver_userprofile_crossrealm");

    @AutoClose
    private EmbeddedServer server;

    private ExportedServer sample;
    private Path folder;
    private Path bundle;
    private BundledIds ids;

    /** Where a table of an archive stands: its rows by their ids. */
    private record Rows(Map<String, Map<Long, Map<String, Object>>> tables) {
        static Rows of(Path archive) throws IOException {
            Map<String, Map<Long, Map<String, Object>>> tables = new TreeMap<>();
            try (Stream<Path> files = Files.list(archive)) {
                for (Path file : files.filter(Rows::hasRows).sorted().toList()) {
                    Json.object(Json.read(file))
                            .forEach((table, rows) -> Json.objects(rows)
                                    .forEach(row -> tables.computeIfAbsent(table, name -> new TreeMap<>())
                                            .put((Long) row.getOrDefault("id", -1L), row)));
                }
            }
            return new Rows(tables);
        }

        private static boolean hasRows(Path file) {
            return String.valueOf(file.getFileName()).matches("(realm|attachment|analytics|messages-[0-9]+)\\.json");
        }

        Map<Long, Map<String, Object>> of(String table) {
            return tables.getOrDefault(table, Map.of());
        }
    }

    @BeforeAll
    void export(@TempDir Path temporary, SourceServer source) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        ExportedServer real = ExportedServer.ofZulip11(server, folder, REAL.toArray(String[]::new));
        sample = ExportedServer.ofSample(source, SAMPLE.toArray(String[]::new)).copy("bundled");
        for (String table : List.of("analytics_realmcount", "analytics_usercount", "zerver_onboardingusermessage")) {
            collide(real, table);
        }
        export(real, "runA");
        export(sample, "runB");
        bundle = folder.resolve("bundle");
        Ran ran = Merges.run(everything("runA", "runB"), bundle, "--bundle");
        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("5 realms of 2 servers of Zulip 11.0-dev+git are side by side in " + bundle);
        ids = BundledIds.read(bundle);
    }

    /** Gives rows of the sample server ids that rows of the other server have. */
    private void collide(ExportedServer real, String table) throws SQLException {
        long first = real.number("SELECT min(id) FROM zulip." + table + " WHERE realm_id IN (2, 5)");
        long own = sample.number("SELECT min(id) FROM zulip." + table + " WHERE realm_id > 1");
        sample.execute(
                "UPDATE zulip." + table + " SET id = id + 1000000",
                "UPDATE zulip." + table + " SET id = id - 1000000 + " + (first - own));
    }

    private void export(ExportedServer server, String run) {
        ExportOutcome outcome = server.export(folder.resolve(run));
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
    }

    /** What a shell makes of {@code runA/* runB/*}. */
    private List<Path> everything(String... runs) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String run : runs) {
            try (Stream<Path> content = Files.list(folder.resolve(run))) {
                content.filter(path -> !String.valueOf(path.getFileName()).startsWith("."))
                        .sorted()
                        .forEach(all::add);
            }
        }
        return all;
    }

    private Rows before(String realm) throws IOException {
        return Rows.of(folder.resolve(REAL.contains(realm) ? "runA" : "runB").resolve(realm));
    }

    private Rows after(String realm) throws IOException {
        return Rows.of(bundle.resolve(realm));
    }

    @Test
    void nothingIsWrongWithIt() {
        Ran ran = Ran.command(List.of("verify", bundle.toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        for (String realm : SAMPLE) {
            Ran alone = Ran.command(List.of("verify", bundle.resolve(realm).toString()));
            assertThat(alone.status()).as(alone.text()).isZero();
        }
    }

    @Test
    void theServersCollideInEveryTableAndTheBundleInNone() throws IOException {
        Map<String, Set<Long>> real = idsBefore(REAL);
        Map<String, Set<Long>> others = idsBefore(SAMPLE);
        Set<String> apart = new TreeSet<>();
        real.forEach((table, rows) -> {
            Set<Long> both = new HashSet<>(rows);
            both.retainAll(others.getOrDefault(table, Set.of()));
            if (both.isEmpty() && !rows.isEmpty() && others.containsKey(table)) {
                apart.add(table);
            }
        });
        assertThat(apart).as("tables without a collision").isEmpty();

        Map<String, Map<Long, String>> seen = new HashMap<>();
        for (String realm : Stream.concat(REAL.stream(), SAMPLE.stream()).toList()) {
            after(realm).tables().forEach((table, rows) -> {
                String name = table.equals("zerver_userprofile_mirrordummy") ? "zerver_userprofile" : table;
                rows.keySet().stream()
                        .filter(id -> !SHARED.contains(table))
                        .forEach(id -> assertThat(seen.computeIfAbsent(name, key -> new HashMap<>())
                                        .put(id, realm))
                                .as("%s %s of %s", table, id, realm)
                                .isNull());
            });
        }
    }

    private Map<String, Set<Long>> idsBefore(List<String> realms) throws IOException {
        Map<String, Set<Long>> found = new TreeMap<>();
        for (String realm : realms) {
            before(realm).tables().forEach((table, rows) -> {
                if (!rows.isEmpty()) {
                    found.computeIfAbsent(idsOf(table), key -> new TreeSet<>()).addAll(rows.keySet());
                }
            });
        }
        return found;
    }

    @Test
    void theArchivesOfTheFirstServerAreTheSameBytes() throws IOException {
        for (String realm : REAL) {
            Set<String> differences =
                    SameFiles.differences(folder.resolve("runA").resolve(realm), bundle.resolve(realm));
            differences.remove("realmferry.json");
            assertThat(differences).as(realm).isEmpty();
        }
    }

    @Test
    void theMapHasEveryRowAndEveryForeignKeyFollowsIt() throws IOException, SQLException {
        Map<String, String> keys = foreignKeys();
        for (String realm : Stream.concat(REAL.stream(), SAMPLE.stream()).toList()) {
            Rows before = before(realm);
            Rows after = after(realm);
            assertThat(after.tables().keySet()).isEqualTo(before.tables().keySet());
            before.tables().forEach((table, rows) -> {
                assertThat(after.of(table)).as("%s of %s", table, realm).hasSameSizeAs(rows);
                rows.forEach((id, row) -> {
                    Map<String, Object> other = after.of(table).getOrDefault(ids.of(realm, idsOf(table), id), Map.of());
                    assertThat(other).as("%s %s of %s", table, id, realm).isNotEmpty();
                    row.forEach((field, value) -> {
                        String target = keys.get(table.replaceFirst("_mirrordummy$", "") + "." + field);
                        if (target != null && value instanceof Long key) {
                            assertThat(other.get(field))
                                    .as("%s %s of %s: %s %s", table, id, realm, field, key)
                                    .isEqualTo(ids.of(realm, idsOf(target), key));
                        }
                    });
                });
            });
        }
    }

    private static String idsOf(String table) {
        return table.equals("zerver_namedusergroup")
                ? "zerver_usergroup"
                : table.replaceFirst("_(mirrordummy|crossrealm)$", "");
    }

    /** The foreign keys that the database has, by table and Django's name of the field. */
    private Map<String, String> foreignKeys() throws SQLException {
        Map<String, String> keys = new HashMap<>();
        for (String line :
                sample.texts("SELECT c.conrelid::regclass || '|' || a.attname || '|' || c.confrelid::regclass"
                        + " FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
                        + " WHERE c.contype = 'f'")) {
            String[] parts = line.replace("zulip.", "").split("\\|", -1);
            keys.put(parts[0] + "." + parts[1].replaceFirst("_id$", ""), parts[2]);
        }
        assertThat(keys).hasSizeGreaterThan(80).containsEntry("zerver_message.sender", "zerver_userprofile");
        return keys;
    }

    @Test
    void recipientsGroupsAndListsOfIdsFollow() throws IOException {
        Map<String, String> kinds = Map.of("1", "zerver_userprofile", "2", "zerver_stream", "3", "zerver_huddle");
        for (String realm : SAMPLE) {
            Rows before = before(realm);
            Rows after = after(realm);
            before.of("zerver_recipient")
                    .forEach((id, row) -> assertThat(after.of("zerver_recipient")
                                    .getOrDefault(ids.of(realm, "zerver_recipient", id), Map.of()))
                            .containsEntry(
                                    "type_id",
                                    ids.of(realm, String.valueOf(kinds.get(String.valueOf(row.get("type")))), (Long)
                                            row.getOrDefault("type_id", -1L))));
            before.of("zerver_attachment").forEach((id, row) -> {
                Map<String, Object> other =
                        after.of("zerver_attachment").getOrDefault(ids.of(realm, "zerver_attachment", id), Map.of());
                assertThat(other.get("messages"))
                        .isEqualTo(((List<?>) row.getOrDefault("messages", List.of()))
                                .stream()
                                        .map(message -> ids.of(realm, "zerver_message", (Long) message))
                                        .toList());
                long newRealm = ids.of(realm, "zerver_realm", (Long) row.getOrDefault("realm", -1L));
                assertThat(other.get("path_id"))
                        .isEqualTo(String.valueOf(row.get("path_id")).replaceFirst("^[0-9]+/", newRealm + "/"));
                assertThat(bundle.resolve(realm).resolve("uploads/" + other.get("path_id")))
                        .exists();
            });
        }
    }

    @Test
    void hashesOfGroupConversationsAreThoseOfTheNewIds() throws IOException {
        int groups = 0;
        for (String realm : SAMPLE) {
            Rows before = before(realm);
            Rows after = after(realm);
            for (Map.Entry<Long, Map<String, Object>> group :
                    before.of("zerver_huddle").entrySet()) {
                Map<String, Object> other = after.of("zerver_huddle")
                        .getOrDefault(ids.of(realm, "zerver_huddle", group.getKey()), Map.of());
                assertThat(other.get("huddle_hash"))
                        .isEqualTo(hash(after, other.get("recipient")))
                        .isNotEqualTo(group.getValue().get("huddle_hash"));
                groups++;
            }
        }
        assertThat(groups).isPositive();
    }

    private static String hash(Rows rows, @Nullable Object recipient) {
        String members = rows.of("zerver_subscription").values().stream()
                .filter(row -> Objects.equals(row.get("recipient"), recipient))
                .map(row -> (Long) row.getOrDefault("user_profile", -1L))
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        return sha1(members);
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void programsAndSystemBotsAreThereOnce() throws IOException {
        Map<String, Object> shared = Json.object(Json.read(bundle.resolve("cross-realm.json")));
        Map<String, Long> clients = new HashMap<>();
        Json.objects(shared.get("zerver_client"))
                .forEach(row -> assertThat(
                                clients.put(String.valueOf(row.get("name")), (Long) row.getOrDefault("id", -1L)))
                        .isNull());
        assertThat(new HashSet<>(clients.values())).hasSameSizeAs(clients.values());
        for (String realm : Stream.concat(REAL.stream(), SAMPLE.stream()).toList()) {
            after(realm)
                    .of("zerver_client")
                    .values()
                    .forEach(row -> assertThat(row).containsEntry("id", clients.get(String.valueOf(row.get("name")))));
            assertThat(List.copyOf(
                            after(realm).of("zerver_userprofile_crossrealm").values()))
                    .isEqualTo(List.copyOf(
                            before("zulip").of("zerver_userprofile_crossrealm").values()));
        }
        assertThat(Json.objects(shared.get("zerver_userprofile_crossrealm"))).hasSize(3);
    }
}
