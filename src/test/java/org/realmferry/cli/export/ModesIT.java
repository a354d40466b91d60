/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;

/** Values of those who don't consent: derived, so that they are the same each time, and don't tell what they hide. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class ModesIT {
    private static final int NOBODY = 4;

    private final SourceServer sample;

    private ExportedServer source;

    /** Users of acme who show their address to nobody; the address that others see is the true one of the last. */
    private long hidden;

    private long careless;

    @TempDir
    private Path folder;

    ModesIT(SourceServer sample) {
        this.sample = sample;
    }

    @BeforeAll
    void hideAddresses() throws SQLException {
        source = ExportedServer.ofSample(sample, "acme").copy("hidden");
        List<Long> people = source.numbers(
                "SELECT id FROM zulip.zerver_userprofile WHERE realm_id = 2"
                        + " AND is_active AND NOT is_bot AND NOT allow_private_data_export AND avatar_source = 'U' ORDER BY id");
        hidden = people.get(0);
        careless = people.get(1);
        source.execute(
                "UPDATE zulip.zerver_userprofile SET email_address_visibility = " + NOBODY + " WHERE id IN (" + hidden
                        + ", " + careless + ")",
                "UPDATE zulip.zerver_userprofile SET email = 'user' || id || '@zulip.example.com' WHERE id = " + hidden,
                "UPDATE zulip.zerver_userprofile SET email = delivery_email WHERE id = " + careless,
                "UPDATE zulip.zerver_attachment SET owner_id = " + careless + " WHERE realm_id = 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"consent", "public"})
    void twoExportsAreTheSameBytes(String mode) throws IOException {
        Path one = export(source, "one", "--mode", mode, "--jobs", "1");
        Path other = export(source, "other", "--mode", mode, "--jobs", "4");

        assertThat(SameFiles.differences(one, other)).isEmpty();
    }

    @Test
    void aColourIsTheSameInEachMode() throws IOException {
        Map<Long, Object> publicOnes = colors(export(source, "public", "--mode", "public"));
        Map<Long, Object> full = colors(export(source, "full"));
        Map<Long, Object> consent = colors(export(source, "consent", "--mode", "consent"));

        assertThat(full.keySet()).containsAll(publicOnes.keySet());
        publicOnes.forEach((id, color) ->
                assertThat(List.of(color, full.getOrDefault(id, ""))).contains(consent.getOrDefault(id, "")));
        assertThat(new TreeSet<>(
                        publicOnes.values().stream().map(String::valueOf).toList()))
                .hasSizeBetween(10, 24)
                .allMatch(color -> color.matches("#[0-9a-f]{6}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"consent", "public"})
    void anAddressThatNobodySeesIsNowhereInTheArchive(String mode) throws IOException, SQLException {
        Path archive = export(source, "run", "--mode", mode);

        assertThat(Folders.files(archive.resolve("uploads"))).hasSizeGreaterThan(1);
        for (long user : List.of(hidden, careless)) {
            String address = source.texts("SELECT delivery_email FROM zulip.zerver_userprofile WHERE id = " + user)
                    .get(0);
            for (Path file : Folders.files(archive)) {
                if (file.toString().endsWith(".json")) {
                    assertThat(Files.readString(file)).as(file.toString()).doesNotContain("\"" + address + "\"");
                }
            }
        }
        assertThat(user(archive, hidden))
                .containsEntry("email", "user" + hidden + "@zulip.example.com")
                .hasEntrySatisfying(
                        "delivery_email",
                        address -> assertThat(String.valueOf(address))
                                .matches("exported-user-[0-9a-f]{32}@zulip\\.example\\.com"));
        Map<String, Object> dummy = user(archive, careless);
        assertThat(dummy)
                .containsEntry("email", dummy.get("delivery_email"))
                .hasEntrySatisfying(
                        "email",
                        address -> assertThat(String.valueOf(address))
                                .matches("exported-user-[0-9a-f]{32}@zulip\\.invalid"));
        assertThat(recordedAddresses(archive, careless)).containsOnly(dummy.get("email"));
    }

    @Test
    void aDummyAddressComesFromNothingButTheUsersSecret() throws IOException, SQLException {
        ExportedServer moved = source.copy("moved");
        Path before = export(moved, "before", "--mode", "public");
        moved.execute("UPDATE zulip.zerver_userprofile SET delivery_email = 'new' || id || '@else.example.org',"
                + " full_name = 'Somebody' WHERE id = " + hidden);
        Path after = export(moved, "after", "--mode", "public");
        moved.execute("UPDATE zulip.zerver_userprofile SET uuid = gen_random_uuid() WHERE id = " + hidden);
        Path renewed = export(moved, "renewed", "--mode", "public");

        Object dummy = user(before, hidden).get("delivery_email");
        assertThat(user(after, hidden)).containsEntry("delivery_email", dummy);
        assertThat(user(renewed, hidden).get("delivery_email")).isNotEqualTo(dummy);
    }

    @Test
    void aBotWhoseOwnerIsInAnotherRealmHasNone() throws IOException, SQLException {
        ExportedServer stranger = source.copy("stranger");
        long bot = stranger.numbers("SELECT min(id) FROM zulip.zerver_userprofile WHERE realm_id = 2 AND is_bot")
                .get(0);
        stranger.execute("UPDATE zulip.zerver_userprofile SET bot_owner_id ="
                + " (SELECT min(id) FROM zulip.zerver_userprofile WHERE realm_id = 3) WHERE id = " + bot);

        assertThat(user(export(stranger, "full"), bot)).containsEntry("bot_owner", null);
    }

    @ParameterizedTest
    @CsvSource({"--mode, consent", "--mode, public", "--unapproved, placeholder", "--unapproved, omit"})
    void aDryRunCountsWhatTheExportThenWrites(String option, String value) throws IOException, SQLException {
        Path list = source.writeApprovals(
                folder.resolve("approvals.csv"),
                source.users("acme").stream().filter(user -> user % 3 != 0).toList());
        List<String> options = option.equals("--mode")
                ? List.of(option, value)
                : List.of("--approvals", list.toString(), option, value);

        ExportOutcome dry = source.export(
                folder.resolve("dry"),
                Stream.concat(options.stream(), Stream.of("--dry-run", "--json", "--force"))
                        .toArray(String[]::new));
        Path archive = export(
                source,
                "run",
                Stream.concat(options.stream(), Stream.of("--force")).toArray(String[]::new));

        Map<String, Object> estimate = Json.object(Json.parse(dry.text()
                .lines()
                .filter(line -> line.contains("\"estimate\""))
                .findFirst()
                .orElseThrow()));
        Map<String, Object> rows = new TreeMap<>(Json.object(
                Json.object(Json.read(archive.resolve("realmferry.json"))).get("rows")));
        assertThat(rows.remove("records")).isEqualTo(estimate.get("files"));
        assertThat(new TreeMap<>(Json.object(estimate.get("rows")))).isEqualTo(rows);
    }

    private Path export(ExportedServer from, String name, String... options) {
        ExportOutcome outcome = from.export(folder.resolve(name), options);
        assertThat(outcome.status()).as(outcome.text()).isZero();
        return folder.resolve(name).resolve("acme");
    }

    private static Map<Long, Object> colors(Path archive) throws IOException {
        Map<Long, Object> colors = new TreeMap<>();
        ExportedArchive.read(archive)
                .rows("zerver_subscription")
                .forEach(row -> colors.put(ExportedArchive.number(row.get("id")), String.valueOf(row.get("color"))));
        return colors;
    }

    private static Map<String, Object> user(Path archive, long id) throws IOException {
        ExportedArchive rows = ExportedArchive.read(archive);
        return Stream.of("zerver_userprofile", "zerver_userprofile_mirrordummy")
                .flatMap(table -> rows.rows(table).stream())
                .filter(row -> ExportedArchive.number(row.get("id")) == id)
                .findFirst()
                .orElseThrow();
    }

    /** What the records of a user's files say of the user's address. */
    private static List<Object> recordedAddresses(Path archive, long user) throws IOException {
        List<Object> addresses = new ArrayList<>();
        for (String set : List.of("uploads", "avatars")) {
            Json.objects(Json.read(archive.resolve(set).resolve("records.json"))).stream()
                    .filter(record -> ExportedArchive.number(record.get("user_profile_id")) == user)
                    .forEach(record -> addresses.add(record.get("user_profile_email")));
        }
        return addresses;
    }
}
