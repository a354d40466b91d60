/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.realmferry.Failure;
import org.realmferry.postgres.address.DatabaseAddress;

/** What is said of errors that a test can't easily get from a server, also where the server speaks another language. */
class SqlFailuresTest {
    private static final DatabaseAddress ADDRESS =
            DatabaseAddress.parse("postgresql://reader@db.example.com/chat", Map.of());

    @Test
    void hiddenRowsNeedAnotherUserAndNoGrant() {
        Failure failure = SqlFailures.reading(
                "ids of reacted",
                error("42501", "check_enable_rls", "Anfrage wäre von Policy für Sicherheit auf Zeilenebene betroffen"));

        assertThat(failure.remedy()).contains("BYPASSRLS", "owner").doesNotContain("GRANT", "ids of reacted");
    }

    @Test
    void aRightThatTheServerDoesNotNameIsNotInvented() {
        Failure failure = SqlFailures.reading("ids of reacted", error("42501", "aclcheck_error", "Zugriff verweigert"));

        assertThat(failure.remedy()).contains("as the user zulip").doesNotContain("ON ids");
        assertThat(remedyOf("permission denied for function pg_export_snapshot"))
                .contains("GRANT EXECUTE ON FUNCTION pg_export_snapshot TO");
        assertThat(remedyOf("permission denied for materialized view x")).contains("GRANT SELECT ON x TO");
        assertThat(remedyOf("permission denied for schema zulip")).contains("GRANT USAGE ON SCHEMA zulip TO");
    }

    @Test
    void aConflictWithRecoveryNamesTheStandbysSettings() {
        Failure failure = SqlFailures.reading(
                "zerver_message",
                error("40001", "ProcessInterrupts", "canceling statement due to conflict with recovery"));

        assertThat(failure).hasMessageContaining("canceling statement due to conflict with recovery");
        assertThat(failure.remedy())
                .contains("hot_standby_feedback", "max_standby_streaming_delay", "max_standby_archive_delay");
        assertThat(failure.mayPass()).isTrue();
    }

    @Test
    void whatOnlyAPoolerSaysIsNotWaitedOut() {
        for (SQLException e : new SQLException[] {
            error("08P01", "", "unsupported startup parameter: options"), error("08P01", "", "no such database: chat")
        }) {
            Failure failure = SqlFailures.connecting(ADDRESS, e);
            assertThat(failure).hasMessageContaining("PgBouncer").hasMessageContaining(e.getMessage());
            assertThat(failure.remedy()).startsWith("Bypass the pooler");
            assertThat(failure.mayPass()).isFalse();
        }
        assertThat(SqlFailures.reading("rows", error("26000", "", "prepared statement \"S_1\" does not exist"))
                        .remedy())
                .startsWith("Bypass the pooler");
    }

    @Test
    void limitsOfConnectionsAreToldByWhatHasThem() {
        Failure role = SqlFailures.connecting(ADDRESS, error("53300", "InitializeSessionUserId", "zu viele"));
        Failure database = SqlFailures.connecting(ADDRESS, error("53300", "CheckMyDatabase", "zu viele"));
        Failure server = SqlFailures.connecting(ADDRESS, error("53300", "InitProcess", "zu viele"));

        assertThat(role.remedy()).contains("ALTER ROLE reader CONNECTION LIMIT -1", "--jobs 1");
        assertThat(database.remedy()).contains("ALTER DATABASE chat CONNECTION LIMIT -1");
        assertThat(server.remedy()).contains("max_connections");
        assertThat(role.mayPass()).isFalse();
        assertThat(server.mayPass()).isTrue();
    }

    @Test
    void aUserOrADatabaseThatIsClosedIsToldHowToOpenIt() {
        assertThat(SqlFailures.connecting(ADDRESS, error("28000", "InitializeSessionUserId", "nicht erlaubt"))
                        .remedy())
                .contains("ALTER ROLE reader LOGIN");
        assertThat(SqlFailures.connecting(ADDRESS, error("55000", "CheckMyDatabase", "geschlossen"))
                        .remedy())
                .contains("ALTER DATABASE chat ALLOW_CONNECTIONS true");
    }

    private static String remedyOf(String message) {
        return SqlFailures.reading("ids of reacted", error("42501", "aclcheck_error", message))
                .remedy();
    }

    private static PSQLException error(String state, String routine, String message) {
        return new PSQLException(new ServerErrorMessage(
                "SFATAL\0C" + state + "\0M" + message + (routine.isEmpty() ? "" : "\0R" + routine) + "\0"));
    }
}
