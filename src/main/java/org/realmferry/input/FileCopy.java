/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Damage;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.Written;

/** Copies the files of an input. */
public final class FileCopy {
    private FileCopy() {}

    /**
     * Copies one file, with its time. Fails with {@code DAMAGED_ARCHIVE}, also where a link leads to it, or where the manifest
     * has another checksum.
     *
     * @param target is closed
     */
    public static Written of(Input input, FileSet set, String path, AtomicFile target) {
        Path source = input.archive().file(set, path);
        byte[] buffer = new byte[1 << 16];
        try (AtomicFile copy = target;
                InputStream in = open(input.archive(), source)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                copy.write(buffer, 0, n);
            }
            Written written = copy.commit(Files.getLastModifiedTime(source));
            if (input.manifest()
                    .filter(manifest -> !manifest.names(set.folder() + "/" + path, written.sha256()))
                    .isPresent()) {
                throw Damage.of(source, "checksum mismatch: its SHA-256 differs from the manifest's");
            }
            return written;
        } catch (IOException e) {
            throw Damage.of(source, e);
        }
    }

    /** Opens a plain file that no link leads to. Throws where it isn't there, and fails with {@code DAMAGED_ARCHIVE}. */
    public static InputStream open(ArchiveLayout archive, Path source) throws IOException {
        for (Path part = source; part != null && !part.equals(archive.root()); part = part.getParent()) {
            if (Files.isSymbolicLink(part)) {
                throw Damage.of(source, "its path contains a symbolic link, which is not followed");
            }
        }
        return Files.newInputStream(source, LinkOption.NOFOLLOW_LINKS);
    }
}
