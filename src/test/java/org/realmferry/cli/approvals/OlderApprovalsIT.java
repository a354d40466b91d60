/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.ArchiveRows;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.OlderServers;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SameFiles;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ExportOutcome;

/** What holds of newer servers whoever is approved, and when archives are merged, of servers of older releases. */
@ExtendWith(OlderServers.Shared.class)
@TestInstance(Lifecycle.PER_CLASS)
class OlderApprovalsIT {
    /** Usermessages {@code u} in private channels, of users without a subscription; {@code s} has one, and the message. */
    private static final String UNSUBSCRIBED =
            "zulip.zerver_usermessage u JOIN zulip.zerver_message m ON m.id = u.message_id"
                    + " JOIN zulip.zerver_recipient r ON r.id = m.recipient_id AND r.type = 2"
                    + " JOIN zulip.zerver_stream c ON c.id = r.type_id AND c.invite_only"
                    + " JOIN zulip.zerver_realm realm ON realm.id = c.realm_id AND realm.string_id = 'zulip'"
                    + " JOIN zulip.zerver_usermessage also ON also.message_id = m.id"
                    + " JOIN zulip.zerver_subscription s ON s.recipient_id = r.id AND s.active AND s.user_profile_id = also.user_profile_id"
                    + " AND NOT EXISTS (SELECT FROM zulip.zerver_subscription x WHERE x.recipient_id = r.id"
                    + " AND x.user_profile_id = u.user_profile_id)";

    private final OlderServers servers;
    private int exports;

    @TempDir
    private static Path folder;

    private Merges merges = new Merges(Path.of(""));

    OlderApprovalsIT(OlderServers servers) {
        this.servers = servers;
    }

