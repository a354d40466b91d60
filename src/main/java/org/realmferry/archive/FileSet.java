/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

/** The four kinds of file that users and realms have; each has a folder in an archive. */
public enum FileSet {
    UPLOADS("uploads"),
    AVATARS("avatars"),
    EMOJI("emoji"),
    REALM_ICONS("realm_icons");

    private final String folder;

    FileSet(String folder) {
        this.folder = folder;
    }

    public String folder() {
        return folder;
    }
}
