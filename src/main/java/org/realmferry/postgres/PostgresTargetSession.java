/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.realmferry.Failure;
import org.realmferry.source.CopyIn;
import org.realmferry.source.IdRange;
import org.realmferry.source.TargetSession;

/** A connection that writes. Its driver starts a transaction with the first statement after {@link #begin}. */
final class PostgresTargetSession implements TargetSession, Watchdog.Watched {
    private static final Logger LOG = Logger.getLogger(PostgresTargetSession.class.getName());

    /** Something that asks the server. */
    @FunctionalInterface
    interface Call {
        long run() throws SQLException;
    }

    private final Connection connection;
    private final String schema;
    private final Map<String, String> sequences;
    private final Watchdog watchdog;
    private final CopyReader reader;
    private final byte[] piece = new byte[TextCopy.PIECE];
    private final AtomicLong answers = new AtomicLong();
    private volatile boolean busy;
    private boolean inTransaction;

    /** Uses a connection, which it closes, that is ready to write and in no transaction. */
    PostgresTargetSession(Connection connection, String schema, Map<String, String> sequences, Watchdog watchdog) {
        this.connection = connection;
        this.schema = schema;
        this.sequences = sequences;
        this.watchdog = watchdog;
        reader = new CopyReader(connection, watchdog, e -> e);
        watchdog.add(this);
    }

    @Override
    public void begin() {
        requireNoTransaction();
        write("the start of a transaction", () -> {
            connection.setAutoCommit(false);
            inTransaction = true;
            return 0;
        });
    }

    @Override
    public void commit() {
        requireTransaction();
        boolean sent = isAlive();
        busy = true;
        try {
            connection.commit();
            connection.setAutoCommit(true);
            inTransaction = false;
        } catch (SQLException e) {
            boolean answered = isAlive() && !WriteFailures.isLost(e);
            rollback();
            throw sent && !answered ? WriteFailures.unanswered("committing", e) : WriteFailures.committing(e);
        } finally {
            answered();
        }
    }

    @Override
    public void rollback() {
        try {
            if (inTransaction) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            LOG.log(Level.FINE, "rolling back", e);
            Closing.abruptly(connection);
        } finally {
            inTransaction = false;
        }
    }

    @Override
    public void constraintsImmediate() {
        execute("the constraints", "SET CONSTRAINTS ALL IMMEDIATE");
    }

    @Override
    public long execute(String what, String sql, @Nullable Object... values) {
        return write(what, () -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    bind(statement, i + 1, values[i]);
                }
                return statement.execute() ? rows(statement) : Math.max(0, statement.getLargeUpdateCount());
            }
        });
    }

    private static long rows(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.getResultSet()) {
            long rows = 0;
            while (result.next()) {
                rows++;
            }
            return rows;
        }
    }

    private void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof long[] numbers) {
            statement.setArray(index, connection.unwrap(PGConnection.class).createArrayOf("int8", numbers));
        } else if (value instanceof String[] texts) {
            statement.setArray(index, connection.createArrayOf("text", texts));
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof String
                || value instanceof Boolean) {
            statement.setObject(index, value);
        } else {
            throw new IllegalArgumentException("no value of a statement: " + value.getClass());
        }
    }

    @Override
    public CopyIn copyInto(String table, List<String> columns) {
        requireTransaction();
        String names = columns.stream().map(PostgresTargetSession::quoted).collect(Collectors.joining(", "));
        String sql = "COPY " + quoted(schema) + "." + quoted(table) + " (" + names + ") FROM STDIN";
        busy = true;
        try {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
            return new TextCopy(this, table, copy, piece);
        } catch (SQLException e) {
            throw failed(table, e, false);
        } finally {
            answered();
        }
    }

    /** Makes the transaction fail, of which the caller's own failure tells more. */
    void cancel(org.postgresql.copy.CopyIn copy) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            LOG.log(Level.FINE, "cancelling a COPY", e);
        }
    }

    /**
     * Runs something that writes, and says in our words why it failed. Outside of a transaction it is a transaction of its
     * own, whose end is unknown where no answer comes.
     */
    long write(String what, Call call) {
        boolean sent = isAlive();
        busy = true;
        try {
            return call.run();
        } catch (SQLException e) {
            throw failed(what, e, sent && !inTransaction);
        } finally {
            answered();
        }
    }

    /**
     * The failure of a statement.
     *
     * @param commits whether it would have been committed with its answer
     */
    private Failure failed(String what, SQLException e, boolean commits) {
        if (!WriteFailures.isLost(e)) {
            return WriteFailures.writing(what, e);
        }
        // After a COPY the driver doesn't know it, and a COMMIT would be sent into the void.
        Closing.abruptly(connection);
        return commits ? WriteFailures.unanswered("writing " + what, e) : WriteFailures.writing(what, e);
    }

    @Override
    public List<IdRange> draw(String table, long count) {
        requireNoTransaction();
        String sequence = sequences.get(table);
        if (sequence == null) {
            throw new IllegalArgumentException("no sequence gives the ids of " + table);
        }
        busy = true;
        try {
            return new IdDraw(connection, table, sequence).draw(count);
        } catch (SQLException e) {
            throw WriteFailures.writing("the sequence " + sequence, e);
        } finally {
            answered();
        }
    }

    @Override
    public boolean tryLock(long key) {
        return locked("SELECT WHERE pg_try_advisory_lock(?)", key);
    }

    @Override
    public void unlock(long key) {
        if (!locked("SELECT WHERE pg_advisory_unlock(?)", key)) {
            throw new IllegalStateException("the session doesn't hold the lock " + key);
        }
    }

    private boolean locked(String sql, long key) {
        busy = true;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        } catch (SQLException e) {
            throw WriteFailures.writing("an advisory lock", e);
        } finally {
            answered();
        }
    }

    @Override
    public void read(String what, String query, RowHandler handler) {
        try {
            reader.read(what, query, handler);
        } catch (Failure e) {
            throw WriteFailures.reading(e);
        }
    }

    private void answered() {
        busy = false;
        answers.incrementAndGet();
    }

    private boolean isAlive() {
        try {
            return !connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    private void requireTransaction() {
        if (!inTransaction) {
            throw new IllegalStateException("no transaction");
        }
    }

    private void requireNoTransaction() {
        if (inTransaction) {
            throw new IllegalStateException("a transaction is under way");
        }
    }

    /** Always in quotes: a name may be a word of SQL. */
    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    @Override
    public boolean isBusy() {
        return busy;
    }

    @Override
    public long progress() {
        return answers.get();
    }

    @Override
    public int backend() {
        return Watchdog.backendOf(connection);
    }

    @Override
    public void giveUp() {
        Closing.abruptly(connection);
    }

    @Override
    public void close() {
        watchdog.remove(this);
        reader.close();
    }
}
