/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.realmferry.cli.Main;

/**
 * What came of {@code realmferry export}, run in this process.
 *
 * @param status the exit status
 * @param text all that was printed: results, then complaints
 */
public record ExportOutcome(int status, String text) {
    /**
     * Runs the command.
     *
     * @param options those that name realms, and any others
     */
    public static ExportOutcome of(String database, Path uploads, Path salt, Path output, List<String> options) {
        List<String> command = Stream.concat(
                        Stream.of(
                                "export",
                                "--database",
                                database,
                                "--uploads",
                                uploads.toString(),
                                "--avatar-salt-file",
                                salt.toString(),
                                "--output",
                                output.toString()),
                        options.stream())
                .toList();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), command.toArray(String[]::new));
        return new ExportOutcome(status, out.toString() + err);
    }
}
