/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.OlderServers;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.VerifiedArchives;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;

/** Realms of two servers of an older release side by side, whose ids are all the same. */
@ExtendWith(OlderServers.Shared.class)
class OlderBundleIT {
    private static final Set<String> SHARED = Set.of("zerver_client", "zerver_userprofile_crossrealm");

    private final OlderServers servers;

    @TempDir
    private Path folder;

    OlderBundleIT(OlderServers servers) {
        this.servers = servers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.1", "5.7", "1.4.3"})
    void realmsOfTwoServersHaveNoRowInCommon(String release) throws IOException, SQLException {
        ExportedServer one = servers.of(release);
        String realm = one.realms().get(0);
        String name = release.equals("1.4.3") ? "domain" : "string_id";
        ExportedServer other = one.copy("bundled-" + release);
        other.execute(
                "UPDATE zulip.zerver_realm SET " + name + " = 'other', date_created = date_created - interval '1 day'"
                        + (release.equals("8.1") ? ", uuid = gen_random_uuid()" : "") + " WHERE " + name + " = '"
                        + realm + "'");
        Path first = export(one, "first", realm, release).resolve(realm);
        Path second = export(other, "second", "other", release).resolve("other");
        Path bundle = folder.resolve("bundle");

        Ran ran = Merges.run(List.of(first, second), bundle, "--bundle");

        assertThat(ran.status()).as(ran.text()).isZero();
        Set<String> differences = SameFiles.differences(first, bundle.resolve(realm));
        differences.remove("realmferry.json");
        assertThat(differences).isEmpty();
        assertThat(names(bundle.resolve("other"))).isEqualTo(names(second));
        Map<String, Set<String>> kept = ids(bundle.resolve(realm));
        Map<String, Set<String>> before = ids(second);
        ids(bundle.resolve("other")).forEach((table, ids) -> {
            assertThat(ids).as(table).hasSameSizeAs(before.get(table));
            if (!SHARED.contains(table)) {
                assertThat(ids).as(table).doesNotContainAnyElementsOf(kept.getOrDefault(table, Set.of()));
            }
        });
        assertThat(kinds(bundle.resolve("other"))).isEqualTo(kinds(second));
        assertThat(manifest(bundle.resolve("other")))
                .containsEntry("zulip_version", manifest(second).get("zulip_version"));
        if (!release.equals("1.4.3")) {
            Object message = Objects.requireNonNull(manifest(second).get("consent_message"));
            Object moved =
                    Objects.requireNonNull(manifest(bundle.resolve("other")).get("consent_message"));
            assertThat(content(bundle.resolve("other"), moved)).isNotEmpty().isEqualTo(content(second, message));
            assertThat(moved).isNotEqualTo(message);
        }
    }

    private Path export(ExportedServer server, String run, String realm, String release) {
        List<String> words = new ArrayList<>(List.of("--force"));
        if (!release.equals("1.4.3")) {
            String message = OlderServers.byConsent(release).get(3).replaceFirst(".*=", realm + "=");
            words.addAll(List.of("--mode", "consent", "--consent-message", message));
        }
        ExportOutcome outcome = new ExportedServer(
                        server.server(), server.database(), server.uploads(), server.salt(), List.of(realm))
                .export(folder.resolve(run), words.toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
        return folder.resolve(run);
    }

    private static Set<String> names(Path archive) throws IOException {
        try (Stream<Path> files = Files.list(archive)) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static Map<String, Object> manifest(Path archive) throws IOException {
        return Json.object(Json.read(archive.resolve("realmferry.json")));
    }

    /** The ids of rows by table; placeholders are users. */
    private static Map<String, Set<String>> ids(Path archive) throws IOException {
        Map<String, Set<String>> ids = new TreeMap<>();
        for (String file : names(archive)) {
            if (file.matches("(realm|attachment|analytics|messages-[0-9]+)\\.json")) {
                Json.object(Json.read(archive.resolve(file)))
                        .forEach((table, rows) -> Json.objects(rows)
                                .forEach(row -> ids.computeIfAbsent(
                                                table.replace("_mirrordummy", ""), any -> new TreeSet<>())
                                        .add(String.valueOf(row.get("id")))));
            }
        }
        return ids;
    }

    private static List<String> kinds(Path archive) {
        return VerifiedArchives.verify(archive).stream()
                .map(finding -> finding.get("kind") + " " + finding.get("table"))
                .sorted()
                .toList();
    }

    private static List<Object> content(Path archive, Object message) throws IOException {
        List<Object> contents = new ArrayList<>();
        for (String file : names(archive)) {
            if (file.matches("messages-[0-9]+\\.json")) {
                Json.objects(Json.object(Json.read(archive.resolve(file))).get("zerver_message")).stream()
                        .filter(row -> message.equals(row.get("id")))
                        .forEach(row -> contents.add(row.get("content")));
            }
        }
        return contents;
    }
}
