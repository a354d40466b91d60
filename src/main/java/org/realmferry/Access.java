/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * What this user may not look at, and who may. To Java, what is behind a closed folder is not there; nobody may be told
 * so.
 */
public final class Access {
    private Access() {}

    /** Fails with {@code SOURCE} where a file or a folder is there, or may be, and can't be read by this user. */
    public static void require(Path path) {
        denial(path).ifPresent(failure -> {
            throw failure;
        });
    }

    /** The failure of {@link #require}; empty where a path can be read, or isn't there. */
    public static Optional<Failure> denial(Path path) {
        return closed(path).map(Access::failure);
    }

    /** Half a sentence for a path that the operating system refused: what is closed, whose it is, what to do. */
    public static String words(Path refused) {
        Path closed = closed(refused).orElse(refused);
        String user = System.getProperty("user.name", "");
        String owner = owner(closed);
        if (owner.isEmpty() || owner.equals(user)) {
            return "permission denied: " + closed + mode(closed);
        }
        return "permission denied: " + closed + " (owner " + owner + "); run as " + owner;
    }

    private static Failure failure(Path closed) {
        String owner = owner(closed);
        return new Failure(
                ExitStatus.SOURCE,
                words(closed),
                owner.isEmpty() || owner.equals(System.getProperty("user.name"))
                        ? "Give this user read permission (chmod u+rX), or run realmferry as root."
                        : "Give the same command as that user: su " + owner + " -c \"realmferry ...\"");
    }

    /** The first folder on the way that can't be entered, or what it leads to. */
    private static Optional<Path> closed(Path path) {
        Path absolute = path.toAbsolutePath();
        for (int i = 0; i < absolute.getNameCount(); i++) {
            Path folder = i == 0 ? absolute.getRoot() : absolute.getRoot().resolve(absolute.subpath(0, i));
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            if (Files.isDirectory(folder) && !Files.isExecutable(folder)) {
                return Optional.of(folder);
            }
        }
        // First whether it is there: what another process makes in between is not closed.
        if (!isThere(absolute)) {
            return Optional.empty();
        }
        boolean open = Files.isReadable(absolute) && (!Files.isDirectory(absolute) || Files.isExecutable(absolute));
        return open ? Optional.empty() : Optional.of(absolute);
    }

    /** Whether there is something; a link that leads nowhere is nothing, one that leads behind a closed folder is. */
    private static boolean isThere(Path path) {
        if (Files.exists(path)) {
            return true;
        }
        try {
            return Files.isSymbolicLink(path)
                    && closed(path.resolveSibling(Files.readSymbolicLink(path))).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static String owner(Path path) {
        try {
            return Files.getOwner(path).getName();
        } catch (IOException e) {
            return "";
        }
    }

    private static String mode(Path path) {
        try {
            return " (" + PosixFilePermissions.toString(Files.getPosixFilePermissions(path)) + ")";
        } catch (IOException e) {
            return "";
        }
    }
}
