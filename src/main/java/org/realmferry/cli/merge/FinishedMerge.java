/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.realmferry.ExitStatus;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.run.RunDirectory;

/** Tells again what came of a merge that was finished before. */
record FinishedMerge(Console console, boolean json) {
    /** @param what it is, for people: a merge, a bundle */
    ExitStatus tell(RunDirectory run, String what) {
        try {
            List<String> lines = Files.readAllLines(run.findings());
            if (json) {
                console.out()
                        .println(JsonLine.of(
                                "summary",
                                Map.of(
                                        "output", run.root().toString(),
                                        "finished_before", true,
                                        "findings", lines.size())));
            } else {
                Files.readAllLines(run.report()).forEach(line -> console.out().println(Console.printable(line)));
            }
            console.out().flush();
            console.err()
                    .println("The " + what + " in " + run.root() + " is already finished; nothing was "
                            + (what.equals("merge") ? "merged" : "made") + " again.");
            console.err().flush();
            return lines.isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
