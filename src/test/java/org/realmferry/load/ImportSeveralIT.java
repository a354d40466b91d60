/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ImportFixture;
import org.realmferry.sample.RealServer;

/** Imports into a server that people use, and of several realms at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportSeveralIT {
    private static final String OTHER_REALM = "upgraded/zulip-8.1-to-11-dev/imported/zulip-full-as-verona";

    @AutoClose
    private EmbeddedServer server;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        server = EmbeddedServer.start();
    }

    @Test
    void realmsOfOneRunEqualThoseImportedAloneAndLeaveOthersAsTheyWere() throws Exception {
        RealServer source = RealServer.ofZulip11();
        ImportFixture.of("imports-11-dev/lear-full-as-learb").restore(server, "lear_alone");
        ImportFixture.of("imports-11-dev/zephyr-full-as-mitb").restore(server, "zephyr_alone");
        ImportFixture.of(OTHER_REALM).restore(server, "before");
        ImportFixture.of(OTHER_REALM).restore(server, "several");
        ImportedServer target = new ImportedServer(server, "several", folder);

        target.importAll(
                true,
                new TreeMap<>(Map.of(
                        "learb", source.unpackAny("lear-full", folder.resolve("lear")),
                        "mitb", source.unpackAny("zephyr-full", folder.resolve("zephyr")))));

        ChildProcess lear = target.compareWith("lear_alone", "learb", List.of());
        assertThat(lear.status()).as(lear.text()).isZero();
        ChildProcess zephyr = target.compareWith("zephyr_alone", "mitb", List.of());
        assertThat(zephyr.status()).as(zephyr.text()).isZero();
        ChildProcess other = ImportFixture.compare(server, "before", "several", "--realm", "verona");
        assertThat(other.status()).as(other.text()).isZero();
    }

    @Test
    void untilTheLastTransactionARealmIsDeactivatedAndNothingFallsDue() throws Exception {
        ImportFixture.of("upgraded/zulip-11-dev-to-12-dev/imported/zulip-full-as-verona")
                .restore(server, "held");
        ImportedServer target = new ImportedServer(server, "held", folder.resolve("held"));
        String state = "SELECT r.deactivated, r.message_retention_days,"
                + " (SELECT max(message_retention_days) FROM zulip.zerver_stream s WHERE s.realm_id = r.id),"
                + " (SELECT count(*) FROM zulip.zerver_scheduledmessage m WHERE m.realm_id = r.id)"
                + " FROM zulip.zerver_realm r WHERE string_id = 'lear'";
        List<List<String>> seen = new ArrayList<>();
        FailingTarget looking = new FailingTarget((number, commit) -> {
            synchronized (seen) {
                seen.addAll(look(target, state));
            }
            commit.run();
        });

        target.importAll(
                false,
                ImportedServer.realm(
                        "lear", RealServer.ofZulip("12-dev").unpackAny("lear-full", folder.resolve("lear12"))),
                looking::around);

        assertThat(seen).hasSizeGreaterThan(5).containsOnly(List.of("t", "-1", "-1", "0"));
        assertThat(target.rows(state)).containsExactly(List.of("f", "100", "30", "7"));
    }

    private static List<List<String>> look(ImportedServer target, String query) {
        try {
            return target.rows(query);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
