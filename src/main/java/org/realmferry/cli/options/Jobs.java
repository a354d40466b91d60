/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import org.jspecify.annotations.Nullable;
import org.realmferry.cli.command.Problems;

/** How many things are done at once where no server is asked for anything. */
public final class Jobs {
    private static final int MOST = 64;

    private Jobs() {}

    /** The number that was asked for; without one, that of the processors. */
    public static int of(@Nullable String asked, Problems problems) {
        if (asked == null) {
            return Math.min(MOST, Runtime.getRuntime().availableProcessors());
        }
        if (!asked.matches("[1-9][0-9]?") || Integer.parseInt(asked) > MOST) {
            problems.add("--jobs " + asked + " is not a number from 1 to " + MOST, "Give --jobs 4, for example.");
            return 1;
        }
        return Integer.parseInt(asked);
    }
}
