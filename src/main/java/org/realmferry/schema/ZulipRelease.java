/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.schema;

import java.util.List;
import java.util.Optional;

/**
 * A release of Zulip.
 *
 * @param version as Zulip prints it: {@code 10.0}, {@code 11.0-dev+git}
 */
public record ZulipRelease(String version) {
    /** @param lacks the number of a migration before the last that the release skipped, or nothing */
    private record Known(String version, String lastMigration, String lacks) {
        /** Whether a database has applied all that the release has, and nothing that it skipped. */
        private boolean isOf(Migrations migrations) {
            return lastMigration.equals(migrations.lastOfZerver())
                    && (lacks.isEmpty() || !migrations.hasOfZerver(lacks));
        }
    }

    private static final List<Known> RELEASES = Resources.lines(ZulipRelease.class, "zulip-releases.csv").stream()
            .skip(1)
            .map(line -> line.split(",", -1))
            .map(fields -> new Known(fields[0], fields[1], fields.length > 2 ? fields[2] : ""))
            .toList();

    /**
     * The newest release whose last migration of the app {@code zerver} this is. A database between two releases, or
     * after the newest one known, runs a development version of the next major release.
     */
    public static ZulipRelease of(Migrations migrations) {
        String last = migrations.lastOfZerver();
        Known before = new Known("0", "", "");
        for (Known release : RELEASES) {
            if (release.lastMigration().compareTo(last) <= 0) {
                before = release;
            }
        }
        return new ZulipRelease(
                before.isOf(migrations) ? before.version() : (majorOf(before.version()) + 1) + ".0-dev+git");
    }

    /** The newest release that is known. */
    public static String newest() {
        return RELEASES.get(RELEASES.size() - 1).version();
    }

    /** Whether it came after the newest one that is known. */
    public boolean isNewerThanKnown() {
        return isAtLeast(Integer.toString(majorOf(newest()) + 1));
    }

    /** Whether the release is another one, {@code 1.4}, or came after it. */
    public boolean isAtLeast(String other) {
        return new Lifetime(Optional.of(other), Optional.empty()).includes(version);
    }

    /** Whether its exporter has the strictest rules. Of the same schema, 10.0's exporter has not. */
    public boolean isStrict() {
        return isAtLeast("11");
    }

    /** The number before the first dot. */
    public int major() {
        return majorOf(version);
    }

    private static int majorOf(String version) {
        return Integer.parseInt(version.replaceFirst("[^0-9].*", ""));
    }
}
