/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

/** Values that an import makes for a column, whatever the archive has there. */
public enum Making {
    SUBDOMAIN("the subdomain that the import is given"),
    ORGANISATION_NAME("the archive's name; with --like-zulip the subdomain"),
    UNUSABLE_PASSWORD("an unusable password, random"),
    API_KEY("a new random key"),
    TOKEN("a new random token"),
    UUID("a new random UUID"),
    IS_USER_ACTIVE("whether the subscribed user is active"),
    GROUP_HASH("a hash of the new ids of the group's members"),
    UPLOAD_PATH("a new path"),
    CONTENT_TYPE("the type; guessed from the name of an image where the archive has none"),
    EMOJI_AUTHOR("the author; an owner of the realm where the archive has none"),
    SEARCH_VECTOR("null, for the server to fill; the archive's with --search now");

    private final String words;

    Making(String words) {
        this.words = words;
    }

    /** For people. */
    public String inWords() {
        return words;
    }
}
