/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.OlderServers;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SameFiles;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.rules.Rules;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;
import org.realmferry.sample.SampleDdl;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/** What the tests of newer servers ask for, of servers of older releases. */
@ExtendWith(OlderServers.Shared.class)
@TestInstance(Lifecycle.PER_CLASS)
class OlderServersIT {
    /** What an import of 1.4.3 has no row for, whoever exports: a message to a system bot. */
    static final String TO_A_SYSTEM_BOT = "recipient";

    private final OlderServers servers;

    @TempDir
    private static Path folder;

    OlderServersIT(OlderServers servers) {
        this.servers = servers;
    }

    private ExportedServer source(String release) {
        return servers.of(release);
    }

    @ParameterizedTest
    @CsvSource({"8.1, consent", "5.7, consent", "8.1, public", "5.7, public", "1.4.3, public"})
    void byTheStrictRulesNothingLeavesThatAnAuditObjectsTo(String release, String mode) {
        Path output = folder.resolve("strict-" + release + mode);
        List<String> words =
                new ArrayList<>(mode.equals("consent") ? OlderServers.byConsent(release) : List.of("--mode", mode));
        words.add("--force");
        ExportedServer source = source(release);

        ExportOutcome outcome = source.export(output, words.toArray(String[]::new));

        assertThat(outcome.text()).contains("Data of other users is left out by the strict rules.");
        for (String realm : source.realms()) {
            Ran audit = Ran.command(List.of("audit", output.resolve(realm).toString(), "--mode", mode));
            assertThat(audit.status()).as(audit.text()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.1", "5.7", "1.4.3"})
    void anArchiveVerifiesAndTheNumberOfWorkersChangesNoByte(String release) throws IOException {
        ExportedServer source = source(release);
        Path one = folder.resolve("one-" + release);
        Path eight = folder.resolve("eight-" + release);
        source.export(one, "--jobs", "1");
        source.export(eight, "--jobs", "8");

        for (String realm : source.realms()) {
            SameFiles.assertSame(one.resolve(realm), eight.resolve(realm));
            Ran verify = Ran.command(List.of("verify", one.resolve(realm).toString(), "--json"));
            assertThat(verify.out()
                            .lines()
                            .map(line -> Json.object(Json.parse(line)))
                            .filter(line -> "finding".equals(line.get("type"))))
                    .as(verify.text())
                    .allSatisfy(finding -> {
                        assertThat(release).isEqualTo("1.4.3");
                        assertThat(String.valueOf(finding.get("message"))).startsWith(TO_A_SYSTEM_BOT);
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({"8.1, lear", "5.7, lear", "1.4.3, northwind.org"})
    void whatNoRuleKnowsStopsAnExportOrStaysBehind(String release, String realm) throws IOException, SQLException {
        ExportedServer any = source(release).copy("grown-" + release);
        ExportedServer grown =
                new ExportedServer(any.server(), any.database(), any.uploads(), any.salt(), List.of(realm));
        grown.execute(
                "ALTER TABLE zulip.zerver_message ADD COLUMN mood text DEFAULT 'MOOD-OF-A-MESSAGE'",
                "ALTER TABLE zulip.zerver_stream ADD COLUMN mood text DEFAULT 'MOOD-OF-A-CHANNEL'",
                "CREATE TABLE zulip.zerver_novelty (id bigint PRIMARY KEY, message_id integer"
                        + " REFERENCES zulip.zerver_message, text text)",
                "INSERT INTO zulip.zerver_novelty SELECT id, id, 'ROW-OF-A-NOVELTY' FROM zulip.zerver_message LIMIT 1");
        Path output = folder.resolve("grown-" + release);

        ExportOutcome stopped = grown.export(output);
        assertThat(stopped.status()).as(stopped.text()).isEqualTo(3);
        assertThat(stopped.text())
                .contains(
                        "no rule knows the column zerver_message.mood",
                        "no rule knows the column zerver_stream.mood",
                        "no rule knows the table zerver_novelty",
                        "--unknown-tables skip");
        assertThat(output).doesNotExist();

        ExportOutcome skipped = grown.export(output, "--unknown-tables", "skip");
        assertThat(skipped.status()).as(skipped.text()).isEqualTo(1);
        assertThat(skipped.text()).contains("zerver_message.mood", "zerver_stream.mood", "zerver_novelty");
        Path plain = folder.resolve("not-grown-" + release);
        new ExportedServer(any.server(), source(release).database(), any.uploads(), any.salt(), List.of(realm))
                .export(plain);
        assertThat(SameFiles.differences(plain.resolve(realm), output.resolve(realm)))
                .as("two databases have another hash in the manifest, and nothing else")
                .isSubsetOf("realmferry.json");
    }

    @Test
    void everyMessageOfTheServerLeavesOrIsNamedWithAReason() throws IOException, SQLException {
        ExportedServer source = source("1.4.3");
        Path output = folder.resolve("accounting");
        Path list = folder.resolve("left-out.jsonl");

        source.export(output, "--list-left-out", list.toString());

        Set<Long> exported = new HashSet<>();
        for (String realm : source.realms()) {
            exported.addAll(ExportedArchive.read(output.resolve(realm)).ids("zerver_message"));
        }
        List<Map<String, Object>> named = Json.readLines(list);
        Set<Long> all = new HashSet<>(exported);
        named.forEach(line -> all.add(ExportedArchive.number(line.get("id"))));
        assertThat(all).isEqualTo(new HashSet<>(source.numbers("SELECT id FROM zulip.zerver_message")));
        assertThat(named).hasSize(all.size() - exported.size());
        assertThat(named).extracting(line -> line.get("kind")).containsOnly("group", "direct", "channel");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(list)))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "2.0", "2.1", "3.0", "3.4", "4", "5", "6", "7", "8", "9"
            })
    void everyTextOfTheRulesHoldsInTheSchemaOfEachRelease(String release) throws IOException, SQLException {
        ExportedServer empty = empty(release);
        Path list = Files.write(folder.resolve(release + ".csv"), List.of("realm,user,decision"));

        for (List<String> options : List.of(
                List.of("--mode", "full"),
                List.of("--mode", "public"),
                List.of("--approvals", list.toString()),
                List.of("--approvals", list.toString(), "--unapproved", "omit"))) {
            List<String> words = new ArrayList<>(options);
            words.addAll(List.of("--force", "--zulip-version", version(release)));
            Path output = folder.resolve("empty-" + release + options.hashCode());
            ExportOutcome outcome = empty.export(output, words.toArray(String[]::new));
            assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
            assertThat(output.resolve("x").resolve("realmferry.json")).exists();
        }
        Path users = folder.resolve("users-" + release);
        ExportOutcome outcome = empty.export(users, "--user", "x:x", "--zulip-version", version(release));
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
        assertThat(users.resolve("users/x/x/user.json")).exists();
    }

    private static String version(String release) {
        return release.contains(".") ? release : release + ".0";
    }

    /** A server of a release with one realm and one user, whose columns hold something of their types. */
    private ExportedServer empty(String release) throws SQLException {
        String name = "empty-" + release;
        servers.server().createDatabase(name);
        Schema schema = Rules.of(release);
        try (Connection connection = servers.server().connect(name)) {
            SampleDdl.createTables(connection, schema);
            SampleDdl.createKeys(connection, schema);
            try (Statement statement = connection.createStatement()) {
                // The groups that a realm of a newer release names aren't there.
                statement.execute("SET session_replication_role = replica");
                statement.execute("INSERT INTO zulip.django_migrations (app, name, applied)"
                        + " VALUES ('zerver', '0001_initial', now())");
                for (String table : List.of("zerver_realm", "zerver_realmuserdefault", "zerver_userprofile")) {
                    if (schema.table(table).isPresent()) {
                        statement.execute(row(schema.table(table).get()));
                    }
                }
            }
        }
        ExportedServer any = source("8.1");
        return new ExportedServer(servers.server(), name, any.uploads(), any.salt(), List.of("x"));
    }

    private static String row(Table table) {
        List<String> values =
                table.columns().stream().map(OlderServersIT::value).toList();
        return "INSERT INTO zulip." + table.name() + " VALUES (" + String.join(", ", values) + ")";
    }

    private static String value(Column column) {
        if (column.nullable()) {
            return "NULL";
        }
        return switch (column.type()) {
            case "boolean" -> "FALSE";
            case "timestamptz" -> "now()";
            case "uuid" -> "gen_random_uuid()";
            case "jsonb" -> "'{}'";
            case "varchar", "text" -> "'x'";
            default -> "1";
        };
    }
}
