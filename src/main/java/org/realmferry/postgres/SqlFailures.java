/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.io.EOFException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.postgres.address.Password;

/**
 * Says in our words what PostgreSQL and its driver answer to those who connect and read; {@link WriteFailures} does to those
 * who write. In these two an {@link SQLException} ends.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's error codes</a>
 */
final class SqlFailures {
    private static final Pattern DENIED = Pattern.compile("permission denied for (?:materialized |foreign )?"
            + "(table|relation|view|sequence|schema|function) \"?([^\"\\s]+)\"?");

    /**
     * Connections lost or not to be had (but for those that the server rejects, 08004, or a pooler, 08P01), servers that
     * stop or start, no room, and a standby that needed its rows for itself.
     */
    private static final Pattern PASSING = Pattern.compile("08(?!004|P01).*|57P0[1-5]|53.*|40001|40P01");

    /** What a role or a database may have is decided by somebody; more of it doesn't come by waiting. */
    private static final Pattern LIMITED = Pattern.compile("InitializeSessionUserId|CheckMyDatabase");

    private static final String PAST_POOLER = "Bypass the pooler: give --database the host and port of PostgreSQL"
            + " itself (usually 5432). A snapshot, locks and settings need sessions of their own.";

    private static final String STANDBY =
            "The standby needed to remove rows that the export still reads. On the standby set"
                    + " hot_standby_feedback = on, or max_standby_streaming_delay = -1 (max_standby_archive_delay where it reads an"
                    + " archive) while the export runs, or export from the primary server.";

    /** The right to read doesn't help: the rows are hidden all the same. */
    static final String UNHIDDEN = "Connect as the owner of the tables (usually zulip), or let the user of the database"
            + " address bypass row level security, as a superuser: ALTER ROLE ... BYPASSRLS. If a table has FORCE ROW LEVEL"
            + " SECURITY, its owner needs BYPASSRLS, too.";

    private SqlFailures() {}

    /** The failure to open a connection, where nothing is known about the password. */
    static Failure connecting(DatabaseAddress address, SQLException e) {
        return connecting(address, new Password(Optional.empty(), "its origin is unknown"), e);
    }

    /** The failure to open a connection with this password. */
    static Failure connecting(DatabaseAddress address, Password password, SQLException e) {
        String place = address.describe();
        return switch (state(e)) {
            case "28P01" ->
                failure("the password for " + place + " is wrong; " + password.origin(), "Correct the password.", e);
            case "28000" -> refusedUser(address, e);
            case "3D000" ->
                failure(
                        "there is no database " + address.database() + " (" + place + ")",
                        "List the databases of the server with psql -l, and correct the address.",
                        e);
            case "57P03" ->
                failure(
                        "the server doesn't accept connections yet: " + place + ": " + told(e),
                        "Wait until PostgreSQL has started or recovered, then run the same command again;"
                                + " a standby needs hot_standby = on.",
                        e);
            case "42501" ->
                failure(
                        address.user() + " may not connect: " + place + ": " + told(e),
                        "As a superuser of the database: GRANT CONNECT ON DATABASE \"" + address.database() + "\" TO \""
                                + address.user() + "\";",
                        e);
            case "53300" -> full(address, e);
            case "55000" ->
                failure(
                        "the database accepts no connections: " + place + ": " + told(e),
                        "As a superuser, from another database: ALTER DATABASE " + Catalog.quoted(address.database())
                                + " ALLOW_CONNECTIONS true;",
                        e);
            case "08004" -> rejected(address, password, e);
            case "08P01" -> pooled(address, told(e), e);
            case "08001", "08006" -> unreachable(address, e);
            default -> general("connecting to " + place, e);
        };
    }

    /** The failure of a server that isn't PostgreSQL itself, but something that shares its sessions out. */
    static Failure pooled(DatabaseAddress address, String why, @Nullable Throwable cause) {
        return new Failure(
                ExitStatus.SOURCE,
                List.of("a connection pooler, such as PgBouncer, answers instead of PostgreSQL: " + address.describe()
                        + ": " + why),
                PAST_POOLER,
                cause);
    }

    /**
     * The failure to read something over a connection that stood.
     *
     * @param what the thing that was read, by its name: a table's, or some words
     */
    static Failure reading(String what, SQLException e) {
        return switch (state(e)) {
            case "42501" ->
                failure(
                        what + " can't be read: " + told(e),
                        routine(e).equals("check_enable_rls") ? UNHIDDEN : right(e),
                        e);
            case "08001", "08003", "08006" ->
                failure(
                        "the connection was lost while reading " + what + ": " + told(e),
                        "Look at PostgreSQL's log for the reason, then run the same command again.",
                        e);
            default -> general("reading " + what, e);
        };
    }

    /** Whether a connection ended, and nothing is known of why. */
    static boolean isLost(SQLException e) {
        return state(e).startsWith("08");
    }

    /** The grant of the right that the server misses; where it doesn't say which, of all that an export reads. */
    private static String right(SQLException e) {
        Matcher denied = DENIED.matcher(told(e));
        if (!denied.find()) {
            return "Connect as the user zulip, or as a superuser grant the user of the database address the missing"
                    + " right.";
        }
        String right = switch (denied.group(1)) {
            case "schema" -> "GRANT USAGE ON SCHEMA ";
            case "function" -> "GRANT EXECUTE ON FUNCTION ";
            default -> "GRANT SELECT ON ";
        };
        return "As its owner or a superuser: " + right + denied.group(2)
                + " TO the user of the database address; in a schema of its own, GRANT USAGE ON SCHEMA too.";
    }

