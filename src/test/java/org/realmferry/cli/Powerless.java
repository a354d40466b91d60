/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Commands of a user whom the permissions of files keep out, also where the tests are root's. */
public final class Powerless {
    private Powerless() {}

    /** Runs a command without root's right to read everything. */
    public static Ran command(Path folder, Map<String, String> environment, List<String> args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix());
        command.addAll(RunningCommand.java(args));
        return RunningCommand.start(folder, environment, command).await();
    }

    /** The words before a command that take this right; none are needed for other users. */
    private static List<String> prefix() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        String all = "-dac_override,-dac_read_search";
        List<String> words = List.of("setpriv", "--bounding-set=" + all, "--inh-caps=" + all);
        List<String> trial = new ArrayList<>(words);
        trial.add("true");
        if (!RunningCommand.works(trial.toArray(String[]::new))) {
            String problem = "NOT TESTED: what can't be read, because this root can't give up its rights with setpriv";
            System.err.println(problem);
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(problem);
            }
            Assumptions.abort(problem);
        }
        return words;
    }
}
