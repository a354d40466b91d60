/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.PrivateFiles;

/**
 * Files and folders that a web server reads beside Zulip: 0644 and 0755, whatever the umask, and of the owner of the folder
 * that they are in where we may give them away.
 *
 * @param owner empty where files stay ours
 */
record ServedFiles(Optional<Owner> owner) {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final String ROOT = "root";

    /** A user and a group. */
    private record Owner(UserPrincipal user, GroupPrincipal group) {}

    /** As those in a folder. Fails with {@code TARGET}. */
    static ServedFiles like(Path folder) {
        if (!ROOT.equals(System.getProperty("user.name"))) {
            return new ServedFiles(Optional.empty());
        }
        try {
            PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class);
            return new ServedFiles(Optional.of(new Owner(attributes.owner(), attributes.group())));
        } catch (IOException e) {
            throw new Failure(
                    ExitStatus.TARGET,
                    "can't look at " + folder + ": " + PrivateFiles.reason(e),
                    "Give a folder on a file system that knows owners and permissions.",
                    e);
        }
    }

    /** Makes a folder, and those above it, where they aren't there. Folders that are there stay as they are. */
    void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = Objects.requireNonNull(folder.getParent());
        createFolders(parent);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Another worker's, in this moment.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        settle(folder, FOLDER);
        PrivateFiles.sync(parent);
    }

    /** Gives a new file its mode and owner. */
    void settleFile(Path file) throws IOException {
        settle(file, FILE);
    }

    private void settle(Path path, Set<PosixFilePermission> mode) throws IOException {
        var view = Objects.requireNonNull(
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
        view.setPermissions(mode);
        if (owner.isPresent()) {
            view.setOwner(owner.get().user());
            view.setGroup(owner.get().group());
        }
    }
}
