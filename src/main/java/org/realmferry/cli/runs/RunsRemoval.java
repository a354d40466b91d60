/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.runs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.realmferry.Words;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.run.RunRemoval;
import org.realmferry.run.RunView;

/** Removes runs, and says of each what became of it. */
final class RunsRemoval {
    private final Console console;
    private final boolean json;
    private final boolean dryRun;
    private long removed;
    private long bytes;

    RunsRemoval(Console console, boolean json, boolean dryRun) {
        this.console = console;
        this.json = json;
        this.dryRun = dryRun;
    }

    void remove(List<RunView> runs) {
        for (RunView run : runs) {
            long size = run.bytes();
            boolean free = !run.isRunning() && (dryRun || RunRemoval.remove(run.path()));
            removed += free ? 1 : 0;
            bytes += free ? size : 0;
            tell(run, free, size);
        }
        if (json) {
            console.out()
                    .println(JsonLine.of("summary", Map.of("removed", removed, "bytes", bytes, "dry_run", dryRun)));
        } else {
            console.out()
                    .println(Words.counted(removed, "run") + (dryRun ? " would be removed, " : " removed, ")
                            + Words.bytes(bytes) + ".");
        }
        console.out().flush();
    }

    private void tell(RunView run, boolean free, long size) {
        if (json) {
            Map<String, Object> values = new HashMap<>(Map.of(
                    "run", run.path().toString(),
                    "state", run.state().label().replace(' ', '-'),
                    "started", run.started().toString(),
                    "bytes", size,
                    "removed", free && !dryRun));
            console.out().println(JsonLine.of("run", values));
        } else {
            String what = !free ? "kept, in progress: " : dryRun ? "would be removed: " : "removed: ";
            console.out()
                    .println(what + Console.printable(run.path().toString()) + " ("
                            + run.state().label() + ", " + Words.bytes(size) + ")");
        }
    }
}
