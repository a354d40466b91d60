/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

/** The rules by which it is decided between rows that differ. */
public enum Decision {
    /** Somebody's own row over that of a placeholder. */
    WHOLE("the user's own row wins over a placeholder's", false),
    /** Lists of ids together. */
    UNITED("lists of ids united", false),
    /** A user without private data, and the flags of such a user, as a consent export has them. */
    PLACEHOLDER("placeholder: no archive has the user's private data", false),
    /** The later state. */
    LATER("the later state", true),
    /** The state of the archive that was named first or last. */
    PREFERRED("the preferred archive's state", true),
    /** One of two rows with the same unique fields. */
    UNIQUE("one of two rows with the same unique fields", true),
    /** Gone from the newest complete archive, and kept. */
    KEPT("missing from the newest complete archive, kept", false),
    /** Gone from the newest complete archive, and dropped. */
    DROPPED("missing from the newest complete archive, dropped", false);

    private final String words;
    private final boolean conflict;

    Decision(String words, boolean conflict) {
        this.words = words;
        this.conflict = conflict;
    }

    /** The rule for people. */
    public String words() {
        return words;
    }

    /** Whether the archives tell different states of the same thing, not only more and less of it. */
    public boolean isConflict() {
        return conflict;
    }
}
