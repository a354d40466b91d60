/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.AuditedExports;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.extract.ArchiveReferences;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/** Our exports of a server of Zulip 12.0-dev beside those that Zulip itself made of it. */
@TestInstance(Lifecycle.PER_CLASS)
class Zulip12ReferenceIT {
    /** What Zulip draws at random where somebody doesn't consent. */
    private static final List<String> AT_RANDOM = List.of(
            "zerver_subscription.color",
            "zerver_userprofile.delivery_email",
            "zerver_userprofile_mirrordummy.delivery_email");

    /** Where we are stricter than Zulip. */
    private static final List<String> TOKENS =
            List.of("zerver_userprofile.third_party_api_state", "zerver_userprofile_mirrordummy.third_party_api_state");

    @AutoClose
    private EmbeddedServer server;

    private RealServer real;
    private ExportedServer source;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        real = RealServer.ofZulip("12-dev");
        server = EmbeddedServer.start();
        source = ExportedServer.of(real, server, "twelve", folder, List.of("zulip", "lear", "zephyr"));
        for (String mode : List.of("full", "consent", "public")) {
            ExportOutcome outcome = source.export(
                    folder.resolve(mode),
                    "--mode",
                    mode,
                    "--user",
                    "zulip:aaron@zulip.com",
                    "--user",
                    "lear:cordelia@zulip.com");
            assertThat(outcome.status()).as(outcome.text()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "zulip, full",
        "zulip, consent",
        "zulip, public",
        "lear, full",
        "lear, consent",
        "lear, public",
        "zephyr, full",
        "zephyr, consent",
        "zephyr, public"
    })
    void anArchiveEqualsZulipsOwnExport(String realm, String mode) throws IOException {
        List<String> options = new ArrayList<>();
        if (!mode.equals("full")) {
            AT_RANDOM.forEach(field -> options.addAll(List.of("--ignore-field", field)));
            TOKENS.forEach(field -> options.addAll(List.of("--ignore-field", field)));
        }
        ChildProcess comparison = real.compareWith(real.export(realm, mode), archive(realm, mode), options);

        assertThat(comparison.text()).contains("reference rows compared, 0 differences");
    }

    @ParameterizedTest
    @CsvSource({"zulip, aaron", "lear, cordelia"})
    void asSingleUsersArchiveEqualsZulipsOwnExport(String realm, String name) throws IOException {
        Path archive = folder.resolve("full").resolve("users").resolve(realm).resolve(name + "@zulip.com");
        ChildProcess comparison = real.compareWith(real.userExport(realm, name), archive, List.of());

        assertThat(comparison.text()).contains("reference rows compared, 0 differences");
    }

    @ParameterizedTest
    @CsvSource({"zulip, full", "zulip, consent", "zulip, public", "zephyr, full", "zephyr, consent", "lear, public"})
    void everyReferenceLeadsToARow(String realm, String mode) throws IOException {
        ExportedArchive archive = ExportedArchive.read(archive(realm, mode));

        assertThat(ArchiveReferences.check(archive).problems()).isEmpty();
    }

    @Test
    void tokensOfVideoServicesLeaveOnlyOfThoseWhoConsent() throws IOException {
        assertThat(tokens("full")).isPositive();
        assertThat(tokens("consent")).isLessThan(tokens("full"));
        assertThat(tokens("public")).isZero();
    }

    private long tokens(String mode) throws IOException {
        return ExportedArchive.read(archive("zulip", mode)).rows("zerver_userprofile").stream()
                .filter(row -> !Map.of().equals(row.get("third_party_api_state")))
                .count();
    }

    @ParameterizedTest
    @CsvSource({"full", "consent", "public"})
    void aVerificationFindsNothing(String mode) {
        Ran ran = Ran.command(List.of("verify", folder.resolve(mode).toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"zulip, consent", "zulip, public", "lear, consent", "zephyr, consent", "zephyr, public"})
    void anAuditFindsNothing(String realm, String mode) {
        Ran ran = Ran.command(List.of("audit", archive(realm, mode).toString(), "--mode", mode));

        assertThat(ran.status()).as(ran.text()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"zulip", "lear", "zephyr"})
    void aComparisonWithTheServerFindsNothing(String realm) {
        Ran ran = Ran.command(
                List.of("verify", archive(realm, "full").toString(), "--against", server.uri(source.database())));

        assertThat(ran.status()).as(ran.text()).isZero();
    }

    @Test
    void anAuditTellsOfTokensInZulipsOwn() throws IOException {
        Path zulips = real.unpackExport("zulip", "public", folder.resolve("zulips-public"));

        Ran ran = Ran.command(List.of("audit", zulips.toString(), "--mode", "public"));

        assertThat(ran.status()).as(ran.text()).isOne();
        assertThat(ran.text()).contains("third_party_api_state has a token, but the user is not approved");
    }

    @ParameterizedTest
    @CsvSource({"zulip", "lear"})
    void aMergeOfZulipsOwnWithOursIsZulips(String realm) throws IOException {
        Path zulips = real.unpackExport(realm, "consent", folder.resolve("zulips-consent-" + realm));
        Path merged = folder.resolve("merged-" + realm);

        Ran ran = Ran.command(
                List.of("merge", archive(realm, "full").toString(), zulips.toString(), "--output", merged.toString()));

        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        ChildProcess comparison = real.compareWith(real.export(realm, "full"), merged.resolve(realm), List.of());
        assertThat(comparison.text()).contains("reference rows compared, 0 differences");
    }

    /** Zulip 12 writes no list of them. A mirror dummy can't be told from somebody who became one. */
    @ParameterizedTest
    @CsvSource({"zulip", "lear", "zephyr"})
    void whoConsentsIsKnownOfZulipsOwn(String realm) throws IOException {
        Path zulips = real.unpackExport(realm, "consent", folder.resolve("listless-" + realm));
        Path merged = folder.resolve("alone-" + realm);
        Set<Long> ours = consented(archive(realm, "consent"));
        ours.removeAll(ExportedArchive.read(archive(realm, "consent")).ids("zerver_userprofile_mirrordummy"));

        Ran ran = Merges.run(List.of(zulips), merged);

        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        assertThat(ours).isNotEmpty();
        assertThat(consented(merged.resolve(realm))).isEqualTo(ours);
    }

    private static Set<Long> consented(Path archive) throws IOException {
        return AuditedExports.consented(archive);
    }

    @Test
    void anArchiveSaysThatItIsZulips() throws IOException {
        assertThat(Json.object(Json.read(archive("lear", "full").resolve("realm.json"))))
                .containsEntry("import_source", "zulip");
        assertThat(Json.object(Json.object(Json.read(archive("lear", "full").resolve("stats.json")))
                        .get("realm")))
                .containsEntry("import_source", 5L);
    }

    private Path archive(String realm, String mode) {
        return folder.resolve(mode).resolve(realm);
    }
}
