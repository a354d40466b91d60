/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.realmferry.ExitStatus;
import org.realmferry.run.RunDirectory;

/** A run that the same command finished before: nothing is left to be done. */
public record FinishedRun(Console console, boolean json) {
    /**
     * Prints again what came of it; gives the exit status that it had.
     *
     * @param notes for people: that nothing is done again, and what they may do instead
     */
    public ExitStatus print(RunDirectory run, List<String> notes) {
        try {
            List<String> findings = Files.readAllLines(run.findings());
            if (json) {
                Map<String, Object> values =
                        Map.of("output", run.root().toString(), "finished_before", true, "findings", findings.size());
                console.out().println(JsonLine.of("summary", values));
            } else {
                Files.readAllLines(run.report()).forEach(line -> console.out().println(Console.printable(line)));
            }
            console.out().flush();
            notes.forEach(console.err()::println);
            console.err().flush();
            return findings.isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
