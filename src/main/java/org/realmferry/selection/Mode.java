/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.Locale;

/** Whose private data leaves with a realm: Zulip's three kinds of export. */
public enum Mode {
    /** Everybody's. */
    FULL,
    /** That of the users who allow it. */
    CONSENT,
    /** Nobody's. */
    PUBLIC;

    /** The name on the command line and in the manifest. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
