/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.realmferry.source.TargetCatalog;
import org.realmferry.source.TargetCatalog.UniqueIndex;

/** Reads from PostgreSQL's catalog what only those need who write. */
final class TargetCatalogQueries {
    private static final String TABLES = " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " AND n.nspname = ? AND c.relkind IN ('r', 'p') AND NOT c.relispartition";

    private static final String COLUMNS =
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0" + " AND NOT a.attisdropped";

    /** A sequence of a table that was restored by hand may belong to no column: then the default names it. */
    private static final String SEQUENCES = "SELECT c.relname,"
            + " coalesce(pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), 'id'),"
            + " (SELECT min(format('%I.%I', m.nspname, s.relname)) FROM pg_attrdef f"
            + " JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid"
            + " AND d.refclassid = 'pg_class'::regclass"
            + " JOIN pg_class s ON s.oid = d.refobjid AND s.relkind = 'S' JOIN pg_namespace m ON m.oid = s.relnamespace"
            + " WHERE f.adrelid = c.oid AND f.adnum = a.attnum)) AS sequence"
            + TABLES + COLUMNS + " AND a.attname = 'id'";

    private static final String DEFAULTS =
            "SELECT c.relname || '.' || a.attname" + TABLES + COLUMNS + " AND (a.atthasdef OR a.attidentity <> '')";

    /** An index that isn't valid yet refuses rows, too, as soon as it is ready. */
    private static final String UNIQUE = "SELECT x.relname, c.relname, ARRAY(SELECT CASE k.attnum WHEN 0"
            + " THEN pg_get_indexdef(i.indexrelid, k.place::integer, true) ELSE a.attname::text END"
            + " FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, place)"
            + " LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum"
            + " WHERE k.place <= i.indnkeyatts ORDER BY k.place),"
            + " pg_get_indexdef(i.indexrelid), i.indexprs IS NOT NULL, pg_get_expr(i.indpred, i.indrelid)"
            + TABLES + " JOIN pg_index i ON i.indrelid = c.oid AND i.indisunique AND i.indisready"
            + " JOIN pg_class x ON x.oid = i.indexrelid ORDER BY c.relname, x.relname";

    private static final String LACKS_TABLE = "SELECT p.name || ' on ' || format('%I.%I', n.nspname, c.relname)"
            + TABLES + ", unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p (name)"
            + " WHERE NOT has_table_privilege(c.oid, p.name)";

    private static final String LACKS_SEQUENCE = "SELECT 'USAGE on ' || q.sequence FROM (" + SEQUENCES + ") q"
            + " WHERE q.sequence IS NOT NULL AND NOT has_sequence_privilege(q.sequence, 'USAGE, UPDATE')";

    private static final String SERVER =
            "SELECT pg_is_in_recovery(), current_setting('server_version_num')::integer FROM pg_namespace WHERE nspname = ?";

    /** Takes one row of an answer. */
    @FunctionalInterface
    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final String schema;

    TargetCatalogQueries(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    TargetCatalog read() throws SQLException {
        boolean[] standby = new boolean[1];
        int[] version = new int[1];
        each(SERVER, row -> {
            standby[0] = row.getBoolean(1);
            version[0] = row.getInt(2);
        });
        Set<String> missing = texts(LACKS_TABLE);
        missing.addAll(texts(LACKS_SEQUENCE));
        return new TargetCatalog(sequences(), texts(DEFAULTS), uniqueIndexes(), standby[0], version[0], missing);
    }

    private Map<String, String> sequences() throws SQLException {
        Map<String, String> sequences = new HashMap<>();
        each(SEQUENCES, row -> {
            if (row.getString(2) != null) {
                sequences.put(row.getString(1), row.getString(2));
            }
        });
        return sequences;
    }

    private List<UniqueIndex> uniqueIndexes() throws SQLException {
        List<UniqueIndex> indexes = new ArrayList<>();
        each(
                UNIQUE,
                row -> indexes.add(new UniqueIndex(
                        row.getString(1),
                        row.getString(2),
                        List.of((String[]) row.getArray(3).getArray()),
                        row.getString(4),
                        row.getBoolean(5),
                        Optional.ofNullable(row.getString(6)))));
        return indexes;
    }

    private Set<String> texts(String sql) throws SQLException {
        Set<String> texts = new HashSet<>();
        each(sql, row -> texts.add(row.getString(1)));
        return texts;
    }

    private void each(String sql, Row handler) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, schema);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    handler.take(rows);
                }
            }
        }
    }
}
