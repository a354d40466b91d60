/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.schema.Migrations;
import org.realmferry.schema.Schema;
import org.realmferry.source.Target;
import org.realmferry.source.TargetCatalog;
import org.realmferry.source.TargetSession;

/** A Zulip database as an import sees it. It holds no connection but those of its sessions. */
public final class PostgresTarget implements Target {
    /**
     * As Zulip's own user has it: the trigger of messages names a table without a schema, and extensions may be in public.
     * Rows that the user may not see are a failure, and never absent.
     */
    private static final String PREPARE =
            "SELECT set_config('search_path', ?, false), set_config('row_security', 'off', false)";

    private final Connections connections;
    private final DatabaseAddress address;
    private final Watchdog watchdog;
    private final Schema schema;
    private final Migrations migrations;
    private final TargetCatalog catalog;

    private PostgresTarget(Connections connections, DatabaseAddress address, Connection connection)
            throws SQLException {
        this.connections = connections;
        this.address = address;
        Catalog general = new Catalog(connection, address);
        String name = general.findZulip();
        prepare(connection, name);
        schema = general.schema(name);
        migrations = general.migrations(schema);
        catalog = new TargetCatalogQueries(connection, name).read();
        watchdog = new Watchdog(connections);
    }

    /** Reads the catalog. Fails with {@code TARGET}, or with {@code CONFIGURATION} where the database holds no Zulip. */
    public static PostgresTarget open(Connections connections, DatabaseAddress address) {
        Connection connection = connections.openForWriting();
        try {
            return new PostgresTarget(connections, address, connection);
        } catch (SQLException e) {
            throw SqlFailures.reading("the catalog of " + address.describe(), e).withStatus(ExitStatus.TARGET);
        } catch (Failure e) {
            throw e.status() == ExitStatus.SOURCE ? e.withStatus(ExitStatus.TARGET) : e;
        } finally {
            Closing.quietly(connection);
        }
    }

    private static void prepare(Connection connection, String schema) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(PREPARE)) {
            set.setString(1, Catalog.quoted(schema) + ", public");
            set.execute();
        }
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
    public TargetCatalog catalog() {
        return catalog;
    }

    @Override
    public String describe() {
        return address.describe();
    }

    @Override
    public TargetSession session() {
        Connection connection = connections.openForWriting();
        try {
            prepare(connection, schema.name());
            return new PostgresTargetSession(connection, schema.name(), catalog.sequences(), watchdog);
        } catch (SQLException e) {
            Closing.quietly(connection);
            throw WriteFailures.writing("the settings of a session", e);
        }
    }

    @Override
    public void close() {
        watchdog.close();
    }
}
