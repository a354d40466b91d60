/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import org.realmferry.extract.SnapshotReader;
import org.realmferry.extract.Source;
import org.realmferry.schema.Migrations;
import org.realmferry.schema.Schema;

/**
 * A Zulip database as an export sees it: one snapshot, exported by the connection that this object holds, for all
 * readers (PostgreSQL documentation, "Snapshot Synchronization Functions").
 */
public final class PostgresSource implements Source {
    private static final Pattern SNAPSHOT = Pattern.compile("[0-9A-F-]+");

    private final Connections connections;
    private final DatabaseAddress address;
    private final Connection holder;
    private final Schema schema;
    private final Migrations migrations;
    private final String snapshot;

    private PostgresSource(Connections connections, DatabaseAddress address, List<String> tablesToRead) {
        this.connections = connections;
        this.address = address;
        holder = connections.open();
        try {
            begin(holder);
            Catalog catalog = new Catalog(holder, address);
            String name = catalog.findZulip();
            schema = catalog.schema(name);
            catalog.requireReadable(name, tablesToRead);
            searchIn(holder, name);
            migrations = catalog.migrations();
            snapshot = exportSnapshot(holder);
        } catch (SQLException e) {
            close();
            throw SqlFailures.reading("the catalog of " + address.describe(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Takes the snapshot.
     *
     * @param tablesToRead all of them must be readable; fails with {@code SOURCE}, naming those that aren't
     */
    public static PostgresSource open(Connections connections, DatabaseAddress address, List<String> tablesToRead) {
        return new PostgresSource(connections, address, tablesToRead);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public Migrations migrations() {
        return migrations;
    }

    @Override
    public String snapshot() {
        return snapshot;
    }

    @Override
    public SnapshotReader reader() {
        Connection connection = connections.open();
        try (Statement statement = connection.createStatement()) {
            begin(connection);
            statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
            searchIn(connection, schema.name());
            return new CopyReader(connection);
        } catch (SQLException e) {
            Closing.quietly(connection);
            throw SqlFailures.reading("the snapshot of " + address.describe(), e);
        }
    }

    /** All later statements see one instant, write nothing, and fail rather than hide rows from this user. */
    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            statement.execute("SET LOCAL row_security = off");
        }
    }

    private static void searchIn(Connection connection, String schema) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("SELECT set_config('search_path', ?, true)")) {
            set.setString(1, Catalog.quoted(schema));
            set.execute();
        }
    }

    private static String exportSnapshot(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
            row.next();
            String name = row.getString(1);
            if (!SNAPSHOT.matcher(name).matches()) {
                throw new SQLException("an unusual name of a snapshot: " + name);
            }
            return name;
        }
    }

    @Override
    public void close() {
        Closing.quietly(holder);
    }
}
