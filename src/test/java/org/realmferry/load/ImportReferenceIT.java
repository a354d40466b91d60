/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.ImportFixture;
import org.realmferry.sample.RealServer;

/** Zulip's own import of its archives, beside ours of the same archive and of our own one of the realm. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportReferenceIT {
    private static final String LEAR_11 = "imports-11-dev/lear-full-as-learb";
    private static final String PUBLIC_11 = "imports-11-dev/lear-public-as-learp";
    private static final String ZEPHYR_11 = "imports-11-dev/zephyr-full-as-mitb";
    private static final String LEAR_12 = "imports-12-dev/lear-full-as-lear";
    private static final String UPGRADED = "upgraded/zulip-11-dev-to-12-dev";

    /** The server of 8.1's reference has billing, which limits new realms. */
    private static final String[] WITH_BILLING = Stream.of(
                    "max_invites", "message_visibility_limit", "upload_quota_gb", "plan_type")
            .flatMap(column -> Stream.of("--ignore", "zerver_realm." + column))
            .toArray(String[]::new);

    private static final String AS_WITH_BILLING = "UPDATE zulip.zerver_realmauditlog"
            + " SET extra_data = jsonb_set(extra_data, '{new_value}', '2') WHERE event_type = 204 AND realm_id ="
            + " (SELECT id FROM zulip.zerver_realm WHERE string_id = 'lear2')";

    /** Zulip 8.1 exports neither the recipients nor the subscriptions of mirror dummies, which our archives have. */
    private static final String[] WITHOUT_DUMMYS_RECIPIENT = {
        "CREATE TEMPORARY TABLE dummy AS SELECT u.id, recipient_id FROM zulip.zerver_userprofile u JOIN zulip.zerver_realm r"
                + " ON r.id = u.realm_id WHERE r.string_id = 'lear2' AND delivery_email = 'dummy@lear.org'",
        "DELETE FROM zulip.zerver_subscription WHERE recipient_id IN (SELECT recipient_id FROM dummy)",
        "UPDATE zulip.zerver_userprofile SET recipient_id = NULL WHERE id IN (SELECT id FROM dummy)",
        "DELETE FROM zulip.zerver_recipient WHERE id IN (SELECT recipient_id FROM dummy)"
    };

    /** A channel with a rendered description of an earlier text, which Zulip's importer renders again. */
    private static final String RENDERED_AGAIN = "UPDATE zulip.zerver_stream SET rendered_description ="
            + " '<p>' || description || '</p>' WHERE name = 'Verona'";

    @AutoClose
    private EmbeddedServer server;

    private Path folder;

    private final Set<String> databases = new HashSet<>();

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        server = EmbeddedServer.start();
    }

    @ParameterizedTest
    @CsvSource({
        "zulip-11-dev, lear, full, " + LEAR_11 + ", " + ZEPHYR_11,
        "zulip-11-dev, lear, public, " + PUBLIC_11 + ", " + ZEPHYR_11,
        "zulip-11-dev, zephyr, full, " + ZEPHYR_11 + ", " + LEAR_11,
        "zulip-12-dev, lear, full, " + LEAR_12 + ", " + UPGRADED + "/imported/zulip-full-as-verona",
        UPGRADED + ", zulip, full, " + UPGRADED + "/imported/zulip-full-as-verona, " + LEAR_12,
        UPGRADED + ", lear, full, " + UPGRADED + "/imported/lear-full-as-lear, " + UPGRADED
                + "/imported/zulip-full-as-verona",
    })
    void anImportOfZulipsArchiveIsZulips(String fixture, String realm, String mode, String reference, String before)
            throws Exception {
        Path archive = RealServer.in(fixture).unpackAny(realm + "-" + mode, temporary(reference, "archive"));

        assertSame(reference, imported(reference, before, "zulips", archive));
    }

    @ParameterizedTest
    @CsvSource({
        "zulip-11-dev, lear, full, " + LEAR_11 + ", " + ZEPHYR_11,
        "zulip-11-dev, lear, public, " + PUBLIC_11 + ", " + ZEPHYR_11,
        "zulip-11-dev, zephyr, full, " + ZEPHYR_11 + ", " + LEAR_11,
        "zulip-12-dev, lear, full, " + LEAR_12 + ", " + UPGRADED + "/imported/zulip-full-as-verona",
        UPGRADED + ", zulip, full, " + UPGRADED + "/imported/zulip-full-as-verona, " + LEAR_12,
    })
    void anImportOfOurArchiveIsZulips(String fixture, String realm, String mode, String reference, String before)
            throws Exception {
        Path archive = export(RealServer.in(fixture), realm, mode, temporary(reference, "run"));

        ImportedServer target = imported(reference, before, "ours", archive);

        // Colours and hidden addresses are drawn at random by each export that hides some.
        assertSame(
                reference,
                target,
                mode.equals("full")
                        ? new String[0]
                        : new String[] {
                            "--ignore", "zerver_subscription.color", "--ignore", "zerver_userprofile.delivery_email"
                        });
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anImportIntoZulip8IsZulips(boolean ours) throws Exception {
        String reference = "imports-8.1/lear-full-as-lear2";
        RealServer source = RealServer.ofZulip("8.1");
        Path archive = ours
                ? export(source, "lear", "full", temporary(reference, "run"))
                : source.unpackAny("lear-full", temporary(reference, "archive"));
        String database = name(reference, ours ? "ours" : "zulips");
        source.restore(server, database);
        ImportedServer target = new ImportedServer(server, database, temporary(reference, database));
        // A server takes no second realm of one uuid.
        target.execute("UPDATE zulip.zerver_realm SET uuid = gen_random_uuid()");

        target.importAll(true, ImportedServer.realm("lear2", archive));

        target.execute(AS_WITH_BILLING);
        if (ours) {
            target.execute(WITHOUT_DUMMYS_RECIPIENT);
        }
        assertSame(reference, target, WITH_BILLING);
    }

    private ImportedServer imported(String reference, String before, String kind, Path archive) throws Exception {
        String database = name(reference, kind);
        ImportFixture.of(before).restore(server, database);
        ImportedServer target = new ImportedServer(server, database, temporary(reference, database));
        target.importAll(true, ImportedServer.realm(subdomain(reference), archive));
        target.execute(RENDERED_AGAIN);
        return target;
    }

    private void assertSame(String reference, ImportedServer target, String... options) throws Exception {
        String expected = name(reference, "reference");
        if (databases.add(expected)) {
            ImportFixture.of(reference).restore(server, expected);
        }
        ChildProcess compared = target.compareWith(expected, subdomain(reference), List.of(options));
        assertThat(compared.status()).as(compared.text()).isZero();
    }

    private Path export(RealServer source, String realm, String mode, Path output) throws IOException, SQLException {
        String database = "source" + source.folder().getFileName();
        ExportedServer exported = !databases.add(database)
                ? new ExportedServer(
                        server,
                        database,
                        folder.resolve(database + "-uploads"),
                        folder.resolve(database + "-salt"),
                        List.of(realm))
                : ExportedServer.of(source, server, database, folder, List.of(realm));
        ExportOutcome outcome = mode.equals("full") ? exported.export(output) : exported.export(output, "--mode", mode);
        assertThat(outcome.status()).as(outcome.text()).isZero();
        return output.resolve(realm);
    }

    private Path temporary(String reference, String part) {
        return folder.resolve(name(reference, part));
    }

    private static String name(String reference, String kind) {
        return reference.replaceAll("^upgraded/zulip-|imported/", "").replaceAll("[^0-9a-z]", "_") + "_" + kind;
    }

    private static String subdomain(String reference) {
        return reference.replaceFirst(".*-as-", "");
    }
}
