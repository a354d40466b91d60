/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.life;

import java.time.Duration;

/**
 * How long a run retries after a failure that may pass.
 *
 * @param retries how many retries in a row may fail without any progress between them
 * @param time how long such a row of retries may last
 */
public record RetryLimits(int retries, Duration time) {
    /** For what fails at once. */
    public static final RetryLimits NONE = new RetryLimits(0, Duration.ZERO);
}
