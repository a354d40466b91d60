/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Which symbolic links in an uploads folder are followed: those of the administrator who moved a set or a realm's folder
 * to another disk. Below a realm's folder the names come from users, and no link is followed.
 *
 * @param root the uploads folder
 */
record UploadLinks(Path root) {
    private static final Set<String> SETS = Set.of("files", "avatars");
    private static final String MOUNT = "mount the folder in its place (mount --bind)";

    /** Why a link is not followed; empty where it is. */
    Optional<String> objection(Path link) {
        Path name = root.relativize(link);
        if (!isOfAnAdministrator(name)) {
            return Optional.of("symbolic link, not followed: " + name + "; if it is yours, " + MOUNT);
        }
        try {
            Path target = link.toRealPath();
            if (!Files.isDirectory(target)) {
                return Optional.of("symbolic link that does not lead to a folder: " + name);
            }
            return isAmongTheUploads(target, name)
                    ? Optional.of("symbolic link to another folder of uploads, not followed because it may be"
                            + " another realm's: " + name + "; if it is right, " + MOUNT)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("symbolic link to a folder that is missing or inaccessible: " + name
                    + "; mount its disk, and run realmferry as a user who can read it");
        }
    }

    /** {@code files}, or {@code files/5}. */
    private static boolean isOfAnAdministrator(Path name) {
        boolean inSet = SETS.contains(name.getName(0).toString());
        return switch (name.getNameCount()) {
            case 1 -> inSet;
            case 2 -> inSet && name.getName(1).toString().matches("[0-9]+");
            default -> false;
        };
    }

    private boolean isAmongTheUploads(Path target, Path name) throws IOException {
        if (root.toRealPath().startsWith(target)) {
            return true;
        }
        for (String set : SETS) {
            Path folder = root.resolve(set);
            boolean itself = name.getNameCount() == 1 && name.toString().equals(set);
            if (!itself && Files.isDirectory(folder) && target.startsWith(folder.toRealPath())) {
                return true;
            }
        }
        return false;
    }
}
