/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The folder beside the project that holds real servers and Zulip's own exports of them. */
public final class Shared {
    private Shared() {}

    /**
     * The folder of fixtures, {@code ../shared/fixtures}.
     *
     * <p>Where it is missing, the calling test fails if the environment says {@code CI=true}, and is else skipped, loudly.
     */
    public static Path fixtures() {
        Path fixtures = Path.of("..", "shared", "fixtures").toAbsolutePath().normalize();
        if (!Files.isDirectory(fixtures)) {
            String problem = "NOT TESTED: the fixtures of real Zulip servers are missing, expected in " + fixtures;
            System.err.println(problem);
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(problem);
            }
            Assumptions.abort(problem);
        }
        return fixtures;
    }
}
