/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How much all workers together may ask of a store each second, and how long they wait for it.
 *
 * @param requests to S3 only, repeated ones too
 * @param patience how long a store that doesn't answer is waited for; S3 is never waited for longer than some minutes
 */
public record Limits(OptionalLong bytesPerSecond, OptionalLong requests, Duration patience) {
    private static final Duration LONG = Duration.ofHours(1);

    public static final Limits NONE = new Limits(OptionalLong.empty(), OptionalLong.empty());

    /** Limits of the pace only. */
    public Limits(OptionalLong bytesPerSecond, OptionalLong requests) {
        this(bytesPerSecond, requests, LONG);
    }

    /** The same with less patience. */
    public Limits within(Duration time) {
        return new Limits(bytesPerSecond, requests, time);
    }
}
