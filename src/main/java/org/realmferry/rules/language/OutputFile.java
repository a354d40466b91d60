/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

/** The kinds of file in an archive that hold rows. */
public enum OutputFile {
    REALM("realm.json"),
    ANALYTICS("analytics.json"),
    ATTACHMENT("attachment.json"),
    MESSAGES("messages-*.json"),
    USER("user.json");

    private final String pattern;

    OutputFile(String pattern) {
        this.pattern = pattern;
    }

    /** The file's name for people. */
    public String pattern() {
        return pattern;
    }
}
