/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import java.util.Locale;

/** What becomes of rows that the newest complete archive of the realm no longer has. */
public enum Deletions {
    /** They stay, and are counted. */
    KEEP,
    /** They go. */
    DROP;

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
