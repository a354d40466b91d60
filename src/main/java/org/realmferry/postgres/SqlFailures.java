/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/**
 * Says in our words what PostgreSQL and its driver answer; the one place where an {@link SQLException} ends.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's error codes</a>
 */
final class SqlFailures {
    private static final Pattern DENIED =
            Pattern.compile("permission denied for (?:table|relation|view|sequence|schema) \"?([^\"\\s]+)\"?");

    /**
     * Connections lost or not to be had (but for those that the server rejects, 08004), servers that stop or start, no
     * room, and a standby that needed its rows for itself.
     */
    private static final Pattern PASSING = Pattern.compile("08(?!004).*|57P0[1-5]|53.*|40001");

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
                        "Wait until PostgreSQL has started or recovered, then run the same command again.",
                        e);
            case "42501" ->
                failure(
                        address.user() + " may not connect: " + place + ": " + told(e),
                        "As a superuser of the database: GRANT CONNECT ON DATABASE \"" + address.database() + "\" TO \""
                                + address.user() + "\";",
                        e);
            case "08004" -> rejected(address, password, e);
            case "08001", "08006" -> unreachable(address, e);
            default -> general("connecting to " + place, e);
        };
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
                        "As the owner of the table or a superuser: GRANT SELECT ON " + deniedThing(what, e)
                                + " TO the user of the database address; in a schema of its own, GRANT USAGE ON SCHEMA too.",
                        e);
            case "08001", "08003", "08006" ->
                failure(
                        "the connection was lost while reading " + what + ": " + told(e),
                        "Look at PostgreSQL's log for the reason, then run the same command again.",
                        e);
            default -> general("reading " + what, e);
        };
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
                failure(problem, "Somebody ended the connection or the server; then run the same command again.", e);
            case "25006" ->
                failure(problem, "This is a fault of realmferry, which must not write to the source; report it.", e);
            default -> failure(problem, "Look at PostgreSQL's log for the reason.", e);
        };
    }

    private static Failure refusedUser(DatabaseAddress address, SQLException e) {
        String remedy = address.socketDirectory().isPresent()
                ? "With peer authentication, run realmferry as the operating system's user of that name: sudo -u "
                        + address.user() + " realmferry ..."
                : "Correct the user, or let it in by a line in PostgreSQL's pg_hba.conf.";
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
                        + address.port() + "; its setting unix_socket_directories tells where it is.")
                .orElse("Check the host and the port, that PostgreSQL listens there (listen_addresses),"
                        + " the firewall between, and sslmode with its certificates.");
        return failure(address.describe() + " can't be reached: " + told(e), remedy, e);
    }

    private static Failure failure(String problem, String remedy, SQLException cause) {
        Failure failure = new Failure(ExitStatus.SOURCE, problem, remedy, cause);
        return PASSING.matcher(state(cause)).matches() ? failure.thatMayPass() : failure;
    }

    private static String state(SQLException e) {
        return Optional.ofNullable(e.getSQLState()).orElse("unknown");
    }

    private static String deniedThing(String what, SQLException e) {
        Matcher denied = DENIED.matcher(told(e));
        return denied.find() ? denied.group(1) : what;
    }

    /** What the server or the driver says, with the reason below it if the driver hides one. */
    private static String told(SQLException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = root instanceof UnknownHostException ? "the name of the host is unknown" : text(root);
        return root == e || reason.equals(text(e)) ? reason : text(e) + ": " + reason;
    }

    /** The message without its full stop, because we go on after it. */
    private static String text(Throwable e) {
        String message = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
