/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Secret;

class ConnectionsIT {
    private static final String SECRET = "kP7'x\\ :9";

    @TempDir
    private static Path home;

    private static GuardedServer server;

    @BeforeAll
    static void startServer() throws IOException, SQLException {
        server = GuardedServer.start(SECRET);
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Test
    void takesThePasswordFromTheEnvironment() throws SQLException {
        assertThat(shown(to("ann@127.0.0.1:%d/zulip", Map.of("PGPASSWORD", SECRET)), "application_name"))
                .isEqualTo("realmferry");
    }

    @Test
    void takesThePasswordFromThePasswordFile() throws IOException, SQLException {
        Path file = passwordFile("rw-------");
        assertThat(shown(to("ann@127.0.0.1:%d/zulip", Map.of("PGPASSFILE", file.toString())), "role"))
                .isEqualTo("none");
    }

    @Test
    void saysWhyThePasswordFileWasIgnored() throws IOException {
        Path file = passwordFile("rw-r--r--");
        Failure failure = failure(to("ann@127.0.0.1:%d/zulip", Map.of("PGPASSFILE", file.toString())));
        assertThat(failure).hasMessageContaining(file + " was ignored: other users have access");
        assertThat(failure.remedy()).contains("PGPASSWORD");
    }

    @Test
    void takesTheConfiguredPassword() throws SQLException {
        var connections =
                new Connections(server.address("ann@127.0.0.1:%d/zulip"), Optional.of(new Secret(SECRET)), Map.of());
        assertThat(shown(connections, "application_name")).isEqualTo("realmferry");
    }

    @Test
    void prefersTheEnvironmentToTheConfiguredPassword() {
        var connections = new Connections(
                server.address("ann@127.0.0.1:%d/zulip"),
                Optional.of(new Secret(SECRET)),
                Map.of("PGPASSWORD", "wrong" + SECRET));
        Failure failure = failure(connections);
        assertThat(failure).hasMessageContaining("is wrong; the password came from PGPASSWORD");
    }

    @Test
    void setsTheSessionUpWhateverTheRoleSays() throws SQLException {
        Connections connections = to("ann@127.0.0.1:%d/zulip", Map.of("PGPASSWORD", SECRET));
        assertThat(shown(connections, "TimeZone")).isEqualTo("UTC");
        assertThat(shown(connections, "DateStyle")).isEqualTo("ISO, YMD");
        assertThat(shown(connections, "quote_all_identifiers")).isEqualTo("off");
        assertThat(shown(connections, "bytea_output")).isEqualTo("hex");
        assertThat(shown(connections, "transform_null_equals")).isEqualTo("off");
        assertThat(shown(connections, "standard_conforming_strings")).isEqualTo("on");
        assertThat(shown(connections, "statement_timeout")).isEqualTo("0");
        assertThat(shown(connections, "lock_timeout")).isEqualTo("0");
        assertThat(shown(connections, "idle_in_transaction_session_timeout")).isEqualTo("0");
        assertThat(shown(connections, "idle_session_timeout")).isEqualTo("0");
        assertThat(shown(connections, "default_transaction_read_only")).isEqualTo("on");
    }

    @Test
    void refusesToWrite() throws SQLException {
        try (Connection connection =
                        to("postgres@127.0.0.1:%d/postgres", Map.of()).open();
                Statement statement = connection.createStatement()) {
            assertThat(connection.isReadOnly()).isTrue();
            assertThatThrownBy(() -> statement.execute("CREATE TABLE t (id int)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
        }
    }

    @Test
    void asksForAPasswordWhereNoneIsGiven() {
        Failure failure = failure(to("ann@127.0.0.1:%d/zulip", Map.of("HOME", home.toString())));
        assertThat(failure).hasMessageContaining("none was found in PGPASSWORD, in " + home.resolve(".pgpass"));
    }

    @Test
    void tellsAnUnreachablePort() throws IOException {
        int port = freePort();
        Failure failure = failure(to("ann@127.0.0.1:" + port + "/zulip", Map.of()));
        assertThat(failure).hasMessageContaining("zulip at 127.0.0.1:" + port + " as ann can't be reached");
        assertThat(failure.remedy()).contains("listen_addresses");
    }

    @Test
    void tellsAnUnknownHost() {
        Failure failure = failure(to("ann@no-such-host.invalid/zulip", Map.of()));
        assertThat(failure).hasMessageContaining("no-such-host.invalid:5432 as ann can't be reached");
    }

    @Test
    void givesUpOnAServerThatNeverAnswers() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String place = "ann@127.0.0.1:" + silent.getLocalPort() + "/zulip?connect_timeout=1&sslmode=disable";
            assertThat(failure(to(place, Map.of()))).hasMessageContaining("can't be reached");
        }
    }

    @Test
    void tellsAnUnknownDatabase() {
        Failure failure = failure(to("postgres@127.0.0.1:%d/zullip", Map.of()));
        assertThat(failure).hasMessageContaining("there is no database zullip");
    }

    @Test
    void tellsADatabaseThatIsClosedToTheUser() {
        Failure failure = failure(to("ann@127.0.0.1:%d/closed", Map.of("PGPASSWORD", SECRET)));
        assertThat(failure.remedy()).contains("GRANT CONNECT ON DATABASE \"closed\" TO \"ann\"");
    }

    @Test
    void tellsAMissingServerCertificate() {
        Failure failure = failure(to("ann@127.0.0.1:%d/zulip?sslmode=require", Map.of("PGPASSWORD", SECRET)));
        assertThat(failure).hasMessageContaining("SSL");
        assertThat(failure.remedy()).contains("sslmode");
    }

    @Test
    void tellsAMissingSocketDirectory() {
        Failure failure = failure(to("/zulip?host=/nowhere/at/all&user=zulip", Map.of()));
        assertThat(failure).hasMessageContaining("zulip at the socket in /nowhere/at/all as zulip can't be reached");
        assertThat(failure.remedy()).contains("/nowhere/at/all/.s.PGSQL.5432");
    }

    @Test
    void entersThroughAUnixSocketWithAPassword() throws SQLException {
        assertThat(shown(to("ann@%s:%d/zulip?sslmode=require", Map.of("PGPASSWORD", SECRET)), "application_name"))
                .isEqualTo("realmferry");
    }

    @Test
    void entersThroughAUnixSocketAsItsPeer() throws SQLException {
        assertThat(shown(to("zulip@%s:%d/zulip", Map.of()), "session_authorization"))
                .isEqualTo("zulip");
    }

    @Test
    void tellsAsWhomToRunWherePeersAreRefused() {
        Failure failure = failure(to("stranger@%s:%d/zulip", Map.of()));
        assertThat(failure).hasMessageContaining("the server refuses the user");
        assertThat(failure.remedy()).contains("sudo -u stranger");
    }

    @Test
    void acceptsAPrimaryAndRefusesToTakeItForAStandby() throws SQLException {
        String place = "postgres@127.0.0.1:%d/postgres?target_session_attrs=";
        assertThat(shown(to(place + "primary", Map.of()), "in_hot_standby")).isEqualTo("off");
        assertThat(failure(to(place + "standby", Map.of()))).hasMessageContaining("is a primary server");
    }

    @Test
    void namesTheTableThatMayNotBeRead() throws SQLException {
        try (Connection connection = to("ann@127.0.0.1:%d/postgres", Map.of("PGPASSWORD", SECRET))
                        .open();
                Statement statement = connection.createStatement()) {
            SQLException e =
                    catchThrowableOfType(SQLException.class, () -> statement.executeQuery("SELECT * FROM secrets"));
            Failure failure = SqlFailures.reading("the rows", e);
            assertThat(failure.status()).isEqualTo(ExitStatus.SOURCE);
            assertThat(failure.remedy()).contains("GRANT SELECT ON secrets TO");
        }
    }

    @Test
    void saysToConnectPastAPoolerThatKnowsNoOptions() throws IOException {
        try (Pooler pooler = Pooler.refusing("unsupported startup parameter: options")) {
            Failure failure =
                    failure(to("postgres@127.0.0.1:" + pooler.port() + "/postgres?sslmode=disable", Map.of()));

            assertThat(failure).hasMessageContaining("PgBouncer").hasMessageContaining("startup parameter: options");
            assertThat(failure.remedy()).startsWith("Bypass the pooler");
            assertThat(failure.mayPass()).isFalse();
        }
    }

    @Test
    void saysToConnectPastAPoolerThatHandsOutSessions() throws IOException {
        int port = server.address("postgres@127.0.0.1:%d/postgres").port();
        try (Pooler pooler = Pooler.before(port)) {
            Failure failure =
                    failure(to("postgres@127.0.0.1:" + pooler.port() + "/postgres?sslmode=disable", Map.of()));

            assertThat(failure).hasMessageContaining("a connection pooler, such as PgBouncer, answers");
            assertThat(failure.remedy()).startsWith("Bypass the pooler");
        }
    }

    private static Connections to(String place, Map<String, String> environment) {
        Map<String, String> complete = new HashMap<>(Map.of("HOME", home.toString()));
        complete.putAll(environment);
        return new Connections(server.address(place), Optional.empty(), complete);
    }

    private static String shown(Connections connections, String setting) throws SQLException {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    /** The failure to connect, after a look through all its causes for the password. */
    private static Failure failure(Connections connections) {
        Failure failure = catchThrowableOfType(Failure.class, connections::open);
        assertThat(failure.status()).isEqualTo(ExitStatus.SOURCE);
        var everything = new StringWriter();
        failure.printStackTrace(new PrintWriter(everything));
        assertThat(everything + failure.remedy()).doesNotContain(SECRET);
        return failure;
    }

    private static Path passwordFile(String permissions) throws IOException {
        Path file = home.resolve("pgpass-" + permissions);
        Files.writeString(
                file, "127.0.0.1:*:*:ann:" + SECRET.replace("\\", "\\\\").replace(":", "\\:") + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
