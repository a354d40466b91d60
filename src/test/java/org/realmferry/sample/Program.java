/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A program of the machine that a test runs, but that not every machine has. */
public final class Program {
    private Program() {}

    /**
     * Makes sure of a program. Where it is missing, the calling test fails if the environment says {@code CI=true}, and is
     * else skipped, loudly.
     *
     * @param debianPackage that has it
     */
    public static void require(String name, String debianPackage) {
        if (isThere(name)) {
            return;
        }
        String problem = "NOT TESTED: the program " + name + " is missing (Debian: apt install " + debianPackage + ")";
        System.err.println(problem);
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(problem);
        }
        Assumptions.abort(problem);
    }

    private static boolean isThere(String name) {
        try {
            ChildProcess.run(name, "--version");
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
