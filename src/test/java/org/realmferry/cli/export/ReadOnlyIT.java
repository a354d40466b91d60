/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.Failure;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresSource;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.source.SnapshotReader;

/**
 * The source is never written to. All connections are those of {@link Connections} (ArchitectureTest); here a writing
 * query fails on the ones that an export reads by, and a whole export leaves no trace of a transaction that wrote.
 */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class ReadOnlyIT {
    private static final String DATABASE = "functions";
    private static final String MAY_WRITE = "may_write";

    private final SourceServer source;

    @TempDir
    private Path folder;

    ReadOnlyIT(SourceServer source) {
        this.source = source;
    }

    @BeforeAll
    void makeAFunctionThatWrites() throws SQLException {
        source.copyDatabase(DATABASE);
        source.execute(
                DATABASE,
                "CREATE FUNCTION zulip.write_something() RETURNS bigint LANGUAGE sql VOLATILE"
                        + " AS 'INSERT INTO zulip.zerver_client (name) VALUES (''me'') RETURNING id::bigint'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO zerver_client (name) VALUES ('me') RETURNING id",
                "UPDATE zerver_message SET content = '' RETURNING id",
                "DELETE FROM zerver_usermessage RETURNING id",
                "WITH gone AS (DELETE FROM zerver_alertword RETURNING id) SELECT id FROM gone",
                "SELECT id FROM zerver_message LIMIT 1 FOR UPDATE",
                "SELECT nextval(pg_get_serial_sequence('zerver_message', 'id'))",
                "SELECT setval(pg_get_serial_sequence('zerver_message', 'id'), 1)",
                "SELECT write_something()"
            })
    void noReaderCanWrite(String query) {
        DatabaseAddress address = DatabaseAddress.parse(source.server().uri(DATABASE), Map.of());
        Connections connections = new Connections(address, Optional.empty(), Map.of());
        try (PostgresSource snapshot = PostgresSource.open(connections, address, List.of());
                SnapshotReader reader = snapshot.reader()) {
            assertThatThrownBy(() -> reader.read("a table", query, row -> {}))
                    .isInstanceOf(Failure.class)
                    .rootCause()
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
        }
    }

    @Test
    void noReaderBecomesAWriterLater() {
        DatabaseAddress address = DatabaseAddress.parse(source.server().uri(DATABASE), Map.of());
        Connections connections = new Connections(address, Optional.empty(), Map.of());
        try (PostgresSource snapshot = PostgresSource.open(connections, address, List.of());
                SnapshotReader reader = snapshot.reader()) {
            List<Boolean> readOnly = new ArrayList<>();
            reader.read(
                    "a setting",
                    "SELECT current_setting('transaction_read_only')::boolean",
                    row -> readOnly.add(row.bool(0)));
            assertThat(readOnly).containsExactly(true);
            assertThatThrownBy(() -> reader.read(
                            "a setting", "SELECT set_config('transaction_read_only', 'off', false)", row -> {}))
                    .hasRootCauseMessage("ERROR: transaction read-write mode must be set before any query");
        }
    }

    /**
     * PostgreSQL gives a transaction an id when it first writes, whatever that is: a row, a table, a temporary one, a lock
     * of a row. Neither an export nor a comparison asks for any, though its role may write and does so by default.
     */
    @Test
    void noTransactionEverWrites() throws SQLException {
        source.createSuperuser(MAY_WRITE);
        List<String> words = SourceServer.with(
                source.export(folder.resolve("run"), "--realm", "orchard", "--user", "harbor:owner@harbor.example.com"),
                "--database",
                source.uri(MAY_WRITE, SourceServer.DATABASE));
        List<String> dryRun = new ArrayList<>(words);
        dryRun.add("--dry-run");
        source.execute("postgres", "ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()");
        try {
            awaitNoVacuum();
            long before = nextTransaction();

            Ran estimate = Ran.command(dryRun);
            Ran export = Ran.command(words);
            Ran comparison = Ran.command(List.of(
                    "verify",
                    folder.resolve("run").toString(),
                    "--against",
                    source.uri(MAY_WRITE, SourceServer.DATABASE)));

            assertThat(estimate.status()).as(estimate.text()).isZero();
            assertThat(export.status()).as(export.text()).isZero();
            assertThat(comparison.status()).as(comparison.text()).isZero();
            assertThat(nextTransaction()).isEqualTo(before);
        } finally {
            source.execute("postgres", "ALTER SYSTEM RESET autovacuum", "SELECT pg_reload_conf()");
        }
    }

    @Test
    void aTransactionThatWritesWouldBeSeen() throws SQLException {
        long before = nextTransaction();
        source.execute("postgres", "CREATE TEMP TABLE t (id int)");

        assertThat(nextTransaction()).isGreaterThan(before);
    }

    private long nextTransaction() throws SQLException {
        return Long.parseLong(source.query("postgres", "SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
                .get(0));
    }

    private void awaitNoVacuum() throws SQLException {
        while (!source.query(
                        "postgres", "SELECT backend_type FROM pg_stat_activity WHERE backend_type LIKE 'autovacuum%'")
                .isEmpty()) {
            Thread.onSpinWait();
        }
    }
}
