/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.realmferry.age.Recipients;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.PackFormat;
import org.realmferry.archive.disk.TextFile;
import org.realmferry.archive.disk.Written;

/**
 * Which file a pack becomes.
 *
 * @param layout of the archive's own folder, beside which the pack is
 * @param recipients who can open it; empty where everybody can who gets it
 */
public record PackTarget(ArchiveLayout layout, PackFormat format, Optional<Recipients> recipients) {
    public Path file() {
        return layout.pack(format);
    }

    public Path checksumFile() {
        return layout.packChecksum(format);
    }

    /** Writes the file with the pack's SHA-256, for {@code sha256sum -c}. Fails with {@code TARGET}. */
    public void writeChecksum(Written pack) {
        TextFile.write(checksumFile(), List.of(pack.sha256() + "  " + file().getFileName()));
    }
}
