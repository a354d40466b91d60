/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

/** The paths that emoji, icons and logos get: names stay, the realm's folder is new. */
final class RealmPaths {
    private static final String EMOJI = "emoji/images/";
    private static final String STILL = "still/";

    private RealmPaths() {}

    /** Of an emoji, or of its original, by its path in an archive. */
    static String emoji(long realm, String path) {
        int images = path.indexOf(EMOJI);
        String name = images < 0 ? name(path) : path.substring(images + EMOJI.length());
        return realm + "/" + EMOJI + name;
    }

    /** Of the picture that doesn't move, by an emoji's path in an archive. */
    static String still(long realm, String path) {
        String name = name(path);
        int dot = name.lastIndexOf('.');
        return realm + "/" + EMOJI + STILL + (dot < 0 ? name : name.substring(0, dot)) + ".png";
    }

    /** Whether an emoji's format knows pictures that move; the originals are of no use for it, as they are too large. */
    static boolean mayMove(String path) {
        return path.endsWith(".gif") || path.endsWith(".webp");
    }

    /** Of an icon or a logo. */
    static String icon(long realm, String path) {
        return realm + "/realm/" + name(path);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
