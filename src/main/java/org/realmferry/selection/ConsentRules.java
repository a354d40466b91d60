/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What stays behind of users who don't consent.
 *
 * @param kind by whose rules
 * @param message to which users react who consent, on servers that have no setting for it; empty where none was named
 */
public record ConsentRules(Kind kind, OptionalLong message) {
    /** By whose rules. */
    public enum Kind {
        /** The strictest ones, those of the newest release. */
        STRICT,
        /** Those of the exporter of the server's own release. */
        RELEASE;

        /** The name on the command line and in the manifest. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static ConsentRules strict() {
        return new ConsentRules(Kind.STRICT, OptionalLong.empty());
    }

    /**
     * What they come to on a server: the rules of the newest release are the strict ones.
     *
     * @param newest whether the server's release is the one whose rules are the strict ones, or a later one
     */
    public ConsentRules on(boolean newest) {
        return newest ? new ConsentRules(Kind.STRICT, message) : this;
    }
}
