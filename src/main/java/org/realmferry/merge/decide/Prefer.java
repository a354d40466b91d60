/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import java.util.Locale;

/** Which of two states counts where the archives disagree. */
public enum Prefer {
    /** That of the archive that was named first. */
    FIRST,
    /** That of the archive that was named last. */
    LAST,
    /** The later one. */
    NEWEST;

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
