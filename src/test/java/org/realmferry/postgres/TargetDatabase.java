/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.SampleDdl;
import org.realmferry.schema.Schema;
import org.realmferry.source.Target;

/** A server whose database {@code zulip} has all tables of Zulip, with their keys and indexes, and hardly a row. */
final class TargetDatabase implements AutoCloseable {
    private final EmbeddedServer server;

    private TargetDatabase(EmbeddedServer server) {
        this.server = server;
    }

    static TargetDatabase start() throws IOException, SQLException {
        TargetDatabase database = new TargetDatabase(EmbeddedServer.start());
        database.server.createDatabase("zulip");
        try (Connection connection = database.server.connect("zulip")) {
            Schema schema = SampleDdl.schema();
            SampleDdl.createTables(connection, schema);
            SampleDdl.createConstraints(connection, schema);
        }
        database.execute(
                "INSERT INTO zulip.django_migrations (app, name, applied) VALUES ('zerver', '0001_initial', now())");
        database.execute("CREATE ROLE reader LOGIN", "GRANT USAGE ON SCHEMA zulip TO reader");
        database.execute("GRANT SELECT ON ALL TABLES IN SCHEMA zulip TO reader");
        return database;
    }

    Target target() {
        return target("postgres", server.port());
    }

    /** As another user, or through another port. */
    Target target(String user, int port) {
        DatabaseAddress address = address(user, port);
        return PostgresTarget.open(new Connections(address, Optional.empty(), Map.of()), address);
    }

    DatabaseAddress address(String user, int port) {
        return DatabaseAddress.parse(
                "postgresql://" + user + "@127.0.0.1:" + port + "/zulip?sslmode=disable", Map.of());
    }

    int port() {
        return server.port();
    }

    Connection connect() throws SQLException {
        return server.connect("zulip");
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of what a query finds; a null is the text null. */
    List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(String.valueOf(rows.getString(1)));
            }
        }
        return texts;
    }

    /** Ends the one process that does what, and waits until there is one. */
    void terminate(String condition) throws SQLException {
        String sql =
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'realmferry import' AND ";
        while (texts(sql + condition).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
