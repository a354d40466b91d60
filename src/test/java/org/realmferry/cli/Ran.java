/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Terminal;

/**
 * What a command line did.
 *
 * @param out what a script would read
 * @param err what only people read
 */
public record Ran(int status, String out, String err) {
    /** Runs a command line in this process, without a terminal. */
    public static Ran command(Map<String, String> environment, List<String> args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), Terminal.none());
        int status = Main.run(console, environment, args.toArray(String[]::new));
        return new Ran(status, out.toString(), err.toString());
    }

    public static Ran command(List<String> args) {
        return command(Map.of(), args);
    }

    /** Everything that it said. */
    public String text() {
        return out + err;
    }
}
