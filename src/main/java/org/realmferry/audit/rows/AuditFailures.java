/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.rows;

import java.io.IOException;
import java.nio.file.Path;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.PrivateFiles;

/** The failures of an archive that can't be audited. */
public final class AuditFailures {
    private static final String REMEDY = "Audit the archive as exported, or export again.";

    private AuditFailures() {}

    /** A file isn't what its name says. */
    public static Failure of(String place, String problem) {
        return new Failure(ExitStatus.DAMAGED_ARCHIVE, place + ": " + problem, REMEDY);
    }

    public static Failure unreadable(Path file, IOException e) {
        return new Failure(
                ExitStatus.DAMAGED_ARCHIVE,
                file + " can't be read: " + PrivateFiles.reason(e),
                "Run the audit as a user who can read the whole archive.",
                e);
    }
}
