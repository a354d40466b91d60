/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.extract.ArchiveReferences;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;
import org.realmferry.sample.Zulip12;

/** Servers of Zulip 11.0 and 12.0, of which there are no exports by Zulip itself. */
@TestInstance(Lifecycle.PER_CLASS)
class NewerServersIT {
    private static final List<String> REALMS = List.of("zulip", "lear", "zephyr");

    @AutoClose
    private EmbeddedServer server;

    private ExportedServer eleven;
    private ExportedServer before;
    private ExportedServer twelve;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        eleven = ExportedServer.of(RealServer.ofZulip("11.0"), server, "eleven", folder, REALMS);
        before = ExportedServer.of(RealServer.ofZulip("12-dev"), server, "before", folder, REALMS);
        twelve = before.copy("twelve");
        try (Connection connection = server.connect("twelve")) {
            Zulip12.migrate(connection);
        }
    }

    @ParameterizedTest
    @CsvSource({"eleven, full", "eleven, consent", "eleven, public", "twelve, full", "twelve, consent", "twelve, public"
    })
    void everyModeExportsAndIsWhole(String name, String mode) throws IOException {
        ExportedServer source = name.equals("eleven") ? eleven : twelve;
        Path run = folder.resolve(name + "-" + mode);
        ExportOutcome outcome = source.export(run, "--mode", mode, "--user", "lear:cordelia@zulip.com");
        assertThat(outcome.status()).as(outcome.text()).isZero();

        Ran verified = Ran.command(List.of("verify", run.toString()));
        assertThat(verified.status()).as(verified.text()).isZero();
        Ran compared = Ran.command(List.of("verify", run.toString(), "--against", server.uri(source.database())));
        assertThat(compared.status()).as(compared.text()).isZero();
        for (String realm : REALMS) {
            ExportedArchive archive = ExportedArchive.read(run.resolve(realm));
            assertThat(ArchiveReferences.check(archive).problems()).isEmpty();
            assertThat(Json.object(Json.read(run.resolve(realm).resolve("realm.json"))))
                    .containsEntry("import_source", "zulip");
            if (!mode.equals("full")) {
                Ran audited = Ran.command(List.of("audit", run.resolve(realm).toString(), "--mode", mode));
                assertThat(audited.status()).as(audited.text()).isZero();
            }
        }
        assertThat(Json.object(Json.read(run.resolve("lear/migration_status.json")))
                        .get("zulip_version"))
                .isEqualTo(name.equals("eleven") ? "11.2" : "12.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "consent", "public"})
    void notOneMessageLessLeavesWithoutPersonalRecipients(String mode) throws IOException {
        Path former = folder.resolve("before-" + mode);
        Path now = folder.resolve("now-" + mode);
        assertThat(before.export(former, "--mode", mode).status()).isZero();
        ExportOutcome outcome = twelve.export(now, "--mode", mode);
        assertThat(outcome.status()).as(outcome.text()).isZero();

        for (String realm : REALMS) {
            Set<Long> messages = messages(former, realm);
            assertThat(messages).isNotEmpty();
            assertThat(messages(now, realm)).containsAll(messages);
        }
    }

    /** A conversation of two and what is left of a larger one are the same group on 12.0, and weren't before. */
    @Test
    void notOneMessageLessLeavesWhereOthersLeaveNoTrace() throws IOException, SQLException {
        Set<Long> approved = new TreeSet<>();
        for (String realm : REALMS) {
            twelve.users(realm).stream().filter(id -> id % 2 == 0).forEach(approved::add);
        }
        Path list = twelve.writeApprovals(folder.resolve("even.csv"), approved);
        String[] options = {"--approvals", list.toString(), "--unapproved", "omit", "--force"};
        Path former = folder.resolve("before-even");
        Path now = folder.resolve("now-even");
        assertThat(before.export(former, options).status()).isLessThan(2);
        ExportOutcome outcome = twelve.export(now, options);
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);

        for (String realm : REALMS) {
            assertThat(messages(now, realm)).containsAll(messages(former, realm));
            ExportedArchive archive = ExportedArchive.read(now.resolve(realm));
            assertThat(members(archive)).doesNotHaveDuplicates();
            Ran audited = Ran.command(List.of("audit", now.resolve(realm).toString(), "--approvals", list.toString()));
            assertThat(audited.status()).as(audited.text()).isZero();
        }
        Ran verified = Ran.command(List.of("verify", now.toString(), "--against", server.uri(twelve.database())));
        assertThat(verified.status()).as(verified.text()).isZero();
    }

    /** Who is subscribed to each group. */
    private static Collection<Set<Object>> members(ExportedArchive archive) {
        Set<Object> groups = archive.rows("zerver_huddle").stream()
                .map(row -> row.get("recipient"))
                .collect(Collectors.toSet());
        return archive.rows("zerver_subscription").stream()
                .filter(row -> groups.contains(row.get("recipient")))
                .collect(Collectors.groupingBy(
                        row -> row.get("recipient"),
                        Collectors.mapping(row -> row.get("user_profile"), Collectors.toSet())))
                .values();
    }

    @Test
    void groupsWithASystemBotLeaveAlsoWhereOthersLeaveNoTrace() throws IOException, SQLException {
        Path list = twelve.writeApprovals(folder.resolve("approvals.csv"), Set.copyOf(twelve.users("zulip")));
        String[] options = {"--mode", "consent", "--approvals", list.toString(), "--unapproved", "omit", "--force"};
        Path former = folder.resolve("before-omit");
        Path now = folder.resolve("now-omit");
        ExportOutcome first = before.export(former, options);
        assertThat(first.status()).as(first.text()).isZero();
        ExportOutcome outcome = twelve.export(now, options);
        assertThat(outcome.status()).as(outcome.text()).isZero();

        assertThat(messages(now, "zulip")).containsAll(messages(former, "zulip"));
        ExportedArchive archive = ExportedArchive.read(now.resolve("zulip"));
        Set<Long> bots = archive.ids("zerver_userprofile_crossrealm");
        assertThat(archive.rows("zerver_subscription"))
                .anySatisfy(row -> assertThat(bots).contains((Long) row.get("user_profile")));
    }

    @Test
    void emojiOfSomebodyWhoLeavesNoTraceHaveAnotherAuthor() throws IOException, SQLException {
        List<Long> authors =
                twelve.numbers("SELECT DISTINCT author_id FROM zulip.zerver_realmemoji WHERE realm_id = 2");
        Set<Long> approved = new TreeSet<>(twelve.users("zulip"));
        approved.removeAll(authors);
        Path list = twelve.writeApprovals(folder.resolve("others.csv"), approved, "zulip");
        Path run = folder.resolve("omitted-authors");
        ExportedServer zulip = new ExportedServer(server, "twelve", twelve.uploads(), twelve.salt(), List.of("zulip"));
        ExportOutcome outcome = zulip.export(
                run, "--mode", "consent", "--approvals", list.toString(), "--unapproved", "omit", "--force");
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);

        ExportedArchive archive = ExportedArchive.read(run.resolve("zulip"));
        assertThat(archive.rows("zerver_realmemoji"))
                .hasSameSizeAs(twelve.numbers("SELECT id FROM zulip.zerver_realmemoji WHERE realm_id = 2"))
                .allSatisfy(row -> assertThat(approved).contains((Long) row.get("author")));
    }

    @Test
    void ofANewerReleaseTheReportSaysWhatCanImportTheArchives() throws SQLException {
        ExportedServer newer = twelve.copy("newer");
        newer.execute(
                "ALTER TABLE zulip.zerver_message ADD COLUMN mood text",
                "INSERT INTO zulip.django_migrations (app, name, applied) VALUES ('zerver', '0850_moods', now())");

        ExportOutcome outcome = newer.export(folder.resolve("newer"), "--unknown-tables", "skip");

        assertThat(outcome.status()).isOne();
        assertThat(outcome.text())
                .contains(
                        "the server runs Zulip 13.0-dev+git, newer than 12.3, the newest that this version of realmferry"
                                + " knows: only a server of the same version and the same migrations can import the archives. They lack"
                                + " zerver_message.mood:");
    }

    /** The status came with the migration 0801, of 12.1. */
    @Test
    void exportsThatWereMadeOnTheServerAreMarkedSince12Point1() throws IOException, SQLException {
        ExportedServer all = twelve.copy("exports");
        ExportedServer zulip = new ExportedServer(server, "exports", all.uploads(), all.salt(), List.of("zulip"));
        ExportOutcome before = zulip.export(folder.resolve("exports-12.0"));
        zulip.execute("INSERT INTO zulip.django_migrations (app, name, applied) VALUES ('zerver',"
                + " '0801_realmexport_backfill_export_from_prior_server_status', now())");
        ExportOutcome after = zulip.export(folder.resolve("exports-12.1"));

        assertThat(before.status()).as(before.text()).isZero();
        assertThat(after.status()).as(after.text()).isZero();
        assertThat(ExportedArchive.read(folder.resolve("exports-12.0/zulip")).rows("zerver_realmexport"))
                .extracting(row -> row.get("status"))
                .contains(3L)
                .doesNotContain(6L);
        assertThat(ExportedArchive.read(folder.resolve("exports-12.1/zulip")).rows("zerver_realmexport"))
                .extracting(row -> row.get("status"))
                .contains(6L)
                .doesNotContain(3L);
    }

    @Test
    void ofMessagesInGroupsThatStayBehindTheReportNamesNoSystemBots() throws SQLException {
        ExportedServer all = twelve.copy("outsiders");
        ExportedServer zulip = new ExportedServer(server, "outsiders", all.uploads(), all.salt(), List.of("zulip"));
        zulip.execute("UPDATE zulip.zerver_subscription SET user_profile_id = (SELECT min(id) FROM"
                + " zulip.zerver_userprofile WHERE realm_id = 5) WHERE id = (SELECT max(s.id) FROM"
                + " zulip.zerver_subscription s JOIN zulip.zerver_huddle h USING (recipient_id) JOIN"
                + " zulip.zerver_message m USING (recipient_id) WHERE m.realm_id = 2 AND h.group_size > 2)");

        ExportOutcome outcome = zulip.export(folder.resolve("outsiders"));

        assertThat(outcome.text()).contains(" left out: in groups with other realms' users\n");
    }

    @Test
    void aRefreshOfAServerThatNothingTouchedChangesNothing() throws IOException {
        Path run = folder.resolve("refreshed");
        assertThat(eleven.export(run).status()).isZero();
        ExportedArchive first = ExportedArchive.read(run.resolve("zulip"));

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ExportedArchive.read(run.resolve("zulip")).files()).isEqualTo(first.files());
    }

    @ParameterizedTest
    @ValueSource(strings = {"eleven", "twelve"})
    void twoPartsOfARealmMergeToTheWhole(String name) throws IOException, SQLException {
        ExportedServer source = name.equals("eleven") ? eleven : twelve;
        Path whole = folder.resolve(name + "-whole");
        Path part = folder.resolve(name + "-part");
        assertThat(source.export(whole).status()).isZero();
        assertThat(source.export(part, "--mode", "public").status()).isZero();
        Path merged = folder.resolve(name + "-merged");

        Ran ran = Ran.command(List.of(
                "merge",
                part.resolve("zulip").toString(),
                whole.resolve("zulip").toString(),
                "--output",
                merged.toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ExportedArchive.read(merged.resolve("zulip")).files())
                .isEqualTo(ExportedArchive.read(whole.resolve("zulip")).files());
        assertThat(Json.object(Json.read(merged.resolve("zulip/realm.json")))).containsEntry("import_source", "zulip");
    }

    /** No two that are in use have one name. */
    @Test
    void foldersOfDifferentTimesMergeToOnesOfDifferentNames() throws IOException, SQLException {
        ExportedServer all = twelve.copy("folders");
        ExportedServer zulip = new ExportedServer(server, "folders", all.uploads(), all.salt(), List.of("zulip"));
        List<Long> folders = zulip.numbers("SELECT id FROM zulip.zerver_channelfolder WHERE realm_id = 2 ORDER BY id");
        long renamed = folders.get(0);
        long gone = folders.get(1);
        zulip.execute(
                "UPDATE zulip.zerver_channelfolder SET is_archived = false WHERE realm_id = 2",
                "UPDATE zulip.zerver_stream SET folder_id = " + gone + " WHERE id = (SELECT min(id) FROM"
                        + " zulip.zerver_stream WHERE realm_id = 2)");
        Path monday = folder.resolve("folders-monday");
        assertThat(zulip.export(monday).status()).isZero();
        zulip.execute(
                "CREATE TABLE again AS SELECT * FROM zulip.zerver_channelfolder WHERE id IN (" + renamed + ", " + gone
                        + ")",
                "UPDATE zulip.zerver_stream SET folder_id = NULL WHERE folder_id = " + gone,
                "UPDATE zulip.zerver_realmauditlog SET modified_channel_folder_id = NULL WHERE modified_channel_folder_id = "
                        + gone,
                "DELETE FROM zulip.zerver_channelfolder WHERE id = " + gone,
                "UPDATE zulip.zerver_channelfolder SET is_archived = true WHERE id = " + renamed,
                "UPDATE again SET id = id + 1000, name = upper(name)",
                "INSERT INTO zulip.zerver_channelfolder SELECT * FROM again");
        Path friday = folder.resolve("folders-friday");
        assertThat(zulip.export(friday).status()).isZero();
        Path merged = folder.resolve("folders-merged");

        Ran ran = Merges.run(List.of(monday.resolve("zulip"), friday.resolve("zulip")), merged);

        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        ExportedArchive archive = ExportedArchive.read(merged.resolve("zulip"));
        List<Map<String, Object>> rows = archive.rows("zerver_channelfolder");
        assertThat(rows).extracting(row -> row.get("id")).contains(renamed, gone, renamed + 1000, gone + 1000);
        assertThat(rows.stream().filter(row -> !Boolean.TRUE.equals(row.get("is_archived"))))
                .extracting(row -> String.valueOf(row.get("name")).toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates()
                .hasSize(folders.size());
        assertThat(ArchiveReferences.check(archive).problems()).isEmpty();
        assertThat(Merges.decisions(merged.resolve("zulip"), "zerver_channelfolder"))
                .containsEntry("unique", 1L);
    }

    private static Set<Long> messages(Path run, String realm) throws IOException {
        return ExportedArchive.read(run.resolve(realm)).ids("zerver_message");
    }
}
