/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import java.io.PrintWriter;
import java.util.Map;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;

/** Where a person, or a program, reads what happens: results on standard output, the rest on standard error. */
public record Console(PrintWriter out, PrintWriter err, Terminal terminal) {
    /** Tells a failure; gives the exit status. */
    public int fail(Failure failure, boolean json) {
        if (json) {
            out.println(JsonLine.of(
                    "error",
                    Map.of(
                            "status", failure.status().code(),
                            "problems", failure.problems(),
                            "remedy", failure.remedy())));
        } else {
            boolean trace = failure.status() == ExitStatus.INTERNAL;
            failure.problems().forEach(problem -> err.println("realmferry: " + (trace ? problem : printable(problem))));
            failure.remedy().lines().forEach(line -> err.println(printable(line)));
        }
        out.flush();
        err.flush();
        return failure.status().code();
    }

    /** Whether nobody reads the results any more. */
    public boolean isDeaf() {
        return out.checkError();
    }

    /** Text that may hold names from a database, without what a terminal would take for a command. */
    public static String printable(String text) {
        return Words.printable(text);
    }
}
