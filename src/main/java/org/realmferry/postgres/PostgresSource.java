/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.schema.Migrations;
import org.realmferry.schema.Schema;
import org.realmferry.source.SnapshotHorizon;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;

/**
 * A Zulip database as an export sees it: one snapshot, exported by the connection that this object holds, for all
 * readers (PostgreSQL documentation, "Snapshot Synchronization Functions").
 */
public final class PostgresSource implements Source {
    private static final Pattern SNAPSHOT = Pattern.compile("[0-9A-F-]+");

    private static final int ANSWER_MILLIS = 5000;

    private static final String XMIN = "SELECT txid_snapshot_xmin(txid_current_snapshot())::text";

    private static final String MAY_READ_CONTROL =
            "SELECT current_setting('server_version_num')::integer >= 100000 AND coalesce(bool_and("
                    + "has_function_privilege(p.oid, 'EXECUTE')), false) FROM pg_proc p"
                    + " WHERE p.proname IN ('pg_control_system', 'pg_control_checkpoint', 'pg_walfile_name')";

    /** The control file learns of a promotion late: on a primary the name of the log file tells the timeline. */
    private static final String SERVER = "SELECT s.system_identifier || '/' || CASE WHEN pg_is_in_recovery()"
            + " THEN lpad(to_hex(c.timeline_id), 8, '0') ELSE lower(left(pg_walfile_name(pg_current_wal_lsn()), 8)) END"
            + " || '/' || (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())"
            + " FROM pg_control_system() s, pg_control_checkpoint() c";

    private final Connections connections;
    private final DatabaseAddress address;
    private final Connection holder;
    private final WorkMemory memory;
    private final Watchdog watchdog;
    private final Schema schema;
    private final Migrations migrations;
    private final String snapshot;
    private final SnapshotHorizon standpoint;

    /** Whether the server knows of its texts in which encoding they are. */
    private final boolean checked;

    private PostgresSource(
            Connections connections,
            DatabaseAddress address,
            List<String> tablesToRead,
            Connection holder,
            WorkMemory memory) {
        this.connections = connections;
        this.memory = memory;
        this.address = address;
        this.holder = holder;
        watchdog = new Watchdog(connections);
        try {
            begin(holder, memory);
            Catalog catalog = new Catalog(holder, address);
            String name = catalog.findZulip();
            schema = catalog.schema(name);
            catalog.requireReadable(name, tablesToRead);
            searchIn(holder, name);
            migrations = catalog.migrations(schema);
            snapshot = exportSnapshot(holder);
            checked = isChecked(holder);
            standpoint = standpoint(holder);
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
        return open(connections, address, tablesToRead, WorkMemory.usual(1));
    }

    /** As {@link #open(Connections, DatabaseAddress, List)}, for several readers. */
    public static PostgresSource open(
            Connections connections, DatabaseAddress address, List<String> tablesToRead, WorkMemory memory) {
        return new PostgresSource(connections, address, tablesToRead, connections.open(), memory);
    }

    /**
     * Takes the snapshot as {@link #open}, where other runs leave enough connections.
     *
     * @return empty where they don't
     */
    public static Optional<Shared> openWithin(
            ConnectionQuota share,
            WorkMemory memory,
            Connections connections,
            DatabaseAddress address,
            List<String> tablesToRead) {
        Connection holder = connections.open();
        int jobs = 0;
        try {
            jobs = share.take(holder);
        } catch (SQLException e) {
            throw SqlFailures.reading("the connections of other runs", e);
        } finally {
            if (jobs == 0) {
                Closing.quietly(holder);
            }
        }
        return jobs == 0
                ? Optional.empty()
                : Optional.of(new Shared(
                        new PostgresSource(connections, address, tablesToRead, holder, memory.among(jobs)), jobs));
    }

    /**
     * A source with which other runs have left some connections.
     *
     * @param jobs how many readers it may have at a time
     */
    public record Shared(Source source, int jobs) {}

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
    public SnapshotHorizon standpoint() {
        return standpoint;
    }

    @Override
    public SnapshotReader reader() {
        Connection connection = connections.open();
        try (Statement statement = connection.createStatement()) {
            begin(connection, memory);
            statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
            searchIn(connection, schema.name());
            if (!checked) {
                // Else the server refuses a row with a byte that is no text; here it is a finding.
                statement.execute("SET client_encoding = 'SQL_ASCII'");
            }
            return new CopyReader(connection, watchdog, this::reason);
        } catch (SQLException e) {
            Closing.quietly(connection);
            // Whatever it is: where the connection that holds the snapshot was lost, a new one is needed.
            throw SqlFailures.reading("the snapshot of " + address.describe(), reason(e))
                    .thatMayPass();
        }
    }

    /** What ends one connection mostly ends all that hold the snapshot, and this one hears the server's words. */
    private SQLException reason(SQLException lost) {
        if (!SqlFailures.isLost(lost)) {
            return lost;
        }
        try (Statement statement = holder.createStatement()) {
            holder.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            statement.execute("SELECT 1");
            return lost;
        } catch (SQLException e) {
            return SqlFailures.isLost(e) ? lost : e;
        }
    }

    /** All later statements see one instant, write nothing, and fail rather than hide rows from this user. */
    private static void begin(Connection connection, WorkMemory memory) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            statement.execute("SET LOCAL row_security = off");
            // Usermessages are counted by message: a million groups that needn't go to the disk.
            statement.execute("SET LOCAL work_mem = '" + memory.setting() + "'");
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

    private static SnapshotHorizon standpoint(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String server = "";
            if (isTrue(statement, MAY_READ_CONTROL)) {
                server = text(statement, SERVER);
            }
            return new SnapshotHorizon(server, Long.parseLong(text(statement, XMIN)));
        }
    }

    private static boolean isChecked(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return !text(statement, "SHOW server_encoding").equals("SQL_ASCII");
        }
    }

    private static boolean isTrue(Statement statement, String query) throws SQLException {
        return text(statement, query).equals("t");
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        watchdog.close();
        Closing.quietly(holder);
    }
}
