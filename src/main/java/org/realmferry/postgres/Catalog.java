/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.schema.Column;
import org.realmferry.schema.Migrations;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/** Reads what a database holds from PostgreSQL's catalog. */
final class Catalog {
    private static final Map<String, String> SHORT_NAMES = Map.of(
            "character varying", "varchar",
            "timestamp with time zone", "timestamptz");

    private static final String MIGRATIONS = "django_migrations";

    /** The types that are read in their binary form, by what never changes: PostgreSQL's own oids (pg_type.dat). */
    private static final Map<Long, String> BY_OID = Map.ofEntries(
            Map.entry(16L, "boolean"),
            Map.entry(20L, "bigint"),
            Map.entry(21L, "smallint"),
            Map.entry(23L, "integer"),
            Map.entry(25L, "text"),
            Map.entry(114L, "json"),
            Map.entry(1016L, "bigint[]"),
            Map.entry(1043L, "varchar"),
            Map.entry(1184L, "timestamptz"),
            Map.entry(1700L, "numeric"),
            Map.entry(2950L, "uuid"),
            Map.entry(3802L, "jsonb"));

    private static final String SCHEMAS =
            "SELECT n.nspname, n.nspname = 'zulip' OR n.nspname = ANY (current_schemas(false)) AS likely"
                    + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.relname = 'zerver_realm' AND c.relkind IN ('r', 'p', 'f')"
                    + " ORDER BY array_position(current_schemas(false), n.nspname) NULLS LAST, n.nspname = 'zulip' DESC, n.nspname";

    private static final String COLUMNS = "SELECT c.relname, c.reltuples::bigint, a.attname,"
            + " format_type(a.atttypid, NULL), format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,"
            + " EXISTS (SELECT FROM pg_constraint p WHERE p.conrelid = c.oid AND p.contype = 'p'"
            + " AND p.conkey = ARRAY[a.attnum]),"
            + " (SELECT min(r.relname) FROM pg_constraint f JOIN pg_class r ON r.oid = f.confrelid"
            + " WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]),"
            + " coalesce(nullif(y.typbasetype, 0), y.oid)::bigint"
            + " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            + " JOIN pg_type y ON y.oid = a.atttypid JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition"
            + " ORDER BY c.relname, a.attnum";

    private static final String UNREADABLE = "SELECT c.relname FROM pg_class c JOIN pg_namespace n"
            + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ANY (?)"
            + " AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE'))"
            + " ORDER BY c.relname";

    private static final String HIDDEN = "SELECT c.relname FROM pg_class c JOIN pg_namespace n"
            + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ANY (?) AND row_security_active(c.oid)"
            + " ORDER BY c.relname";

    private static final String APPLIED = "SELECT app, name FROM django_migrations WHERE app <> 'pgroonga'"
            + " OR (EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'pgroonga')"
            + " AND EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attname = 'search_pgroonga'"
            + " AND attrelid = 'zerver_message'::pg_catalog.regclass AND NOT attisdropped))";

    private final Connection connection;
    private final DatabaseAddress address;

    Catalog(Connection connection, DatabaseAddress address) {
        this.connection = connection;
        this.address = address;
    }

