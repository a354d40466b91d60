/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.realmferry.cli.ComparedServer;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.FreshlyMade;
import org.realmferry.cli.GatedExport;
import org.realmferry.cli.OlderLife;
import org.realmferry.cli.OlderServers;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;

/**
 * Runs on servers of other releases are interrupted, go on and are refreshed while these servers live. {@code
 * -Drealmferry.life.seeds=100} for more than the usual seeds.
 */
@ExtendWith(OlderServers.Shared.class)
@TestInstance(Lifecycle.PER_CLASS)
class OlderLifeIT {
    private static final int SEEDS = Integer.getInteger("realmferry.life.seeds", 1);
    private static final int EVENTS = 4;

    /** All releases have it, and it is read for {@code realm.json} alone. */
    private static final String GATE = "LOCK TABLE zulip.zerver_defaultstream IN ACCESS EXCLUSIVE MODE";

    private final OlderServers servers;

    @TempDir
    private static Path folder;

    OlderLifeIT(OlderServers servers) {
        this.servers = servers;
    }

    static Stream<Arguments> lives() {
        return Stream.iterate(0, seed -> seed < SEEDS, seed -> seed + 1)
                .flatMap(seed -> Stream.of(
                        Arguments.of("8.1", seed),
                        Arguments.of("5.7", seed + 1),
                        Arguments.of("1.4.3", seed + 2),
                        Arguments.of("11.0", seed + 1),
                        Arguments.of("12.0", seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("lives")
    void whatHappensIsInTheArchivesWhenTheyAreResumedAndRefreshed(String release, int seed)
            throws IOException, SQLException, InterruptedException {
        String what = release + ", seed " + seed;
        ExportedServer all = servers.of(release).copy("life-" + release + "-" + seed);
        ExportedServer source = new ExportedServer(
                all.server(),
                all.database(),
                all.uploads(),
                all.salt(),
                all.realms().subList(0, 2));
        List<String> options = options(source, release, seed);
        RunFolder run = new RunFolder(folder.resolve("run-" + release + "-" + seed));
        Random random = new Random(seed);

        try (Connection connection = source.server().connect(source.database());
                Connection gate = source.server().connect(source.database())) {
            OlderLife life = new OlderLife(connection, seed);
            List<String> events = life.shuffled();
            new GatedExport(folder, run, GATE)
                    .kill(
                            gate,
                            jobs(source.words(run.root(), options.toArray(String[]::new))),
                            source.realms().size(),
                            1 + random.nextInt(2));
            happen(source, life, events.subList(0, EVENTS));
            Ran resumed = Ran.command(source.words(run.root(), options.toArray(String[]::new)));
            assertFreshlyMade(source, run, resumed, options, what + ", resumed after " + events.subList(0, EVENTS));

            List<String> more = events.subList(EVENTS, 2 * EVENTS);
            happen(source, life, more);
            Ran estimate = Ran.command(List.of("refresh", run.root().toString(), "--dry-run"));
            assertThat(estimate.status()).as(estimate.text()).isZero();
            Ran refreshed = Ran.command(List.of("refresh", run.root().toString()));
            assertFreshlyMade(source, run, refreshed, options, what + ", refreshed after " + more);
            assertAsTheServerHasIt(source, run, what);
        }
    }

    /** With one more than there are realms, so that not all wait at the gate. */
    private static List<String> jobs(List<String> words) {
        words.addAll(List.of("--jobs", "3"));
        return words;
    }

    private static void happen(ExportedServer source, OlderLife life, List<String> events) throws SQLException {
        for (int i = 0; i < events.size(); i++) {
            String realm = source.realms().get(i % 2);
            life.happen(
                    events.get(i),
                    source.number("SELECT r.id FROM zulip.zerver_realm r WHERE '" + realm
                            + "' IN (to_jsonb(r) ->> 'string_id', to_jsonb(r) ->> 'domain')"));
        }
    }

    /** The realms in one of three ways to export them. */
    private static List<String> options(ExportedServer source, String release, int seed)
            throws IOException, SQLException {
        List<String> words = new ArrayList<>(List.of("--force"));
        if (seed % 3 == 0) {
            Set<Long> approved = new TreeSet<>();
            for (String realm : source.realms()) {
                source.users(realm).stream().filter(id -> (id + seed) % 3 > 0).forEach(approved::add);
            }
            Path list = source.writeApprovals(folder.resolve("list-" + release + "-" + seed + ".csv"), approved);
            words.addAll(List.of("--approvals", list.toString(), "--unapproved", "omit"));
        } else if (seed % 3 == 1) {
            OlderServers.byConsent(release).stream()
                    .filter(word -> !word.startsWith("zephyr="))
                    .forEach(words::add);
            if (words.get(words.size() - 1).equals("--consent-message")) {
                words.remove(words.size() - 1);
            }
        }
        return words;
    }

    /** What an import of 1.4.3 has no row for, whoever exports, is a message to a system bot. */
    private static void assertAsTheServerHasIt(ExportedServer source, RunFolder run, String what) {
        String uri = source.server().uri(source.database());
        Ran ran =
                Ran.command(List.of("verify", run.root().toString(), "--journal", "none", "--json", "--against", uri));
        assertThat(ComparedServer.lines(ran, "summary")).as(ran.text()).hasSize(1);
        assertThat(ComparedServer.lines(ran, "finding"))
                .as("%s: %s", what, ran.text())
                .allSatisfy(finding -> {
                    assertThat(what).startsWith("1.4.3");
                    assertThat(String.valueOf(finding.get("message"))).startsWith("recipient");
                });
    }

    private static void assertFreshlyMade(
            ExportedServer source, RunFolder run, Ran ran, List<String> options, String what) throws IOException {
        Path fresh = folder.resolve("fresh-" + what.hashCode());
        Ran fromStart = Ran.command(source.words(fresh, options.toArray(String[]::new)));

        assertThat(fromStart.status()).as("%s: %s", what, fromStart.text()).isLessThan(2);
        assertThat(ran.status()).as("%s: %s", what, ran.text()).isEqualTo(fromStart.status());
        assertThat(run.leftovers()).as(what).isEmpty();
        assertThat(run.root().resolve("findings.jsonl"))
                .as(what)
                .hasSameTextualContentAs(fresh.resolve("findings.jsonl"));
        for (String realm : source.realms()) {
            FreshlyMade.assertSame(run.root().resolve(realm), fresh.resolve(realm), what);
        }
    }
}
