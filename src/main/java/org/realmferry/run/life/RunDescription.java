/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.life;

import java.nio.file.Path;
import org.realmferry.run.RunDirectory;

/**
 * What every command knows of its run before it begins.
 *
 * @param directory the run directory
 * @param asked what was asked for: another request is another run
 * @param opening whether a finished run is brought up to date
 * @param json whether a program reads what the run says
 */
public record RunDescription(
        Path directory,
        RunDirectory.Request asked,
        RunDirectory.Opening opening,
        RetryLimits retryLimits,
        boolean json) {
    /** The same in another run directory. */
    public RunDescription in(Path other) {
        return new RunDescription(other, asked, opening, retryLimits, json);
    }

    /** Whether a finished run is brought up to date. */
    public boolean refreshes() {
        return opening == RunDirectory.Opening.REFRESH;
    }
}
