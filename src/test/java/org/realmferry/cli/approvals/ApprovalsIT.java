/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresSource;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;
import org.realmferry.selection.approvals.Approvals;
import org.realmferry.selection.approvals.Approvals.Resolved;
import org.realmferry.selection.approvals.TransferDecision;
import org.realmferry.source.RealmUsers;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;

/** Lists of approved transfers, as {@code approvals init} writes them. */
@ExtendWith(SharedSource.class)
class ApprovalsIT {
    private static final String IDS = "SELECT u.id FROM zulip.zerver_userprofile u JOIN zulip.zerver_realm r"
            + " ON r.id = u.realm_id WHERE r.string_id = '%s' ORDER BY 1";

    private final SourceServer source;

    @TempDir
    private Path folder;

    ApprovalsIT(SourceServer source) {
        this.source = source;
    }

    @Test
    void aListNamesEachUserOnceAndReadsBack() throws IOException, SQLException {
        Ran ran = init(SourceServer.DATABASE, "--realm", "orchard", "--realm", "acme", "--output", list().toString());

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(list())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(list()))
                .startsWith("realm,user,decision,decided_at,decided_by,note,name,role,active,bot,last_activity,"
                        + "consent\norchard,");
        for (String realm : List.of("acme", "orchard")) {
            Set<Long> users = source.query(SourceServer.DATABASE, IDS.formatted(realm)).stream()
                    .map(Long::valueOf)
                    .collect(Collectors.toSet());
            assertAllPending(SourceServer.DATABASE, realm, users);
            long listed = Files.readString(list())
                    .lines()
                    .filter(line -> line.startsWith(realm + ","))
                    .count();
            assertThat(ran.err())
                    .contains(listed + " users of " + realm + " written to " + list() + "; " + (users.size() - listed)
                            + " bots are not listed");
        }
        assertThat(ran.err()).endsWith("realmferry approvals check " + list() + "\n");
    }

    @Test
    void aRowSaysWhatSomebodyMustKnowWhoDecides() throws IOException, SQLException {
        source.copyDatabase("approvals");
        source.execute(
                "approvals",
                "DELETE FROM zulip.zerver_useractivity",
                "DELETE FROM zulip.zerver_userpresence",
                "UPDATE zulip.zerver_userprofile SET last_login = NULL",
                "UPDATE zulip.zerver_userprofile SET last_login = '2025-01-02 23:30-05', full_name = '=1+1',"
                        + " allow_private_data_export = true WHERE delivery_email LIKE 'owner@acme%'",
                "UPDATE zulip.zerver_userprofile SET full_name = E'Smith, \"Ann\"\\nof \\x1b[31mAcme', role = 600,"
                        + " is_active = false, allow_private_data_export = false WHERE delivery_email LIKE 'user1@acme%'",
                "UPDATE zulip.zerver_userprofile SET bot_owner_id = NULL, full_name = E'\\t-bot'"
                        + " WHERE delivery_email LIKE 'hook-out-bot@acme%'",
                "UPDATE zulip.zerver_userprofile SET delivery_email = '' WHERE delivery_email LIKE 'user2@acme%'",
                "INSERT INTO zulip.zerver_useractivity (query, count, last_visit, client_id, user_profile_id) SELECT t,"
                        + " 1, t::timestamptz, 1, id FROM zulip.zerver_userprofile,"
                        + " unnest(ARRAY['2024-05-06', '2024-01-01']) t WHERE delivery_email LIKE 'user1@acme%'",
                "INSERT INTO zulip.zerver_userpresence (last_update_id, last_active_time, realm_id, user_profile_id)"
                        + " SELECT 1, '2024-07-08Z', realm_id, id FROM zulip.zerver_userprofile"
                        + " WHERE delivery_email LIKE 'hook-in-bot@acme%'");

        Ran ran = init("approvals", "--realm", "acme", "--output", list().toString());

        assertThat(ran.status()).as(ran.text()).isZero();
        Map<String, CSVRecord> rows = rows(Files.readString(list()));
        String host = rows.keySet().stream()
                .filter(user -> user.startsWith("owner@"))
                .findFirst()
                .orElseThrow()
                .substring("owner@".length());
        assertThat(rows.get("owner@" + host))
                .containsExactly(
                        "acme",
                        "owner@" + host,
                        "pending",
                        "",
                        "",
                        "",
                        "'=1+1",
                        "owner",
                        "yes",
                        "",
                        "2025-01-03",
                        "yes");
        assertThat(rows.get("user1@" + host))
                .containsExactly(
                        "acme",
                        "user1@" + host,
                        "pending",
                        "",
                        "",
                        "",
                        "Smith, \"Ann\"\nof ?[31mAcme",
                        "guest",
                        "no",
                        "",
                        "2024-05-06",
                        "no");
        assertThat(rows).doesNotContainKey("hook-in-bot@" + host);
        assertThat(rows.get("hook-out-bot@" + host)).element(10).isEqualTo("");
        assertThat(rows.get("hook-out-bot@" + host)).element(9).isEqualTo("yes");
        assertThat(rows.get("hook-out-bot@" + host)).element(6).isEqualTo("'\t-bot");
        assertThat(rows).doesNotContainKeys("", "user2@" + host);
        Set<Long> users = source.query("approvals", IDS.formatted("acme")).stream()
                .map(Long::valueOf)
                .collect(Collectors.toSet());
        assertAllPending("approvals", "acme", users);
    }

    @Test
    void peopleStandBeforeBotsWithoutAnOwnerInOrderOfTheirNames() throws IOException, SQLException {
        source.copyDatabase("ownerless");
        source.execute(
                "ownerless",
                "UPDATE zulip.zerver_userprofile SET bot_owner_id = NULL WHERE delivery_email LIKE 'hook-out-bot@harbor%'");

        Ran ran = init("ownerless", "--realm", "harbor");

        assertThat(ran.status()).as(ran.text()).isZero();
        List<CSVRecord> rows = List.copyOf(rows(ran.out()).values());
        List<Boolean> bots = rows.stream().map(row -> !row.get(9).isEmpty()).toList();
        assertThat(bots).isSorted().contains(true, false);
        assertThat(rows.stream().filter(row -> row.get(9).isEmpty()).map(row -> row.get(6)))
                .isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER)
                .hasSizeGreaterThan(5);
        assertThat(ran.err()).contains("users of harbor written to standard output", "approvals check FILE\n");
    }

    @Test
    void botsThatOwnThemselvesOrEachOtherArePending() throws IOException, SQLException {
        source.copyDatabase("circles");
        source.execute(
                "circles",
                "UPDATE zulip.zerver_userprofile SET bot_owner_id = id WHERE delivery_email LIKE 'hook-out-bot@acme%'",
                bot("first", "hook-out-bot"),
                bot("second", "hook-out-bot"),
                bot("follower", "second-bot"),
                "UPDATE zulip.zerver_userprofile b SET bot_owner_id = o.id FROM zulip.zerver_userprofile o"
                        + " WHERE b.delivery_email = 'first-bot@acme' AND o.delivery_email = 'second-bot@acme'"
                        + " OR b.delivery_email = 'second-bot@acme' AND o.delivery_email = 'first-bot@acme'");
        int others = source.query(
                                "circles",
                                "SELECT id FROM zulip.zerver_userprofile WHERE is_bot AND realm_id = 2 AND bot_owner_id"
                                        + " IS NOT NULL")
                        .size()
                - 3;

        Ran ran = init("circles", "--realm", "acme", "--output", list().toString());

        assertThat(ran.status()).as(ran.text()).isZero();
        Map<String, CSVRecord> rows = rows(Files.readString(list()));
        assertThat(rows.keySet().stream().filter(user -> user.contains("-bot@")))
                .hasSize(3)
                .contains("first-bot@acme", "second-bot@acme");
        assertThat(ran.err())
                .contains(rows.size() + " users of acme written to " + list() + "; " + others
                        + " bots are not listed, as the decisions on their owners hold for them\n");
        assertAllPending(
                "circles",
                "acme",
                source.query("circles", IDS.formatted("acme")).stream()
                        .map(Long::valueOf)
                        .collect(Collectors.toSet()));
    }

    /** A bot like another one, which owns it. */
    private static String bot(String name, String like) {
        return "INSERT INTO zulip.zerver_userprofile SELECT (jsonb_populate_record(u, jsonb_build_object('id',"
                + " (SELECT max(id) + 1 FROM zulip.zerver_userprofile), 'uuid', gen_random_uuid(), 'api_key', '" + name
                + "', 'bot_owner_id', u.id, 'email', '" + name + "-bot@acme', 'delivery_email', '" + name
                + "-bot@acme', 'recipient_id', NULL))).* FROM zulip.zerver_userprofile u WHERE u.delivery_email LIKE '"
                + like + "@acme%'";
    }

    @Test
    void theRealmAtTheRootDomainAndTheSystemBotsRealmReadBack() throws IOException, SQLException {
        source.copyDatabase("rooted");
        source.execute("rooted", "UPDATE zulip.zerver_realm SET string_id = '' WHERE string_id = 'harbor'");

        Ran ran = init("rooted", "--realm", "", "--realm", "zulipinternal", "--output", list().toString());

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.err()).contains(" users of (root domain) written", "2 users of zulipinternal written");
        Set<Long> users = source.query("rooted", IDS.formatted("")).stream()
                .map(Long::valueOf)
                .collect(Collectors.toSet());
        assertAllPending("rooted", "", users);
        assertThat(Files.readString(list()))
                .contains("zulipinternal,nagios-send-bot@zulip.com,pending")
                .doesNotContain("welcome-bot");
    }

    @Test
    void aFileThatIsThereIsLeftAsItIs() throws IOException {
        Files.writeString(list(), "decisions");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));

        for (Path output : List.of(list(), link)) {
            Ran ran = init(SourceServer.DATABASE, "--realm", "acme", "--output", output.toString());

            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.err()).contains("--output " + output + " exists already", "Give the name of a new file.");
        }
        assertThat(list()).hasContent("decisions");
        assertThat(folder.resolve("nothing")).doesNotExist();
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() throws IOException {
        Files.writeString(list(), "decisions");

        Ran ran = init(SourceServer.DATABASE, "--realm", "acmee", "--output", list().toString(), "--bogus", "--json");
        Ran nothing = Ran.command(Map.of(), List.of("approvals", "init"));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.text())
                .contains("unknown option --bogus", "exists already", "no realm \\\"acmee\\\"", "did you mean: acme");
        assertThat(nothing.status()).isEqualTo(2);
        assertThat(nothing.err())
                .contains("no realm is given", "the database is unknown", "Give --realm NAME", "Give --database");
    }

    @Test
    void checkSaysWhoAndWhatWouldLeave() throws IOException, SQLException {
        List<String> owners = source.query(
                SourceServer.DATABASE,
                IDS.formatted("acme").replace(" ORDER", " AND u.role = 100 AND u.is_active ORDER"));
        Files.writeString(list(), "realm,user,decision\nacme," + owners.get(0) + ",approved\n");

        Ran placeholder = check("--json");
        Ran omit = check("--unapproved", "omit");

        assertThat(placeholder.status()).as(placeholder.text()).isZero();
        assertThat(placeholder.out())
                .contains(
                        "\"decisions_by_role\":{",
                        "\"owner\":{\"approved\":1",
                        "\"owner_usable\":true",
                        "\"realm\":\"acme\"")
                .doesNotContain("orchard");
        assertThat(omit.status()).as(omit.text()).isZero();
        assertThat(omit.out())
                .containsPattern("acme: [1-9][0-9]* users? of [0-9]+ approved\n")
                .containsPattern("role +approved +denied +pending +not listed\nowner +1 +0 +0")
                .containsPattern("messages +[1-9][0-9,]* +[1-9][0-9,]*\n")
                .containsPattern("uploaded files +[0-9]+ +[1-9][0-9]*\n")
                .containsPattern("direct conversations +[0-9]+ +[0-9]+ +[1-9][0-9]* +[1-9][0-9]*\n");
    }

    @Test
    void checkSaysThatNobodyCouldRunARealm() throws IOException {
        Files.writeString(list(), "realm,user,decision\nacme,ann@nowhere.example,denied\norchard,1,pending\n");
        assertThat(check().status()).isEqualTo(2);

        Files.writeString(list(), "realm,user,decision\n");
        Ran ran = check("--realm", "orchard");

        assertThat(ran.status()).isOne();
        assertThat(ran.out()).contains("NO OWNER WHO CAN LOG IN is approved");
    }

    /** What is wrong with a list's form doesn't hide what is wrong with what it names. */
    @Test
    void everythingThatIsWrongWithAListIsToldAtOnceAndStopsAnExport() throws IOException, SQLException {
        String user = source.query(SourceServer.DATABASE, IDS.formatted("acme")).get(3);
        String address = source.query(
                        SourceServer.DATABASE,
                        "SELECT upper(delivery_email) FROM zulip.zerver_userprofile WHERE id = " + user)
                .get(0);
        Files.writeString(
                list(),
                "realm,user,decision,why\nacme," + user + ",approved,\nacmee," + user
                        + ",denied,\nacme,nobody@x,denied,\nacme," + address
                        + ",denied,\nacme,987654,perhaps,\nacme,12\n");
        Path target = folder.resolve("run");

        Ran ran = Ran.command(source.export(target, "--approvals", list().toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains("line 1: unknown columns: \"why\"")
                .contains("line 3: there is no realm \"acmee\" on this server; did you mean: acme")
                .contains("line 4: there is no user \"nobody@x\" in the realm acme")
                .contains("lines 2, 5: contradictory decisions on the user " + user)
                .contains(
                        "line 6: \"perhaps\" is not a decision",
                        "line 6: there is no user \"987654\" in the realm acme")
                .contains("line 7: there are 2 cells where the header has 4")
                .doesNotContain("no owner");
        assertThat(target).doesNotExist();
    }

    private Ran check(String... options) {
        List<String> words = new ArrayList<>(List.of(
                "approvals",
                "check",
                list().toString(),
                "--database",
                source.server().uri(SourceServer.DATABASE)));
        words.addAll(List.of(options));
        return Ran.command(words);
    }

    @Test
    void helpTellsOnlyTheOptionsThatMatter() {
        Ran help = Ran.command(List.of("approvals", "init", "--help"));
        Ran none = Ran.command(List.of("approvals"));

        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains("--realm", "--output", "--database", "--zulip-config", "Example:")
                .doesNotContain("--uploads", "--avatar-salt-file", "--zulip-version");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("init ");
        assertThat(Ran.command(List.of("approvals", "--bogus", "init")).err()).contains("unknown option --bogus");
    }

    private Path list() {
        return folder.resolve("approvals.csv");
    }

    private Ran init(String database, String... options) {
        List<String> words = new ArrayList<>(
                List.of("approvals", "init", "--database", source.server().uri(database)));
        words.addAll(List.of(options));
        return Ran.command(words);
    }

    private static Map<String, CSVRecord> rows(String text) throws IOException {
        try (CSVParser parser = CSVParser.parse(text, CSVFormat.RFC4180)) {
            return parser.stream()
                    .skip(1)
                    .collect(Collectors.toMap(row -> row.get(1), row -> row, (a, b) -> a, LinkedHashMap::new));
        }
    }

    private void assertAllPending(String database, String realm, Set<Long> users) {
        Approvals approvals = Approvals.read(list());
        DatabaseAddress address = DatabaseAddress.parse(source.server().uri(database), Map.of());
        Connections connections = new Connections(address, Optional.empty(), Map.of());
        try (Source opened = PostgresSource.open(connections, address, List.of());
                SnapshotReader reader = opened.reader()) {
            List<Realm> realms = ServerRealms.read(reader);
            Realm found = realms.stream()
                    .filter(r -> r.stringId().equals(realm))
                    .findFirst()
                    .orElseThrow();
            List<RealmUser> all = RealmUsers.read(reader, found);
            Resolved resolved = approvals.in(found, all);
            assertThat(approvals.unknownRealms(realms)).isEmpty();
            assertThat(resolved.problems()).isEmpty();
            assertThat(resolved.decisions().keySet()).isNotEmpty().isEqualTo(users);
            assertThat(Set.copyOf(resolved.decisions().values())).containsExactly(TransferDecision.PENDING);
        }
    }
}
