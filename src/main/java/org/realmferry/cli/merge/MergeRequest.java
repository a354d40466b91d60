/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.realmferry.merge.decide.Deletions;
import org.realmferry.merge.decide.Prefer;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.life.RetryLimits;
import org.realmferry.run.life.RunDescription;

/** A merge or a bundle as it was asked for, checked. */
record MergeRequest(List<String> archives, Choices choices, Target target, int jobs, boolean json) {
    MergeRequest {
        archives = List.copyOf(archives);
    }

    /** How it is decided between archives of one realm. */
    record Choices(Prefer prefer, Deletions deletions, Optional<Path> conflicts, boolean failOnConflict) {}

    /**
     * Where what is made goes.
     *
     * @param output empty for a plan without one
     * @param temporary where a plan keeps what it needs; empty for the system's folder
     * @param command the words that ask for the same again
     */
    record Target(
            Optional<Path> output,
            boolean plan,
            Optional<Path> temporary,
            List<String> command,
            RetryLimits retryLimits) {
        Target {
            command = List.copyOf(command);
        }
    }

    /**
     * The run that makes it.
     *
     * @param checksums of the inputs
     * @param decisive what else decides what comes out
     */
    RunDescription run(List<String> checksums, Map<String, String> decisive) {
        Map<String, String> options = new TreeMap<>(decisive);
        options.put("inputs", String.join(" ", archives));
        options.put("checksum of the inputs", String.join(" ", checksums));
        return new RunDescription(
                target.output().orElseThrow(),
                new RunDirectory.Request(options, target.command()),
                RunDirectory.Opening.RESUME,
                target.retryLimits(),
                json);
    }
}