    private static Failure general(String doing, SQLException e) {
        String problem = doing + " failed: " + told(e) + " (SQLSTATE " + state(e) + ")";
        return switch (state(e)) {
            case "53300" ->
                failure(
                        problem,
                        "Use fewer connections with a lower --jobs, or raise PostgreSQL's max_connections.",
                        e);
            case "57P01", "57P02" ->
                failure(problem, "An administrator ended the connection or the server. Run the same command again.", e);
            case "57014" ->
                failure(
                        problem,
                        "An administrator or a time limit cancelled the query. Run the same command again.",
                        e);
            // An export only reads: what it reads in one snapshot conflicts with nothing but a standby's recovery.
            case "40001", "40P01" -> failure(problem, STANDBY, e);
            case "26000", "42P05", "08P01" -> failure(problem, PAST_POOLER, e);
            case "25006" ->
                failure(problem, "This is a bug: realmferry must not write to the source. Please report it.", e);
            default -> failure(problem, "Look at PostgreSQL's log for the reason.", e);
        };
    }

    /** A server, a database or a role that has as many connections as it may. */
    private static Failure full(DatabaseAddress address, SQLException e) {
        String limit = switch (routine(e)) {
            case "InitializeSessionUserId" -> "ROLE " + Catalog.quoted(address.user());
            case "CheckMyDatabase" -> "DATABASE " + Catalog.quoted(address.database());
            default -> "";
        };
        return limit.isEmpty()
                ? general("connecting to " + address.describe(), e)
                : failure(
                        "there is no connection left: " + address.describe() + ": " + told(e),
                        "Use fewer with --jobs 1 (an export has " + ConnectionQuota.BESIDE_JOBS
                                + " more than its jobs), or as a superuser allow more: ALTER " + limit
                                + " CONNECTION LIMIT -1;",
                        e);
    }

    private static Failure refusedUser(DatabaseAddress address, SQLException e) {
        if (routine(e).equals("InitializeSessionUserId")) {
            return failure(
                    "the server refuses the user: " + address.describe() + ": " + told(e),
                    "Correct the user. If the user exists but may not log in, as a superuser: ALTER ROLE "
                            + Catalog.quoted(address.user()) + " LOGIN;",
                    e);
        }
        String remedy = address.socketDirectory().isPresent()
                ? "With peer authentication, run realmferry as the operating system user of that name: sudo -u "
                        + address.user() + " realmferry ..."
                : "Correct the user, or allow it in PostgreSQL's pg_hba.conf.";
        return failure("the server refuses the user: " + address.describe() + ": " + told(e), remedy, e);
    }

    /** A server that asks for a password which nobody gave, or for TLS, or has no room. */
    private static Failure rejected(DatabaseAddress address, Password password, SQLException e) {
        boolean lacksPassword = password.value().isEmpty();
        return failure(
                "the server refuses the connection: " + address.describe() + ": " + told(e)
                        + (lacksPassword ? "; " + password.origin() : ""),
                lacksPassword
                        ? "Give a password in PGPASSWORD or ~/.pgpass, or check sslmode if the text above is about SSL."
                        : "Check sslmode and PostgreSQL's pg_hba.conf.",
                e);
    }

    private static Failure unreachable(DatabaseAddress address, SQLException e) {
        String remedy = address.socketDirectory()
                .map(directory -> "Check that PostgreSQL runs here and has the socket " + directory + "/.s.PGSQL."
                        + address.port() + "; the setting unix_socket_directories has its place.")
                .orElse("Check the host and the port, that PostgreSQL listens there (listen_addresses),"
                        + " any firewall, and sslmode with its certificates.");
        return failure(address.describe() + " can't be reached: " + told(e), remedy, e);
    }

    private static Failure failure(String problem, String remedy, SQLException cause) {
        Failure failure = new Failure(ExitStatus.SOURCE, problem, remedy, cause);
        boolean passes = PASSING.matcher(state(cause)).matches()
                && !LIMITED.matcher(routine(cause)).matches();
        return passes ? failure.thatMayPass() : failure;
    }

    static String state(SQLException e) {
        return Optional.ofNullable(e.getSQLState()).orElse("unknown");
    }

    /** The part of the server that complained, which is the same in all languages; empty where it was the driver. */
    static String routine(SQLException e) {
        return e instanceof PSQLException own
                ? Optional.ofNullable(own.getServerErrorMessage())
                        .map(ServerErrorMessage::getRoutine)
                        .orElse("")
                : "";
    }

    /** What the server or the driver says, with the reason below it if the driver hides one. */
    static String told(SQLException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = reason(root);
        return root == e || reason.equals(text(e)) ? reason : text(e) + ": " + reason;
    }

    private static String reason(Throwable root) {
        if (root instanceof UnknownHostException) {
            return "the name of the host is unknown";
        }
        return root instanceof EOFException ? "the server closed it" : text(root);
    }

    /** The message without its full stop, because we go on after it. */
    private static String text(Throwable e) {
        String message = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
