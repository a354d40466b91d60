/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.SameFiles;
import org.realmferry.extract.ArchiveContents;
import org.realmferry.extract.ArchiveReferences;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/** Our exports of a real server in the modes {@code consent} and {@code public}, beside those of Zulip itself. */
@TestInstance(Lifecycle.PER_CLASS)
class ModesReferenceIT {
    private static final String DUMMY_ADDRESS = "exported-user-[0-9a-f]{32}@";

    @AutoClose
    private EmbeddedServer server;

    private ExportedServer source;
    private RealServer real;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        real = RealServer.ofZulip11();
        server = EmbeddedServer.start();
        source = ExportedServer.ofZulip11(server, folder, "zulip", "lear", "zephyr", "analytics");
        for (String mode : List.of("consent", "public")) {
            // Nobody of analytics consents.
            ExportOutcome outcome = source.export(folder.resolve(mode), "--mode", mode, "--force");
            assertThat(outcome.status()).as(outcome.text()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"zulip, consent", "zulip, public", "lear, consent", "lear, public", "zephyr, consent", "zephyr, public"
    })
    void anArchiveEqualsZulipsOwnButForWhatZulipDrawsAtRandom(String realm, String mode) throws IOException {
        ChildProcess comparison = compare(realm, mode);

        assertThat(comparison.text()).contains("reference rows compared, 0 differences");
        assertThat(comparison.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"consent", "public"})
    void theFirstExportOfARealmHasTheRowThatZulipsImporterAsksFor(String mode) throws IOException {
        ChildProcess comparison = compare("analytics", mode);

        assertThat(comparison.text().lines().toList())
                .hasSize(2)
                .first()
                .isEqualTo("extra row: realm.json: zerver_realmauditlog id 0");
        assertThat(comparison.status()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"zulip, consent", "zulip, public", "lear, consent", "lear, public", "zephyr, consent", "zephyr, public"
    })
    void onlyWhatZulipDrawsAtRandomIsAnother(String realm, String mode) throws IOException {
        ExportedArchive ours = ours(realm, mode);
        ExportedArchive zulips =
                ExportedArchive.read(real.unpackExport(realm, mode, folder.resolve("zulips-" + realm + "-" + mode)));
        List<Long> consenting = consenting(zulips.root());

        Map<Object, Map<String, Object>> subscriptions = byId(zulips.rows("zerver_subscription"));
        assertThat(ours.rows("zerver_subscription"))
                .filteredOn(row -> consenting.contains(row.get("user_profile")))
                .allSatisfy(row -> assertThat(row).containsEntry("color", color(subscriptions, row)));
        Map<Object, Map<String, Object>> users = byId(users(zulips));
        assertThat(users(ours)).isNotEmpty().allSatisfy(row -> {
            String expected = text(Objects.requireNonNull(users.get(row.get("id"))), "delivery_email");
            String domain = expected.substring(expected.indexOf('@') + 1);
            if (expected.startsWith("exported-user-")) {
                assertThat(text(row, "delivery_email")).matches(DUMMY_ADDRESS + domain);
            } else {
                assertThat(text(row, "delivery_email")).isEqualTo(expected);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"zulip", "lear", "zephyr", "analytics"})
    void thoseWhoConsentAreTheOnesWhoSayTheyDo(String realm) throws IOException {
        Path zulips = real.unpackExport(realm, "consent", folder.resolve("consent-of-" + realm));

        assertThat(consenting(ours(realm, "consent").root()))
                .isSorted()
                .containsExactlyInAnyOrderElementsOf(consenting(zulips));
        assertThat(folder.resolve("public").resolve(realm).resolve("consented_user_ids.json"))
                .doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"zulip, consent", "zulip, public", "lear, consent", "lear, public", "zephyr, consent", "zephyr, public"
    })
    void everyReferenceOfAnArchiveLeadsToARowOfIt(String realm, String mode) throws IOException {
        ExportedArchive archive = ours(realm, mode);

        assertThat(ArchiveReferences.check(archive).problems()).isEmpty();
        assertThat(ArchiveContents.problems(archive)).isEmpty();
    }

    @Test
    void aListOfThoseWhoConsentGivesTheSameArchives() throws IOException, SQLException {
        List<Long> consenting = new ArrayList<>();
        for (String realm : source.realms()) {
            consenting.addAll(consenting(folder.resolve("consent").resolve(realm)));
        }
        Path list = source.writeApprovals(folder.resolve("approvals.csv"), consenting);

        ExportOutcome outcome =
                source.export(folder.resolve("approvals"), "--approvals", list.toString(), "--force", "--jobs", "1");

        assertThat(outcome.status()).as(outcome.text()).isZero();
        assertThat(consenting).isNotEmpty();
        for (String realm : source.realms()) {
            assertThat(SameFiles.differences(
                            folder.resolve("consent").resolve(realm),
                            folder.resolve("approvals").resolve(realm)))
                    .containsExactly("realmferry.json");
        }
    }

    private ExportedArchive ours(String realm, String mode) throws IOException {
        return ExportedArchive.read(folder.resolve(mode).resolve(realm));
    }

    /** The content of {@code consented_user_ids.json}; nobody where there is none. */
    private static List<Long> consenting(Path archive) throws IOException {
        Path file = archive.resolve("consented_user_ids.json");
        return file.toFile().exists() ? ExportedArchive.numbers(Json.read(file)) : List.of();
    }

    private static List<Map<String, Object>> users(ExportedArchive archive) {
        return Stream.of("zerver_userprofile", "zerver_userprofile_mirrordummy")
                .flatMap(table -> archive.rows(table).stream())
                .toList();
    }

    private static Map<Object, Map<String, Object>> byId(List<Map<String, Object>> rows) {
        Map<Object, Map<String, Object>> byId = new HashMap<>();
        rows.forEach(row -> byId.put(Objects.requireNonNull(row.get("id")), row));
        return byId;
    }

    private static Object color(Map<Object, Map<String, Object>> rows, Map<String, Object> row) {
        return Objects.requireNonNull(
                Objects.requireNonNull(rows.get(row.get("id"))).get("color"));
    }

    private static String text(Map<String, Object> row, String field) {
        return String.valueOf(row.get(field));
    }

    /** Leaves out what Zulip draws at random. */
    private ChildProcess compare(String realm, String mode) throws IOException {
        return real.compare(
                real.export(realm, mode),
                folder.resolve(mode).resolve(realm),
                "zerver_subscription.color",
                "zerver_userprofile.delivery_email",
                "zerver_userprofile_mirrordummy.delivery_email");
    }
}
