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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.BundledIds;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.OlderServers;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.VerifiedArchives;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;

/** Realms of two servers of another release side by side, whose ids are all the same. */
@ExtendWith(OlderServers.Shared.class)
class OlderBundleIT {
    private static final Set<String> SHARED = Set.of("zerver_client", "zerver_userprofile_crossrealm");

    /** Releases in which a message asks for consent. */
    private static final Set<String> ASKED = Set.of("8.1", "5.7");

    private static final String FOLDERS = "zerver_channelfolder";
    private static final long FOLDER_CREATED = 901;
    private static final long FOLDER_CHANGED = 609;
    private static final Set<Long> FOLDER_EVENTS = Set.of(FOLDER_CREATED, 902L, 903L, 904L, FOLDER_CHANGED);

    private final OlderServers servers;

    private static int copies;

    @TempDir
    private Path folder;

    OlderBundleIT(OlderServers servers) {
        this.servers = servers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.1", "5.7", "1.4.3", "11.0", "12.0"})
    void realmsOfTwoServersHaveNoRowInCommon(String release) throws IOException, SQLException {
        ExportedServer one = servers.of(release);
        String realm = one.realms().get(0);
        ExportedServer other = another(one, release);
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
        if (ASKED.contains(release)) {
            Object message = Objects.requireNonNull(manifest(second).get("consent_message"));
            Object moved =
                    Objects.requireNonNull(manifest(bundle.resolve("other")).get("consent_message"));
            assertThat(content(bundle.resolve("other"), moved)).isNotEmpty().isEqualTo(content(second, message));
            assertThat(moved).isNotEqualTo(message);
        }
    }

    /** The same server again, its first realm under another name. */
    private static ExportedServer another(ExportedServer one, String release) throws SQLException {
        ExportedServer other = one.copy("bundled-" + release + "-" + ++copies);
        String name = release.equals("1.4.3") ? "domain" : "string_id";
        boolean unique = !Set.of("5.7", "1.4.3").contains(release);
        other.execute(
                "UPDATE zulip.zerver_realm SET " + name + " = 'other', date_created = date_created - interval '1 day'"
                        + (unique ? ", uuid = gen_random_uuid()" : "") + " WHERE " + name + " = '"
                        + one.realms().get(0) + "'");
        return other;
    }

    /** Of numbers within texts, and of one without a foreign key. */
    @Test
    void votesViewsAndRemindersFollowTheRowsThatTheyName() throws IOException, SQLException {
        ExportedServer one = servers.of("12.0");
        ExportedServer other = another(one, "12.0");
        long user = other.number("SELECT min(user_id) FROM zulip.zerver_navigationview v"
                + " JOIN zulip.zerver_userprofile u ON u.id = v.user_id WHERE u.realm_id = 2");
        long channel = other.number("SELECT min(id) FROM zulip.zerver_stream WHERE realm_id = 2");
        long message = other.number("SELECT min(message_id) FROM zulip.zerver_submessage s"
                + " JOIN zulip.zerver_message m ON m.id = s.message_id WHERE m.realm_id = 2");
        long reminder = other.number("SELECT min(id) FROM zulip.zerver_scheduledmessage WHERE realm_id = 2");
        long view = other.number("SELECT min(id) FROM zulip.zerver_navigationview WHERE user_id = " + user);
        long vote = other.number("SELECT max(id) FROM zulip.zerver_submessage WHERE message_id = " + message);
        other.execute(
                "UPDATE zulip.zerver_navigationview SET fragment = '" + view(channel, user, message) + "' WHERE id = "
                        + view,
                "UPDATE zulip.zerver_submessage SET content = '" + vote(user) + "' WHERE id = " + vote,
                "UPDATE zulip.zerver_scheduledmessage SET reminder_target_message_id = " + message + " WHERE id = "
                        + reminder);
        Path first = export(one, "first", "zulip", "12.0").resolve("zulip");
        Path second = export(other, "second", "other", "12.0").resolve("other");
        Path bundle = folder.resolve("bundle");

        Ran ran = Merges.run(List.of(first, second), bundle, "--bundle");

        assertThat(ran.status()).as(ran.text()).isZero();
        BundledIds ids = BundledIds.read(bundle);
        long newUser = ids.of("other", "zerver_userprofile", user);
        long newMessage = ids.of("other", "zerver_message", message);
        assertThat(newUser).isNotEqualTo(user);
        assertThat(newMessage).isNotEqualTo(message);
        ExportedArchive archive = ExportedArchive.read(bundle.resolve("other"));
        assertThat(row(archive, "zerver_navigationview", ids.of("other", "zerver_navigationview", view)))
                .containsEntry("fragment", view(ids.of("other", "zerver_stream", channel), newUser, newMessage));
        assertThat(row(archive, "zerver_submessage", ids.of("other", "zerver_submessage", vote)))
                .containsEntry("content", vote(newUser))
                .containsEntry("message", newMessage);
        assertThat(row(archive, "zerver_scheduledmessage", ids.of("other", "zerver_scheduledmessage", reminder)))
                .containsEntry("reminder_target_message_id", newMessage);
        assertFolders(ExportedArchive.read(second), archive, ids);
    }

    /** What the log says of folders, and of channels that went into one, names the folders of the bundle. */
    private static void assertFolders(ExportedArchive before, ExportedArchive after, BundledIds ids) {
        List<Map<String, Object>> events = before.rows("zerver_realmauditlog").stream()
                .filter(row -> FOLDER_EVENTS.contains(row.get("event_type")))
                .toList();
        assertThat(events).extracting(row -> row.get("event_type")).contains(FOLDER_CREATED, FOLDER_CHANGED);
        for (Map<String, Object> event : events) {
            Map<String, Object> moved =
                    row(after, "zerver_realmauditlog", ids.of("other", "zerver_realmauditlog", id(event)));
            if (event.get("modified_channel_folder") instanceof Long old) {
                assertThat(moved).containsEntry("modified_channel_folder", ids.of("other", FOLDERS, old));
            }
            if (Objects.equals(event.get("event_type"), FOLDER_CHANGED)) {
                long old = number(Json.object(event.get("extra_data")).get("2"));
                assertThat(Json.object(moved.get("extra_data"))).containsEntry("2", ids.of("other", FOLDERS, old));
                assertThat(old).isNotEqualTo(ids.of("other", FOLDERS, old));
            }
        }
    }

    private static String view(long channel, long user, long message) {
        return "narrow/channel/" + channel + "-x/sender/" + user + "/near/" + message;
    }

    /** For an option that somebody added, and for one of the poll's author. */
    private static String vote(long user) {
        return "[{\"type\":\"vote\",\"key\":\"" + user + ",1\",\"vote\":1},{\"type\":\"vote\",\"key\":\"canned,1\"}]";
    }

    private static long id(Map<String, Object> row) {
        return number(row.get("id"));
    }

    private static long number(@Nullable Object value) {
        return (Long) Objects.requireNonNull(value);
    }

    private static Map<String, Object> row(ExportedArchive archive, String table, long id) {
        return archive.rows(table).stream()
                .filter(row -> id(row) == id)
                .findFirst()
                .orElseThrow();
    }

    private Path export(ExportedServer server, String run, String realm, String release) {
        List<String> words = new ArrayList<>(List.of("--force"));
        if (ASKED.contains(release)) {
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
                Map<String, Object> tables = Json.object(Json.read(archive.resolve(file)));
                tables.remove("import_source");
                tables.forEach((table, rows) -> Json.objects(rows)
                        .forEach(row -> ids.computeIfAbsent(table.replace("_mirrordummy", ""), any -> new TreeSet<>())
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
