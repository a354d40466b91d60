/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import org.realmferry.archive.AvatarNames;

/**
 * The paths that pictures of users get: a hash by the user's new id and the target's salt, and an ending for each size.
 *
 * @param realm its new id
 * @param names how the target names pictures
 */
public record AvatarPaths(long realm, AvatarNames names) {
    /** Which of the files of a picture one is. */
    public enum Kind {
        /** As it was uploaded. */
        ORIGINAL(".original"),
        /** A square of 100 pixels. */
        SMALL(".png"),
        /** A square of 500 pixels. */
        MEDIUM("-medium.png");

        private final String ending;

        Kind(String ending) {
            this.ending = ending;
        }

        /** By a path in an archive. In S3, older releases have the small one without an ending. */
        static Kind of(String path) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (name.endsWith(ORIGINAL.ending)) {
                return ORIGINAL;
            }
            return name.contains("-medium") ? MEDIUM : SMALL;
        }
    }

    /**
     * The path of a file of a picture.
     *
     * @param user the owner's new id
     * @param email the owner's address, by which very old releases name pictures
     * @param version the owner's {@code avatar_version}
     */
    public String of(long user, String email, long version, Kind kind) {
        return realm + "/" + names.hash(user, email, version) + kind.ending;
    }
}
