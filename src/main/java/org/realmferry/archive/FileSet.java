/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.util.Optional;
import java.util.stream.Stream;

/** The four kinds of file that users and realms have; each has a folder in an archive. */
public enum FileSet {
    UPLOADS("uploads"),
    AVATARS("avatars"),
    EMOJI("emoji"),
    REALM_ICONS("realm_icons");

    static final String RECORDS = "records.json";

    private final String folder;

    FileSet(String folder) {
        this.folder = folder;
    }

    public String folder() {
        return folder;
    }

    /** The file of its records, relative to the archive. */
    public String records() {
        return folder + "/" + RECORDS;
    }

    /** The set to whose folder a file belongs; none for one of the archive itself. */
    public static Optional<FileSet> of(String file) {
        return Stream.of(values())
                .filter(set -> file.startsWith(set.folder + "/"))
                .findFirst();
    }
}