    @BeforeEach
    void prepare() {
        merges = new Merges(folder.resolve("merged-" + exports));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"8.1, 1", "5.7, 2", "1.4.3, 3"})
    void moreApprovalsNeverShowLessAndOmittingNeverShowsMore(String release, long seed)
            throws IOException, SQLException {
        ExportedServer source = servers.of(release);
        List<Set<Long>> sets = source.parts(new Random(seed), 2);
        Set<Long> together = new TreeSet<>(sets.get(0));
        together.addAll(sets.get(1));

        Path some = export(source, sets.get(0), "placeholder");
        Path omitting = export(source, sets.get(0), "omit");
        Path all = export(source, together, "placeholder");

        for (String realm : source.realms()) {
            ArchiveRows rows = ArchiveRows.of(some.resolve(realm));
            assertThat(ArchiveRows.of(omitting.resolve(realm)).additionsTo(rows))
                    .as(realm)
                    .isEmpty();
            assertThat(rows.lostIn(ArchiveRows.of(all.resolve(realm))))
                    .as(realm)
                    .isEmpty();
        }
    }

    /** Also that a merge with a part again, and in any order, is the same. */
    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"8.1, 4", "5.7, 5", "1.4.3, 6"})
    void theMergeOfPartsIsTheExportOfAll(String release, long seed) throws IOException, SQLException {
        ExportedServer source = servers.of(release);
        List<Set<Long>> sets = source.parts(new Random(seed), 2);
        Set<Long> together = new TreeSet<>(sets.get(0));
        together.addAll(sets.get(1));
        Path one = export(source, sets.get(0), "placeholder");
        Path other = export(source, sets.get(1), "placeholder");
        Path all = export(source, together, "placeholder");

        for (String realm : source.realms()) {
            Path merged = merge(realm, one, other);
            Merges.assertSameBytes(all.resolve(realm), merged, realm);
            SameFiles.assertSame(merged, merge(realm, other, one));
            assertAudited(merged, "--mode", "consent");
        }
    }

    /** That they received messages that were moved to the channel: in a part of their own nobody lets these leave. */
    @ParameterizedTest
    @CsvSource({"8.1", "5.7"})
    void aMergeLacksNoMoreThanUserMessagesOfThoseWhoAreNotInThePrivateChannel(String release)
            throws IOException, SQLException {
        ExportedServer source = servers.of(release);
        long outside = source.number("SELECT min(u.user_profile_id) FROM " + UNSUBSCRIBED);
        long inside = source.number(
                "SELECT min(s.user_profile_id) FROM " + UNSUBSCRIBED + " WHERE u.user_profile_id = " + outside);
        Path one = export(source, Set.of(outside), "placeholder");
        Path other = export(source, Set.of(inside), "placeholder");
        Path all = export(source, Set.of(outside, inside), "placeholder");

        Path merged = merge("zulip", one, other);

        Set<String> differences = SameFiles.differences(all.resolve("zulip"), merged);
        differences.removeIf(name -> name.matches("messages-[0-9]+\\.json|stats\\.(json|txt)|realmferry\\.json"));
        assertThat(differences).isEmpty();
        List<Map<String, Object>> lost =
                new ArrayList<>(ExportedArchive.read(all.resolve("zulip")).rows("zerver_usermessage"));
        lost.removeAll(ExportedArchive.read(merged).rows("zerver_usermessage"));
        Set<Long> moved = new TreeSet<>(
                source.numbers("SELECT u.message_id FROM " + UNSUBSCRIBED + " WHERE u.user_profile_id = " + outside));
        assertThat(lost).isNotEmpty().allSatisfy(row -> assertThat(row).containsEntry("user_profile", outside));
        assertThat(moved)
                .containsAll(lost.stream().map(row -> (Long) row.get("message")).toList());
    }

    @ParameterizedTest
    @CsvSource({"8.1", "5.7", "1.4.3"})
    void aPublicArchiveAddsNothingToOneByConsentAndThisNothingToAFullOne(String release)
            throws IOException, SQLException {
        ExportedServer source = servers.of(release);
        Path open = export(source, "--mode", "public");
        Path consent = release.equals("1.4.3")
                ? export(source, source.parts(new Random(7), 1).get(0), "placeholder")
                : export(source, OlderServers.byConsent(release).toArray(String[]::new));
        Path full = export(source);

        for (String realm : source.realms()) {
            Merges.assertSameBytes(consent.resolve(realm), merge(realm, open, consent), realm);
            // Zulip's full exports lack what a mirror dummy wrote to a system bot, and those by consent have it.
            if (!realm.equals("zephyr")) {
                Merges.assertSameBytes(full.resolve(realm), merge(realm, consent, full), realm);
            }
        }
    }

    @Test
    void archivesByTheRulesOfAReleaseAreNotMerged() {
        ExportedServer source = servers.of("5.7");
        Path open = export(source, "--mode", "public");
        Path byItsRules = export(source, "--mode", "public", "--consent-rules", "release");

        Ran ran = Merges.run(List.of(open.resolve("lear"), byItsRules.resolve("lear")), merges.next());

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains(
                        "was exported with --consent-rules release; only archives with the strict rules can be merged");
    }

    private Path merge(String realm, Path... runs) {
        List<Path> archives = Arrays.stream(runs).map(run -> run.resolve(realm)).toList();
        Path output = merges.next();
        Ran ran = Merges.run(archives, output);
        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        return output.resolve(realm);
    }

    /** Exports what leaves with some users, and audits it. */
    private Path export(ExportedServer source, Collection<Long> approved, String unapproved)
            throws IOException, SQLException {
        Path list = source.writeApprovals(folder.resolve("list-" + exports + ".csv"), approved);
        Path run = export(source, "--approvals", list.toString(), "--unapproved", unapproved);
        for (String realm : source.realms()) {
            assertAudited(run.resolve(realm), "--approvals", list.toString(), "--unapproved", unapproved);
        }
        return run;
    }

    private static void assertAudited(Path archive, String... options) {
        List<String> words = new ArrayList<>(List.of("audit", archive.toString()));
        words.addAll(List.of(options));
        Ran audit = Ran.command(words);
        assertThat(audit.status()).as(audit.text()).isZero();
    }

    private Path export(ExportedServer source, String... options) {
        Path run = folder.resolve("run-" + ++exports);
        ExportOutcome outcome = source.export(
                run, Stream.concat(Stream.of("--force"), Stream.of(options)).toArray(String[]::new));
        // Users of 1.4.3 have pictures that are not in its store.
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
        return run;
    }
}
