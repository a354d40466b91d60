/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.sample.TcpProxy;
import org.realmferry.source.AdvisoryKey;
import org.realmferry.source.CopyIn;
import org.realmferry.source.Target;
import org.realmferry.source.TargetError;
import org.realmferry.source.TargetError.Kind;
import org.realmferry.source.TargetSession;

/** What is said of a target that refuses a row, or ends a connection, and whether it may have changed. */
class WriteFailuresIT {
    private static final String INSERT = "INSERT INTO zerver_client (id, name) VALUES (?, ?)";

    private static TargetDatabase database;
    private static Target target;

    private TargetSession session;

    /** Lets a COMMIT take as many seconds as the name of a new client says, so that a test can disturb it. */
    @BeforeAll
    static void startServer() throws IOException, SQLException {
        database = TargetDatabase.start();
        database.execute(
                "CREATE UNIQUE INDEX mail ON zulip.zerver_userprofile (realm_id, upper(delivery_email))",
                "CREATE FUNCTION zulip.wait() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN PERFORM pg_sleep(NEW.name::float); RETURN NULL; END'",
                "CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON zulip.zerver_client DEFERRABLE INITIALLY DEFERRED"
                        + " FOR EACH ROW WHEN (NEW.name ~ '^[0-9.]+$') EXECUTE FUNCTION zulip.wait()");
        target = database.target();
    }

    @AfterAll
    static void stopServer() throws IOException {
        target.close();
        database.close();
    }

    @BeforeEach
    void openSession() throws SQLException {
        database.execute("TRUNCATE zulip.zerver_client CASCADE");
        session = target.session();
    }

    @AfterEach
    void closeSession() {
        session.close();
    }

    @Test
    void aRowThatIsThereAlready() {
        session.execute("zerver_client", INSERT, 1, "Ümläut");
        Failure failure = refused(Kind.UNIQUE, () -> session.execute("zerver_client", INSERT, 2, "Ümläut"));

        assertThat(failure)
                .hasMessageContaining("zerver_client already has a row with the same name (Ümläut)")
                .hasMessageContaining("zerver_client_name_idx");
        assertThat(failure.mayPass()).isFalse();
        TargetError error = TargetError.of(failure).orElseThrow();
        assertThat(error.table()).isEqualTo("zerver_client");
        assertThat(error.constraint()).isEqualTo("zerver_client_name_idx");
    }

    @Test
    void aRowThatIsReferredToIsMissing() {
        session.begin();
        session.execute("zerver_huddle", "INSERT INTO zerver_huddle VALUES (1, 'hash', 99, 1)");
        Failure failure = refused(Kind.FOREIGN_KEY, session::constraintsImmediate);
        session.rollback();

        assertThat(failure).hasMessageContaining("zerver_huddle").hasMessageContaining("recipient_id (99)");
    }

    @Test
    void aDeferredKeyThatFailsAtCommitIsKnownToHaveChangedNothing() throws SQLException {
        session.begin();
        session.execute("zerver_client", INSERT, 7, "gone");
        session.execute("zerver_huddle", "INSERT INTO zerver_huddle VALUES (1, 'hash', 99, 1)");
        refused(Kind.FOREIGN_KEY, session::commit);

        assertThat(clients()).isEmpty();
        session.execute("zerver_client", INSERT, 8, "again");
        assertThat(clients()).containsExactly("8");
    }

    @Test
    void aValueIsMissing() {
        Failure failure = refused(Kind.NOT_NULL, () -> session.execute("zerver_client", INSERT, 1, null));

        assertThat(failure).hasMessageContaining("zerver_client.name needs a value");
        assertThat(TargetError.of(failure).orElseThrow().column()).isEqualTo("name");
    }

    @Test
    void aValueThatDoesNotFitIsPlacedAndNotShown() {
        session.begin();
        Failure failure = refused(Kind.VALUE, () -> copy("1\tsecret-is-longer-than-thirty-characters\n"));
        session.rollback();
        session.begin();
        Failure other = refused(Kind.VALUE, () -> copy("secret\tx\n"));
        session.rollback();

        assertThat(failure).hasMessageContaining("COPY zerver_client, line 1, column name");
        assertThat(other).hasMessageContaining("COPY zerver_client, line 1, column id");
        for (Throwable e = other; e != null; e = e.getCause()) {
            assertThat(e.getMessage()).doesNotContain("secret");
        }
    }

    @Test
    void aFullDiskAndWhatElseMayPass() {
        assertThat(raised(Kind.DISK_FULL, "53100").mayPass()).isTrue();
        assertThat(raised(Kind.DEADLOCK, "40P01").mayPass()).isTrue();
        assertThat(raised(Kind.LOCK_TIMEOUT, "55P03").mayPass()).isTrue();
        assertThat(raised(Kind.CHECK, "23514").mayPass()).isFalse();
        assertThat(raised(Kind.OTHER, "XX000").mayPass()).isFalse();
    }

