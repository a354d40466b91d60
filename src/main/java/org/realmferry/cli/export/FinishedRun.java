/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.realmferry.ExitStatus;
import org.realmferry.cli.export.ExportCommand.Request;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.run.RunDirectory;

/** A run that the same command finished before: nothing is left to be done. */
final class FinishedRun {
    private FinishedRun() {}

    /** Says again what came of it; gives the exit status that it had. */
    static ExitStatus tell(Console console, Request request, RunDirectory run) {
        try {
            List<String> findings = Files.readAllLines(run.findings());
            if (request.json()) {
                console.out()
                        .println(JsonLine.of(
                                "summary",
                                Map.of(
                                        "output", request.output().toString(),
                                        "finished_before", true,
                                        "findings", findings.size())));
            } else {
                Files.readAllLines(run.report()).forEach(line -> console.out().println(Console.printable(line)));
            }
            console.out().flush();
            console.err().println("The run in " + request.output() + " is already finished; nothing was exported.");
            console.err().println("To update it: realmferry refresh " + request.output());
            console.err().flush();
            return findings.isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
