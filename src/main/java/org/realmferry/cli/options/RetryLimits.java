/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.time.Duration;

/**
 * How long faults of the outside are waited out.
 *
 * @param retries how many retries in a row may fail without any progress between them
 * @param time how long such a row of retries may last
 */
public record RetryLimits(int retries, Duration time) {}