    @Test
    void aLockThatIsNotGivenBackInTime() throws SQLException {
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE zulip.zerver_client");
            Failure failure = refused(Kind.LOCK_TIMEOUT, () -> session.execute("zerver_client", INSERT, 1, "a"));

            assertThat(failure.mayPass()).isTrue();
        }
    }

    @Test
    void aUserWithoutTheRightToWrite() {
        try (Target reader = database.target("reader", database.port());
                TargetSession other = reader.session()) {
            Failure failure = refused(Kind.PRIVILEGE, () -> other.execute("zerver_client", INSERT, 1, "a"));
            assertThat(failure.remedy()).contains("owner of the tables");
            refused(Kind.PRIVILEGE, () -> other.draw("zerver_client", 1));
        }
    }

    @Test
    void aDatabaseThatIsReadOnly() throws SQLException {
        database.execute("ALTER ROLE reader SET default_transaction_read_only = on");
        try (Target reader = database.target("reader", database.port());
                TargetSession other = reader.session()) {
            other.begin();
            Failure failure = refused(
                    Kind.READ_ONLY, () -> other.execute("zerver_client", "CREATE TABLE zerver_client_new (id int)"));
            assertThat(failure.remedy()).contains("default_transaction_read_only");
        } finally {
            database.execute("ALTER ROLE reader RESET default_transaction_read_only");
        }
    }

    @Test
    void aSequenceThatIsExhausted() throws SQLException {
        database.execute("ALTER SEQUENCE zulip.zerver_alertword_id_seq MAXVALUE 5");
        Failure failure = refused(Kind.IDS_EXHAUSTED, () -> session.draw("zerver_alertword", 10));

        assertThat(failure).hasMessageContaining("zulip.zerver_alertword_id_seq");
        assertThat(session.tryLock(AdvisoryKey.ofDraw("zerver_alertword"))).isTrue();
    }

    @Test
    void aProcessThatIsEndedDuringCopy() throws SQLException {
        session.begin();
        CopyIn copy = session.copyInto("zerver_client", List.of("id", "name"));
        database.terminate("query LIKE 'COPY%'");
        Failure failure = refused(Kind.CONNECTION_LOST, () -> {
            for (int id = 0; id < 1_000_000; id++) {
                byte[] line = (id + "\tclient " + id + "\n").getBytes(StandardCharsets.UTF_8);
                copy.write(line, 0, line.length);
            }
            copy.end();
        });
        copy.close();

        assertThat(failure.mayPass()).isTrue();
        refused(Kind.CONNECTION_LOST, session::commit);
        session.rollback();
        refused(Kind.CONNECTION_LOST, session::begin);
        assertThat(clients()).isEmpty();
    }

    @Test
    void aProcessThatIsEndedDuringCommit() throws SQLException {
        session.begin();
        session.execute("zerver_client", INSERT, 1, "600");
        var ended = CompletableFuture.runAsync(() -> {
            try {
                database.terminate("query = 'COMMIT' AND state = 'active'");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        Failure failure = catchThrowableOfType(Failure.class, session::commit);
        ended.join();

        assertUnknown(failure);
        assertThat(clients()).isEmpty();
    }

    @Test
    void anAnswerToCommitThatNeverComes() throws IOException, SQLException {
        try (TcpProxy proxy = new TcpProxy(database.port(), number -> TcpProxy.Fate.LIVE);
                Target behind = database.target("postgres", proxy.port());
                TargetSession other = behind.session()) {
            other.begin();
            other.execute("zerver_client", INSERT, 1, "1.5");
            var cut = CompletableFuture.runAsync(() -> {
                try {
                    String committing = "SELECT FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active'";
                    while (database.texts("SELECT 1 WHERE EXISTS (" + committing + ")")
                            .isEmpty()) {
                        Thread.onSpinWait();
                    }
                    proxy.disappear();
                } catch (IOException | SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            Failure failure = catchThrowableOfType(Failure.class, other::commit);
            cut.join();

            assertUnknown(failure);
        }
        while (clients().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(clients()).containsExactly("1");
    }

    @Test
    void aStatementOutsideOfATransactionIsItsOwnCommit() throws SQLException {
        var ended = CompletableFuture.runAsync(() -> {
            try {
                database.terminate("query LIKE 'SELECT pg_sleep%' AND state = 'active'");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        Failure failure =
                catchThrowableOfType(Failure.class, () -> session.execute("zerver_client", "SELECT pg_sleep(600)"));
        ended.join();

        assertUnknown(failure);
    }

    @Test
    void whatCanNotBeReadIsTheTargetsFault() {
        Failure failure =
                refused(Kind.OTHER, () -> session.read("nothing", "SELECT id FROM zerver_nothing", row -> {}));
        assertThat(failure).hasMessageContaining("zerver_nothing");
    }

    private static void assertUnknown(Failure failure) {
        assertThat(failure.status()).isEqualTo(ExitStatus.TARGET_UNKNOWN);
        assertThat(failure).hasMessageContaining("unknown whether the target changed");
        assertThat(failure.mayPass()).isFalse();
        assertThat(TargetError.of(failure).orElseThrow().kind()).isEqualTo(Kind.CONNECTION_LOST);
    }

    private Failure raised(Kind kind, String state) {
        return refused(
                kind,
                () -> session.execute("x", "DO $$BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '" + state + "'; END$$"));
    }

    private void copy(String line) {
        byte[] data = line.getBytes(StandardCharsets.UTF_8);
        try (CopyIn copy = session.copyInto("zerver_client", List.of("id", "name"))) {
            copy.write(data, 0, data.length);
            copy.end();
        }
    }

    private static Failure refused(Kind kind, ThrowingCallable call) {
        Failure failure = catchThrowableOfType(Failure.class, call);
        assertThat(failure.status()).isEqualTo(ExitStatus.TARGET);
        assertThat(TargetError.of(failure).orElseThrow().kind()).isEqualTo(kind);
        return failure;
    }

    private static List<String> clients() throws SQLException {
        return database.texts("SELECT id FROM zulip.zerver_client ORDER BY id");
    }
}
