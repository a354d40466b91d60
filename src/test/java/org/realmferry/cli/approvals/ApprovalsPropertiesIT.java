/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
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
import org.realmferry.cli.ArchiveRows;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.extract.ArchiveContents;
import org.realmferry.extract.ArchiveReferences;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;

/** What holds whoever is approved: sets of users of all sizes, by chance, each a part of the next. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class ApprovalsPropertiesIT {
    private static final String REAL = "real";
    private static final String SAMPLE = "sample";

    @AutoClose
    private EmbeddedServer server;

    private Map<String, ExportedServer> sources;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary, SourceServer sample) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        sources = Map.of(
                REAL, ExportedServer.ofZulip11(server, folder, "zulip", "lear", "zephyr"),
                SAMPLE, ExportedServer.ofSample(sample, "acme", "orchard", "harbor"));
    }

    @ParameterizedTest(name = "{0} server, seed {1}")
    @CsvSource({"real, 1", "sample, 2", "sample, 3"})
    void moreApprovalsNeverShowLessAndOmittingNeverShowsMore(String name, long seed) throws IOException, SQLException {
        Server server = new Server(source(name), folder.resolve("growing-" + name + seed));
        Map<String, ExportedArchive> placeholdersBefore = Map.of();
        Map<String, ExportedArchive> omittingBefore = Map.of();

        for (Set<Long> approved : growing(server.source(), random(seed))) {
            Map<String, ExportedArchive> placeholders = server.export(approved, "placeholder");
            Map<String, ExportedArchive> omitting = server.export(approved, "omit");

            for (String realm : server.source().realms()) {
                String of = realm + " for " + approved;
                assertThat(rows(omitting, realm).additionsTo(rows(placeholders, realm)))
                        .as(of)
                        .isEmpty();
                assertThat(lost(placeholdersBefore, placeholders, realm)).as(of).isEmpty();
                assertThat(lost(omittingBefore, omitting, realm)).as(of).isEmpty();
            }
            placeholdersBefore = placeholders;
            omittingBefore = omitting;
        }
        assertThat(omittingBefore).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {REAL, SAMPLE})
    void withNobodyApprovedTheMessagesAreThoseOfThePublicMode(String name) throws IOException, SQLException {
        Server server = new Server(source(name), folder.resolve("nobody-" + name));
        Map<String, ExportedArchive> nobody = server.export(Set.of(), "placeholder");
        Map<String, ExportedArchive> open = server.export("--mode", "public");

        for (String realm : server.source().realms()) {
            assertThat(messages(nobody, realm)).isNotEmpty().isEqualTo(messages(open, realm));
            assertThat(archive(nobody, realm).rows("zerver_huddle")).isEmpty();
        }
    }

    /** For any two parts of a set, so that it holds down to single members. */
    @ParameterizedTest(name = "{0} server, seed {1}")
    @CsvSource({"real, 4", "sample, 5"})
    void theMessagesOfASetAreThoseOfItsMembersTogether(String name, long seed) throws IOException, SQLException {
        Server server = new Server(source(name), folder.resolve("union-" + name + seed));
        RandomGenerator random = random(seed);

        for (Set<Long> approved : growing(server.source(), random).subList(2, 6)) {
            Set<Long> some =
                    approved.stream().filter(user -> random.nextBoolean()).collect(Collectors.toSet());
            Set<Long> others = new HashSet<>(approved);
            others.removeAll(some);

            Map<String, ExportedArchive> all = server.export(approved, "placeholder");
            Map<String, ExportedArchive> one = server.export(some, "placeholder");
            Map<String, ExportedArchive> other = server.export(others, "placeholder");

            for (String realm : server.source().realms()) {
                Set<Long> union = messages(one, realm);
                union.addAll(messages(other, realm));
                assertThat(messages(all, realm))
                        .as("messages of %s for %s and %s", realm, some, others)
                        .isNotEmpty()
                        .isEqualTo(union);
            }
        }
    }

    private ExportedServer source(String name) {
        return Objects.requireNonNull(sources.get(name));
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Nobody, one user of each realm, a few, half of them, all but one, and all. */
    private static List<Set<Long>> growing(ExportedServer source, RandomGenerator random) throws SQLException {
        List<Set<Long>> sets = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sets.add(new TreeSet<>());
        }
        for (String realm : source.realms()) {
            List<Long> users = new ArrayList<>(source.users(realm));
            List<Long> order = new ArrayList<>();
            while (!users.isEmpty()) {
                order.add(users.remove(random.nextInt(users.size())));
            }
            List<Integer> sizes = List.of(0, 1, 4, order.size() / 2, order.size() - 1, order.size());
            for (int i = 0; i < sizes.size(); i++) {
                sets.get(i).addAll(order.subList(0, sizes.get(i)));
            }
        }
        return sets;
    }

    private static Set<Long> messages(Map<String, ExportedArchive> archives, String realm) {
        return archive(archives, realm).ids("zerver_message");
    }

    private static ExportedArchive archive(Map<String, ExportedArchive> archives, String realm) {
        return Objects.requireNonNull(archives.get(realm));
    }

    private static ArchiveRows rows(Map<String, ExportedArchive> archives, String realm) {
        return ArchiveRows.of(archive(archives, realm));
    }

    /** The rows that an archive had and doesn't have any more. */
    private static Set<String> lost(
            Map<String, ExportedArchive> before, Map<String, ExportedArchive> after, String realm) {
        return before.isEmpty() ? Set.of() : rows(before, realm).lostIn(rows(after, realm));
    }

    /** An archive by itself is whole. */
    private static void assertSound(ExportedArchive archive) throws IOException {
        assertThat(ArchiveReferences.check(archive).problems()).isEmpty();
        assertThat(ArchiveContents.problems(archive)).isEmpty();
    }

    /** The audit, told the same as the export, has nothing to say. */
    private static void assertNothingLeaked(ExportedArchive archive, String... options) {
        List<String> words = new ArrayList<>(List.of("audit", archive.root().toString()));
        words.addAll(List.of(options));
        Ran audit = Ran.command(words);
        assertThat(audit.status()).as(audit.text()).isZero();
    }

    /** A server, and where its exports go. */
    private record Server(ExportedServer source, Path folder) {
        Map<String, ExportedArchive> export(Collection<Long> approved, String unapproved)
                throws IOException, SQLException {
            Path list = source.writeApprovals(folder.resolveSibling(folder.getFileName() + ".csv"), approved);
            return export("--approvals", list.toString(), "--unapproved", unapproved);
        }

        /** The archives by realm, read and looked at; only the last export's files are kept. */
        Map<String, ExportedArchive> export(String... options) throws IOException {
            Folders.delete(folder);
            ExportOutcome outcome = source.export(
                    folder,
                    Stream.concat(Stream.of("--force"), Stream.of(options)).toArray(String[]::new));
            assertThat(outcome.status()).as(outcome.text()).isZero();
            Map<String, ExportedArchive> archives = new TreeMap<>();
            for (String realm : source.realms()) {
                ExportedArchive archive = ExportedArchive.read(folder.resolve(realm));
                assertSound(archive);
                assertNothingLeaked(archive, options);
                archives.put(realm, archive);
            }
            return archives;
        }
    }
}
