/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry;

/** A value that must not be shown: its text forms hide it, only {@link #reveal} gives it away. */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value itself, for the one call that needs it. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
