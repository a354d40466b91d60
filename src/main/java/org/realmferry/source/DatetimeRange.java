/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as Zulip's importer holds them: Python's datetime knows the years 1 to 9999, and comes from a float. */
final class DatetimeRange {
    private static final long MICROS = 1_000_000;
    private static final long FIRST = -62_135_596_800L * MICROS;

    /** A float of later ones would be rounded up to the year 10000. */
    private static final long LAST = 253_402_300_799L * MICROS;

    private DatetimeRange() {}

    /** A time in microseconds since 1970, or the nearest that can be held. */
    static long held(long micros) {
        return Math.max(FIRST, Math.min(LAST, micros));
    }

    /** A time in words of PostgreSQL and ISO 8601. */
    static String text(long micros) {
        if (micros == Long.MAX_VALUE) {
            return "infinity";
        }
        return micros == Long.MIN_VALUE
                ? "-infinity"
                : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
