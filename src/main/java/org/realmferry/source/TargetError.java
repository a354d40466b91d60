/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.util.Optional;
import org.realmferry.Failure;

/** The reason of a failure to write to a target, for callers that do something about it; the cause of the failure. */
public final class TargetError extends Exception {
    /** What a caller can tell apart. */
    public enum Kind {
        /** A row with the same values of a unique index is there. */
        UNIQUE,
        /** A row that another one refers to isn't there, or the other way round. */
        FOREIGN_KEY,
        NOT_NULL,
        /** A check or an exclusion. */
        CHECK,
        /** A value that isn't one of its column's type, or is too long. */
        VALUE,
        /** A sequence has no more ids. */
        IDS_EXHAUSTED,
        DISK_FULL,
        CONNECTION_LOST,
        /** Another session held a lock for too long. */
        LOCK_TIMEOUT,
        DEADLOCK,
        PRIVILEGE,
        /** A standby, or a server, database or role that is set to read only. */
        READ_ONLY,
        OTHER
    }

    private final Kind kind;
    private final String table;
    private final String constraint;
    private final String column;

    /**
     * Takes names as the server gives them, empty where it gives none.
     *
     * @param constraint also the name of a unique index
     */
    public TargetError(Kind kind, String table, String constraint, String column, Throwable cause) {
        super(kind.name(), cause);
        this.kind = kind;
        this.table = table;
        this.constraint = constraint;
        this.column = column;
    }

    /** The reason of a failure, where it comes from a target. */
    public static Optional<TargetError> of(Failure failure) {
        return failure.getCause() instanceof TargetError error ? Optional.of(error) : Optional.empty();
    }

    public Kind kind() {
        return kind;
    }

    /** Without its schema. */
    public String table() {
        return table;
    }

    public String constraint() {
        return constraint;
    }

    public String column() {
        return column;
    }
}
