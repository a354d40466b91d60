/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.source.TargetError;
import org.realmferry.source.TargetError.Kind;

/**
 * Says in our words what PostgreSQL and its driver answer to those who write. No text holds a value that may be private: of
 * a row only ids and names are shown.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's error codes</a>
 */
final class WriteFailures {
    private static final Set<Kind> PASSING =
            EnumSet.of(Kind.DISK_FULL, Kind.CONNECTION_LOST, Kind.LOCK_TIMEOUT, Kind.DEADLOCK);

    private static final Pattern LOST = Pattern.compile("08.*|57P0[1-5]");

    /** {@code Key (realm_id, name)=(2, x) already exists.}, in all languages. */
    private static final Pattern KEY = Pattern.compile("\\((.+?)\\)=\\((.*)\\)");

    private static final Pattern SHOWN =
            Pattern.compile("(?:id|(?!path_)\\w+_id|name|type)(?:, (?:id|(?!path_)\\w+_id|name|type))*");

    /** {@code COPY zerver_realm, line 1, column name: "Acme"}; what stands behind the colon is a value. */
    private static final Pattern PLACE = Pattern.compile("^COPY [^:\"]+");

    private WriteFailures() {}

    /**
     * The failure of a statement.
     *
     * @param what the thing that was written, by its name
     */
    static Failure writing(String what, SQLException e) {
        return failure("writing " + what, e);
    }

    /** The failure to read from a target, where it is the database's. */
    static Failure reading(Failure source) {
        if (!(source.getCause() instanceof SQLException e)) {
            return source;
        }
        Failure failure = new Failure(ExitStatus.TARGET, source.problems(), source.remedy(), error(kind(e), e, e));
        return source.mayPass() ? failure.thatMayPass() : failure;
    }

    /** The failure of a COMMIT that was never sent, or to which the server answered: everything was taken back. */
    static Failure committing(SQLException e) {
        return failure("committing", e);
    }

    /** The failure of a COMMIT, also of a single statement, to which no answer came. */
    static Failure unanswered(String doing, SQLException e) {
        return new Failure(
                ExitStatus.TARGET_UNKNOWN,
                doing
                        + ": the connection was lost before the server answered, so it is unknown whether the target changed: "
                        + SqlFailures.told(e),
                "Run the same command again when the server is back: it looks for the rows first.",
                new TargetError(Kind.CONNECTION_LOST, "", "", "", e));
    }

    /** Whether the connection has ended, or is about to. */
    static boolean isLost(SQLException e) {
        return LOST.matcher(SqlFailures.state(e)).matches();
    }

    private static Failure failure(String doing, SQLException e) {
        Kind kind = kind(e);
        String problem = doing + " failed: " + problem(kind, e);
        // The driver's text of it holds the value.
        SQLException cause = kind == Kind.VALUE ? new SQLException(problem, SqlFailures.state(e)) : e;
        Failure failure = new Failure(
                ExitStatus.TARGET,
                problem + " (SQLSTATE " + SqlFailures.state(e) + ")",
                remedy(kind, e),
                error(kind, e, cause));
        return PASSING.contains(kind) ? failure.thatMayPass() : failure;
    }

    private static TargetError error(Kind kind, SQLException e, SQLException cause) {
        return new TargetError(
                kind,
                told(e, ServerErrorMessage::getTable),
                told(e, ServerErrorMessage::getConstraint),
                told(e, ServerErrorMessage::getColumn),
                cause);
    }

    private static Kind kind(SQLException e) {
        String state = SqlFailures.state(e);
        return switch (state) {
            case "23505" -> Kind.UNIQUE;
            case "23503" -> Kind.FOREIGN_KEY;
            case "23502" -> Kind.NOT_NULL;
            case "23514", "23P01" -> Kind.CHECK;
            case "2200H" -> Kind.IDS_EXHAUSTED;
            case "53100" -> Kind.DISK_FULL;
            case "55P03" -> Kind.LOCK_TIMEOUT;
            case "40P01", "40001" -> Kind.DEADLOCK;
            case "42501" -> Kind.PRIVILEGE;
            case "25006" -> Kind.READ_ONLY;
            default -> isLost(e) ? Kind.CONNECTION_LOST : state.startsWith("22") ? Kind.VALUE : Kind.OTHER;
        };
    }

    private static String problem(Kind kind, SQLException e) {
        String table = told(e, ServerErrorMessage::getTable);
        String constraint = told(e, ServerErrorMessage::getConstraint);
        return switch (kind) {
            case UNIQUE ->
                table + " already has a row with the same " + key(e) + ", which its unique index " + constraint
                        + " refuses";
            case FOREIGN_KEY -> "the foreign key " + constraint + " of " + table + " isn't met by " + key(e);
            case NOT_NULL -> table + "." + told(e, ServerErrorMessage::getColumn) + " needs a value";
            case CHECK -> table + " refuses a row by its constraint " + constraint;
            case VALUE -> "a value doesn't fit its column" + place(e);
            case LOCK_TIMEOUT -> "another session of the database has held a lock for too long";
            case CONNECTION_LOST -> "the connection was lost: " + SqlFailures.told(e);
            default -> SqlFailures.told(e);
        };
    }

    private static String remedy(Kind kind, SQLException e) {
        return switch (kind) {
            case UNIQUE, NOT_NULL, CHECK, VALUE ->
                "Run the import with --dry-run: it compares the archive with all columns and unique indexes of the target.";
            case FOREIGN_KEY ->
                "A row is missing that another one refers to, or was deleted meanwhile: check the archive with"
                        + " realmferry verify, then run the same command again.";
            case IDS_EXHAUSTED ->
                "Let the sequence give more ids: ALTER SEQUENCE ... NO MAXVALUE. A column of type integer must"
                        + " be a bigint first.";
            case DISK_FULL -> "Make room on the disk of the database server, then run the same command again.";
            case CONNECTION_LOST -> "Look at PostgreSQL's log for the reason, then run the same command again.";
            case LOCK_TIMEOUT ->
                "Wait until it ends (a migration, or an index that is being made; pg_locks shows it), then run"
                        + " the same command again.";
            case DEADLOCK -> "Run the same command again.";
            case PRIVILEGE ->
                SqlFailures.routine(e).equals("check_enable_rls")
                        ? SqlFailures.UNHIDDEN
                        : "Connect as the owner of the tables (usually zulip).";
            case READ_ONLY ->
                "Give the address of the primary server; where it is that, set default_transaction_read_only = off"
                        + " for the server, the database and the user.";
            case OTHER -> "Look at PostgreSQL's log for the reason.";
        };
    }

    /** The columns of the key that is in the way, with its values where they are ids or names. */
    private static String key(SQLException e) {
        Matcher key = KEY.matcher(told(e, ServerErrorMessage::getDetail));
        if (!key.find()) {
            return "key";
        }
        return SHOWN.matcher(key.group(1)).matches() ? key.group(1) + " (" + key.group(2) + ")" : key.group(1);
    }

    private static String place(SQLException e) {
        Matcher place = PLACE.matcher(told(e, ServerErrorMessage::getWhere));
        return place.find() ? ": " + place.group() : "";
    }

    /** A part of what the server said; empty where it didn't say it, or where it was the driver. */
    private static String told(SQLException e, Function<ServerErrorMessage, String> part) {
        return e instanceof PSQLException own
                ? Optional.ofNullable(own.getServerErrorMessage()).map(part).orElse("")
                : "";
    }
}
