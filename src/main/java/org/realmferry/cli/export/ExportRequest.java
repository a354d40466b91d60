/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.realmferry.cli.options.ScopeOptions;
import org.realmferry.cli.server.FileOptions;
import org.realmferry.cli.server.SourceOptions;
import org.realmferry.pack.PackChoice;
import org.realmferry.postgres.WorkMemory;
import org.realmferry.run.life.RunDescription;
import org.realmferry.selection.UserSelection;

/**
 * An export as it was asked for, complete.
 *
 * @param content decides what leaves
 * @param work how it is worked off
 * @param removeGone whether archives go whose realm or user is gone from the server
 * @param leftOut where to name the messages that stay behind
 */
record ExportRequest(
        Content content, RunDescription run, Work work, boolean dryRun, boolean removeGone, Optional<Path> leftOut) {
    /**
     * What leaves, from where, in which form.
     *
     * @param skipUnknown whether to leave out what no rule knows
     */
    record Content(
            SourceOptions.Places places,
            Optional<String> zulipVersion,
            Subjects subjects,
            ScopeOptions.Choice choice,
            boolean skipUnknown,
            Optional<PackChoice> pack) {}

    /**
     * Whose data leaves.
     *
     * @param realms short names; not looked at with {@code allRealms}
     */
    record Subjects(List<String> realms, boolean allRealms, List<UserSelection.Named> users) {
        Subjects {
            realms = List.copyOf(realms);
            users = List.copyOf(users);
        }
    }

    /** What the work may take of the machine and of the server. */
    record Work(int jobs, int maxConnections, WorkMemory memory, FileOptions.Fetching fetching) {}

    /** The same in another run directory. */
    ExportRequest in(Path directory) {
        return new ExportRequest(content, run.in(directory), work, dryRun, removeGone, leftOut);
    }
}
