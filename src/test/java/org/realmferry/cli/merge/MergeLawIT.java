/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/**
 * The law of merging: of a database at rest, the merge of what leaves with some and with others is what leaves with all of
 * them, to the byte.
 */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class MergeLawIT {
    private static final String REAL = "real";
    private static final String SAMPLE = "sample";

    @AutoClose
    private EmbeddedServer server;

    private Map<String, ExportedServer> sources;
    private Path folder;
    private Merges merges;
    private int exports;

    @BeforeAll
    void start(@TempDir Path temporary, SourceServer sample) throws IOException, SQLException {
        folder = temporary;
        merges = new Merges(folder);
        server = EmbeddedServer.start();
        sources = Map.of(
                REAL, ExportedServer.ofZulip11(server, folder, "zulip", "lear", "zephyr"),
                SAMPLE, ExportedServer.ofSample(sample, "acme", "orchard", "harbor"));
    }

    @ParameterizedTest(name = "{0} server, seed {1}, {2} parts")
    @CsvSource({"real, 1, 2", "real, 2, 3", "sample, 3, 2", "sample, 4, 4"})
    void theMergeOfPartsIsTheExportOfAll(String name, long seed, int parts) throws IOException, SQLException {
        ExportedServer source = source(name);
        List<Set<Long>> sets = source.parts(new Random(seed), parts);
        Set<Long> together = new TreeSet<>();
        sets.forEach(together::addAll);
        List<Path> runs = new ArrayList<>();
        for (Set<Long> set : sets) {
            runs.add(export(source, set));
        }
        Path all = export(source, together);

        for (String realm : source.realms()) {
            String what = realm + ", seed " + seed + ": " + sets;
            List<Path> archives = runs.stream().map(run -> run.resolve(realm)).toList();
            Path merged = merges.merge(realm, archives);
            Merges.assertSameBytes(all.resolve(realm), merged, what);
            assertThat(conflicts(merged)).as(what).isZero();
            assertThat(approved(merged)).as(what).isEqualTo(approved(all.resolve(realm)));

            List<Path> reversed = new ArrayList<>(archives);
            Collections.reverse(reversed);
            SameFiles.assertSame(merged, merges.merge(realm, reversed, "--prefer", "newest", "--jobs", "1"));

            Path again = merges.merge(realm, List.of(archives.get(0), merged));
            Merges.assertSameBytes(merged, again, "with a part again: " + what);
            Ran audit = Ran.command(List.of("audit", merged.toString(), "--mode", "consent"));
            assertThat(audit.status()).as(audit.text()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"real, 5", "sample, 6"})
    void withTheFullExportItIsTheFullExport(String name, long seed) throws IOException, SQLException {
        ExportedServer source = source(name);
        Path part = export(source, source.parts(new Random(seed), 1).get(0));
        Path full = export(source);

        for (String realm : source.realms()) {
            Path merged = merges.merge(realm, List.of(full.resolve(realm), part.resolve(realm)));
            Merges.assertSameBytes(full.resolve(realm), merged, realm);
            assertThat(Json.object(Json.read(merged.resolve("realmferry.json"))))
                    .containsEntry("mode", "full")
                    .doesNotContainKey("approvals");
            Merges.assertSameBytes(merged, merges.merge(realm, List.of(merged)), "alone");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {REAL, SAMPLE})
    void publicAndConsentAreConsent(String name) throws IOException {
        ExportedServer source = source(name);
        Path open = export(source, "--mode", "public");
        Path consent = export(source, "--mode", "consent");

        for (String realm : source.realms()) {
            Path merged = merges.merge(realm, List.of(open.resolve(realm), consent.resolve(realm)));
            Merges.assertSameBytes(consent.resolve(realm), merged, realm);
            Path alone = merges.merge(realm, List.of(open.resolve(realm)));
            Merges.assertSameBytes(open.resolve(realm), alone, realm);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zulip", "lear", "zephyr"})
    void zulipsOwnConsentExportIsAPartLikeAnother(String realm) throws IOException, SQLException {
        RealServer real = RealServer.ofZulip11();
        Path zulips = real.unpackExport(realm, "consent", folder.resolve("zulips-" + realm));
        ExportedServer source = source(REAL);
        Set<Long> some = source.parts(new Random(7), 1).get(0);
        Set<Long> together = new TreeSet<>(some);
        together.addAll(consented(zulips));
        Path ours = export(source, some).resolve(realm);

        Path merged = merges.merge(realm, List.of(zulips, ours));

        // Zulip draws the colours of scrubbed subscriptions at random.
        ChildProcess compared =
                real.compare(export(source, together).resolve(realm), merged, "zerver_subscription.color");
        assertThat(compared.status()).as(compared.text()).isZero();
        assertThat(consented(merged)).isEqualTo(inRealm(source, realm, together));
        Path alone = merges.merge(realm, List.of(zulips));
        ChildProcess same = real.compare(zulips, alone);
        assertThat(same.status()).as(same.text()).isZero();
    }

    private ExportedServer source(String name) {
        return Objects.requireNonNull(sources.get(name));
    }

    private Path export(ExportedServer source, Collection<Long> approved) throws IOException, SQLException {
        Path list = source.writeApprovals(folder.resolve("approvals-" + exports + ".csv"), approved);
        return export(source, "--approvals", list.toString(), "--unapproved", "placeholder");
    }

    private Path export(ExportedServer source, String... options) {
        Path run = folder.resolve("run-" + ++exports);
        ExportOutcome outcome = source.export(
                run, Stream.concat(Stream.of("--force"), Stream.of(options)).toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.text()).isZero();
        return run;
    }

    private static long conflicts(Path merged) throws IOException {
        return Json.objects(Json.object(Json.read(merged.resolveSibling("run.json")))
                        .get("decisions"))
                .stream()
                .filter(line -> Boolean.TRUE.equals(line.get("conflict")))
                .count();
    }

    private static Object approved(Path archive) throws IOException {
        Map<String, Object> manifest = Json.object(Json.read(archive.resolve("realmferry.json")));
        return List.of(
                String.valueOf(manifest.get("mode")),
                Objects.requireNonNull(Json.object(manifest.get("approvals")).get("user_ids")),
                Objects.requireNonNull(Json.object(manifest.get("approvals")).get("unapproved")));
    }

    private static Set<Long> consented(Path archive) throws IOException {
        Set<Long> ids = new TreeSet<>();
        for (Object id : (List<?>) Json.read(archive.resolve("consented_user_ids.json"))) {
            ids.add((Long) id);
        }
        return ids;
    }

    private static Set<Long> inRealm(ExportedServer source, String realm, Set<Long> users) throws SQLException {
        Set<Long> some = new TreeSet<>(users);
        some.retainAll(source.users(realm));
        return some;
    }
}
