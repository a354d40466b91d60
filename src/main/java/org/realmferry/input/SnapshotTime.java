/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.time.Instant;

/**
 * When an archive was taken.
 *
 * @param source where that was found
 */
public record SnapshotTime(Instant time, Source source) {
    /** Where the time stands: an archive itself doesn't say it. */
    public enum Source {
        RUN("run.json beside it"),
        EXPORT("Zulip's record of the export"),
        DATA("latest time in the data");

        private final String words;

        Source(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
