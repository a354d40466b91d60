/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry;

/** What the process answers to its caller; the numbers are part of the documented interface. */
public enum ExitStatus {
    DONE(0, "done"),
    FINDINGS(1, "done, with findings to look at"),
    COMMAND_LINE(2, "the command line is wrong"),
    CONFIGURATION(3, "the configuration is wrong, or the rules and the database don't match"),
    SOURCE(4, "the source can't be read"),
    TARGET(5, "the target can't be written"),
    DAMAGED_ARCHIVE(6, "an archive is damaged"),
    LOCKED(7, "another run holds the lock"),
    TARGET_UNKNOWN(8, "it is unknown whether the target changed"),
    INTERNAL(70, "internal error"),
    INTERRUPTED(130, "interrupted");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** Half a sentence for help texts and documentation. */
    public String meaning() {
        return meaning;
    }
}