    /** The schema that holds Zulip's tables. Fails with {@code CONFIGURATION} where there is none, or no one. */
    String findZulip() throws SQLException {
        List<String> names = new ArrayList<>();
        boolean likely = false;
        try (PreparedStatement query = connection.prepareStatement(SCHEMAS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                likely |= names.isEmpty() && rows.getBoolean(2);
                names.add(rows.getString(1));
            }
        }
        if (names.isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "no Zulip in the database " + address.describe() + ": no schema has a table zerver_realm",
                    "Check the name of the database; Zulip's own is \"zulip\".");
        }
        if (names.size() > 1 && !likely) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "several schemas of the database " + address.describe() + " contain a Zulip: "
                            + String.join(", ", names),
                    "Name the right one in the search path of the database user: ALTER ROLE ... SET search_path.");
        }
        return names.get(0);
    }

    Schema schema(String name) throws SQLException {
        Map<String, List<Column>> columns = new TreeMap<>();
        Map<String, Long> estimates = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    estimates.put(rows.getString(1), rows.getLong(2));
                    columns.computeIfAbsent(rows.getString(1), t -> new ArrayList<>())
                            .add(column(rows));
                }
            }
        }
        List<Table> tables = new ArrayList<>();
        columns.forEach((table, list) -> tables.add(new Table(table, list, estimates.getOrDefault(table, -1L))));
        return Schema.of(name, tables);
    }

    private static Column column(ResultSet rows) throws SQLException {
        String type = rows.getString(4);
        String declaration = rows.getString(5);
        for (Map.Entry<String, String> name : SHORT_NAMES.entrySet()) {
            declaration = declaration.replace(name.getKey(), name.getValue());
        }
        return new Column(
                rows.getString(3),
                BY_OID.getOrDefault(rows.getLong(9), SHORT_NAMES.getOrDefault(type, type)),
                declaration,
                rows.getBoolean(6),
                rows.getBoolean(7),
                Optional.ofNullable(rows.getString(8)));
    }

    /** Fails with {@code SOURCE}, naming all tables that the user has no right to read, or not all rows of. */
    void requireReadable(String schema, List<String> tables) throws SQLException {
        List<String> unreadable = named(UNREADABLE, schema, tables);
        if (!unreadable.isEmpty()) {
            throw new Failure(
                    ExitStatus.SOURCE,
                    "the database user " + address.user() + " has no right to read " + String.join(", ", unreadable),
                    "Connect as the user zulip, or grant the right: GRANT USAGE ON SCHEMA " + quoted(schema) + " TO "
                            + quoted(address.user()) + "; GRANT SELECT ON ALL TABLES IN SCHEMA " + quoted(schema)
                            + " TO " + quoted(address.user()) + ";");
        }
        List<String> hidden = named(HIDDEN, schema, tables);
        if (!hidden.isEmpty()) {
            throw new Failure(
                    ExitStatus.SOURCE,
                    "row level security hides rows from the database user " + address.user() + " in "
                            + String.join(", ", hidden),
                    SqlFailures.UNHIDDEN.replace("...", quoted(address.user())));
        }
    }

    private List<String> named(String sql, String schema, List<String> tables) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, schema);
            query.setArray(2, connection.createArrayOf("text", tables.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    /** A name as SQL has it, in quotes where it needs them. */
    static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** What Zulip's installation noted, without a PGroonga that was taken out of use: Zulip lists only what it loads. Fails with {@code CONFIGURATION} where nothing was: the release is unknown then. */
    Migrations migrations(Schema schema) throws SQLException {
        if (schema.table(MIGRATIONS).isEmpty()) {
            throw withoutMigrations("the schema " + schema.name() + " has no table " + MIGRATIONS);
        }
        requireReadable(schema.name(), List.of(MIGRATIONS));
        SortedMap<String, SortedSet<String>> byApp = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(APPLIED);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                byApp.computeIfAbsent(rows.getString(1), app -> new TreeSet<>()).add(rows.getString(2));
            }
        }
        Migrations migrations = new Migrations(byApp);
        if (migrations.lastOfZerver().isEmpty()) {
            throw withoutMigrations(MIGRATIONS + " has no row of the app zerver");
        }
        return migrations;
    }

    private Failure withoutMigrations(String problem) {
        return new Failure(
                ExitStatus.CONFIGURATION,
                address.describe() + ": " + problem
                        + ", so the release of Zulip is unknown, and no importer would accept the archive",
                "Restore the table from a backup of the whole database: pg_restore --table=" + MIGRATIONS
                        + ". A copy of the database needs this table in addition to those of zerver.");
    }
}
