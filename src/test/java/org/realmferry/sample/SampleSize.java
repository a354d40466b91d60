/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

/**
 * How big a sample server is.
 *
 * @param messages in all realms together; each message reaches some ten users
 * @param people in all customer realms together, without bots
 */
public record SampleSize(int messages, int people) {
    public SampleSize {
        if (messages < 1 || people < 30) {
            throw new IllegalArgumentException("a sample needs a message and 30 people at least");
        }
    }

    /** What the demo exports: made in a few seconds. */
    public static SampleSize demo() {
        return new SampleSize(20_000, 140);
    }

    /** Every special case, and little else. */
    public static SampleSize tiny() {
        return new SampleSize(300, 40);
    }

    public SampleSize withMessages(int count) {
        return new SampleSize(count, people);
    }

    public SampleSize withPeople(int count) {
        return new SampleSize(messages, count);
    }
}
