/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.Locale;

/** What becomes of the users of a realm whose transfer is not approved. */
public enum Unapproved {
    /** They leave as Zulip's consent export has those who don't consent: without anything private. */
    PLACEHOLDER,
    /** They leave no trace but what approved people wrote. */
    OMIT;

    /** The name on the command line and in the manifest. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
