/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.source.Target;
import org.realmferry.source.TargetCatalog;
import org.realmferry.source.TargetCatalog.UniqueIndex;
import org.realmferry.source.TargetSession;

/** What an import learns of its target before it writes. */
class PostgresTargetIT {
    private static TargetDatabase database;

    @BeforeAll
    static void startServer() throws IOException, SQLException {
        database = TargetDatabase.start();
        database.execute(
                "CREATE UNIQUE INDEX mail ON zulip.zerver_userprofile (realm_id, upper(delivery_email)) WHERE is_active",
                "CREATE SEQUENCE zulip.\"by Hand\"",
                "ALTER TABLE zulip.zerver_huddle ALTER id DROP IDENTITY",
                "ALTER TABLE zulip.zerver_huddle ALTER id SET DEFAULT nextval('zulip.\"by Hand\"')",
                "ALTER TABLE zulip.zerver_client ALTER name SET DEFAULT 'x'");
    }

    @AfterAll
    static void stopServer() throws IOException {
        database.close();
    }

    @Test
    void knowsTablesAndMigrations() {
        try (Target target = database.target()) {
            assertThat(target.schema().name()).isEqualTo("zulip");
            assertThat(target.schema().table("zerver_message")).isPresent();
            assertThat(target.migrations().lastOfZerver()).isNotEmpty();
            assertThat(target.describe()).isEqualTo("zulip at 127.0.0.1:" + database.port() + " as postgres");
        }
    }

    @Test
    void knowsSequencesAndDefaults() {
        TargetCatalog catalog = catalog("postgres");

        assertThat(catalog.sequences())
                .containsEntry("zerver_message", "zulip.zerver_message_id_seq")
                .containsEntry("zerver_huddle", "zulip.\"by Hand\"")
                .doesNotContainKey("zerver_namedusergroup");
        assertThat(catalog.defaults())
                .contains("zerver_message.id", "zerver_huddle.id", "zerver_client.name")
                .doesNotContain("zerver_message.content", "zerver_namedusergroup.usergroup_ptr_id");
        assertThat(catalog.standby()).isFalse();
        assertThat(catalog.serverVersion()).isBetween(130_000, 400_000);
    }

    @Test
    void knowsUniqueIndexes() {
        List<UniqueIndex> indexes = catalog("postgres").uniqueIndexes();

        UniqueIndex mail = named(indexes, "mail");
        assertThat(mail.table()).isEqualTo("zerver_userprofile");
        assertThat(mail.expression()).isTrue();
        assertThat(mail.columns()).hasSize(2).first().isEqualTo("realm_id");
        assertThat(mail.columns().get(1)).startsWith("upper(").contains("delivery_email");
        assertThat(mail.predicate()).contains("is_active");
        UniqueIndex reaction = named(indexes, "zerver_reaction_user_profile_id_message_id_reaction_type_em_idx");
        assertThat(reaction.columns()).containsExactly("user_profile_id", "message_id", "reaction_type", "emoji_code");
        assertThat(reaction.definition()).startsWith("CREATE UNIQUE INDEX ");
        assertThat(reaction.expression()).isFalse();
        assertThat(reaction.predicate()).isEmpty();
        assertThat(named(indexes, "zerver_namedusergroup_pkey").columns()).containsExactly("usergroup_ptr_id");
    }

    @Test
    void namesThePrivilegesThatAreMissing() {
        assertThat(catalog("postgres").missingPrivileges()).isEmpty();
        assertThat(catalog("reader").missingPrivileges())
                .contains(
                        "INSERT on zulip.zerver_message",
                        "UPDATE on zulip.zerver_realm",
                        "DELETE on zulip.zerver_message",
                        "USAGE on zulip.zerver_message_id_seq",
                        "USAGE on zulip.\"by Hand\"")
                .doesNotContain("SELECT on zulip.zerver_message");
    }

    @Test
    void setsTheSessionsUp() throws SQLException {
        database.execute(
                "ALTER ROLE reader SET TimeZone = 'Asia/Tokyo'",
                "ALTER ROLE reader SET statement_timeout = '1s'",
                "ALTER ROLE reader SET search_path = pg_catalog");
        try (Target target = database.target("reader", database.port());
                TargetSession session = target.session()) {
            assertThat(shown(session, "application_name")).isEqualTo("realmferry import");
            assertThat(shown(session, "lock_timeout")).isEqualTo("5s");
            assertThat(shown(session, "statement_timeout")).isEqualTo("0");
            assertThat(shown(session, "idle_in_transaction_session_timeout")).isEqualTo("0");
            assertThat(shown(session, "search_path")).isEqualTo("zulip, public");
            assertThat(shown(session, "row_security")).isEqualTo("off");
            assertThat(shown(session, "TimeZone")).isEqualTo("UTC");
            assertThat(shown(session, "DateStyle")).isEqualTo("ISO, YMD");
            assertThat(shown(session, "client_encoding")).isEqualTo("UTF8");
            assertThat(shown(session, "default_transaction_read_only")).isEqualTo("off");
        }
    }

    @Test
    void failsForTheTargetWhereItCanNotBeReached() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Failure failure = catchThrowableOfType(Failure.class, () -> database.target("postgres", free));

        assertThat(failure).hasMessageContaining("can't be reached");
        assertThat(failure.status()).isEqualTo(ExitStatus.TARGET);
        assertThat(failure.mayPass()).isTrue();
    }

    @Test
    void failsForTheTargetWhereMigrationsMayNotBeRead() throws SQLException {
        database.execute("CREATE ROLE stranger LOGIN");
        Failure failure = catchThrowableOfType(Failure.class, () -> database.target("stranger", database.port()));

        assertThat(failure).hasMessageContaining("django_migrations");
        assertThat(failure.status()).isEqualTo(ExitStatus.TARGET);
    }

    private static TargetCatalog catalog(String user) {
        try (Target target = database.target(user, database.port())) {
            return target.catalog();
        }
    }

    private static UniqueIndex named(List<UniqueIndex> indexes, String name) {
        Optional<UniqueIndex> found =
                indexes.stream().filter(i -> i.name().equals(name)).findFirst();
        return found.orElseThrow(() -> new AssertionError("no index " + name));
    }

    private static String shown(TargetSession session, String setting) {
        List<String> values = new ArrayList<>();
        session.read("a setting", "SELECT current_setting('" + setting + "')", row -> values.add(row.text(0)));
        return values.get(0);
    }
}
