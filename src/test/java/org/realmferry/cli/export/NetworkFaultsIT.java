/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.SameFiles;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.TcpProxy;
import org.realmferry.sample.TcpProxy.Fate;
import org.realmferry.sample.TcpProxy.Kind;

/** Whatever becomes of the connections to the database: an export ends well by itself, or goes on later. */
@TestInstance(Lifecycle.PER_CLASS)
class NetworkFaultsIT {
    private static final int MESSAGES = 12_000;
    private static final long SEED = 5;
    private static final int MOST_BYTES = 600_000;

    @AutoClose
    private EmbeddedServer server;

    private ExportedServer source;
    private Path undisturbed;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        source = ExportedServer.ofSample(server, folder, MESSAGES, SEED, "acme", "orchard");
        undisturbed = folder.resolve("undisturbed");
        assertThat(export(server.port(), undisturbed).status()).isZero();
    }

    @Test
    void connectionsThatAreCutAgainAndAgainAreOpenedAgain() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        try (TcpProxy proxy = proxy(n -> n < 40 ? new Fate(Kind.CUT, random.nextLong(MOST_BYTES)) : Fate.LIVE)) {
            Path target = folder.resolve("cut");

            ExportOutcome outcome = export(proxy.port(), target);

            assertThat(outcome.text()).contains("Retrying in 1 s (1 of 30)", "Finished work is kept.");
            assertWhole(outcome, target);
            assertThat(proxy.connections()).isGreaterThan(40);
        }
    }

    /** Nothing comes any more, and TCP doesn't know. */
    @Test
    void connectionsThatSwallowEverythingAreNoticed() throws IOException {
        try (TcpProxy proxy = proxy(n -> n == 2 || n == 3 ? new Fate(Kind.SWALLOWED, 300_000) : Fate.LIVE)) {
            Path target = folder.resolve("swallowed");

            ExportOutcome outcome = export(proxy.port(), target);

            assertThat(outcome.text()).contains("the connection was lost while reading");
            assertWhole(outcome, target);
        }
    }

    @Test
    void aDatabaseThatIsGoneForAWhileIsWaitedFor() throws IOException, InterruptedException {
        try (TcpProxy proxy = proxy(n -> Fate.LIVE)) {
            Path target = folder.resolve("restarted");
            Thread outage = outage(proxy, target, true);

            ExportOutcome outcome = export(proxy.port(), target);

            outage.join();
            assertThat(outcome.text()).contains("can't be reached", "Retrying in 2 s (2 of 30)");
            assertWhole(outcome, target);
        }
    }

    @Test
    void aDatabaseThatIsGoneForTooLongEndsTheRunWhichGoesOnLater() throws IOException, InterruptedException {
        try (TcpProxy proxy = proxy(n -> Fate.LIVE)) {
            Path target = folder.resolve("gone");
            Thread outage = outage(proxy, target, false);

            ExportOutcome outcome = export(proxy.port(), target, "--retry-for", "3s");

            outage.join();
            assertThat(outcome.status()).as(outcome.text()).isEqualTo(4);
            assertThat(outcome.text()).contains("can't be reached");
            assertThat(target.resolve("acme").resolve("realmferry.json")).doesNotExist();
            proxy.listen();
            assertWhole(export(proxy.port(), target), target);
        }
    }

    /** Takes the server away as soon as the run has a file of messages; gives it back some seconds later, or never. */
    private static Thread outage(TcpProxy proxy, Path target, boolean passes) {
        Thread outage = new Thread(() -> {
            try {
                Path journal = target.resolve("journal.jsonl");
                while (!Files.exists(journal) || !Files.readString(journal).contains("\"messages\"")) {
                    Thread.sleep(5);
                }
                proxy.disappear();
                if (passes) {
                    Thread.sleep(2500);
                    proxy.listen();
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        outage.start();
        return outage;
    }

    private TcpProxy proxy(IntFunction<Fate> fates) throws IOException {
        return new TcpProxy(server.port(), fates);
    }

    private ExportOutcome export(int port, Path target, String... options) {
        return source.export(
                port,
                target,
                Stream.concat(Stream.of("--jobs", "2"), Stream.of(options)).toArray(String[]::new));
    }

    private void assertWhole(ExportOutcome outcome, Path target) throws IOException {
        assertThat(outcome.status()).as(outcome.text()).isZero();
        for (String realm : source.realms()) {
            SameFiles.assertSame(undisturbed.resolve(realm), target.resolve(realm));
        }
    }
}
