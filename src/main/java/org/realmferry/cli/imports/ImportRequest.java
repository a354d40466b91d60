/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.realmferry.cli.server.FileOptions;
import org.realmferry.cli.server.SourceOptions;
import org.realmferry.load.ImportChoice.Activity;
import org.realmferry.run.RunLog;
import org.realmferry.run.life.RetryLimits;

/**
 * What a command line asks to import.
 *
 * @param archives paths of archives and runs
 * @param command the words that ask for the same again
 * @param subdomain another one than the archive's
 * @param server where the target has its data
 * @param output the run directory; empty for a new one in the run home
 */
record ImportRequest(
        List<String> archives,
        List<String> command,
        Optional<String> subdomain,
        SourceOptions.Places server,
        Result result,
        Optional<Path> output,
        Work work) {
    /**
     * What comes out.
     *
     * @param host the new server's, of which those of its realms are made
     */
    record Result(
            Optional<String> host, boolean likeZulip, boolean searchNow, Activity active, boolean reservedNames) {}

    /** How it is done. */
    record Work(
            int jobs, FileOptions.Fetching fetching, RetryLimits retries, boolean dryRun, boolean json, RunLog log) {}
}
