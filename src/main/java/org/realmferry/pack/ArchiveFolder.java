/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.age.Identities;
import org.realmferry.archive.Access;
import org.realmferry.archive.PrivateFiles;

/**
 * A folder to read an archive from: the one that was named, or a private one into which a pack was unpacked, which is
 * removed in the end, also where the process is interrupted.
 */
public final class ArchiveFolder implements AutoCloseable {
    private final Path folder;
    private final @Nullable TemporaryFolder temporary;

    private ArchiveFolder(Path folder, @Nullable TemporaryFolder temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    /**
     * Opens an archive, or a run with several, in whatever form it is.
     *
     * <p>Fails with {@code COMMAND_LINE} where there is nothing, with {@code SOURCE} where this user may not look, with {@code DAMAGED_ARCHIVE} for a file that is no pack,
     * is not whole, or holds what no export has, and with {@code TARGET} where there is no room to unpack it.
     *
     * @param path a folder, or a file that is tar, tar.gz or tar.zst, or one of these encrypted by age
     * @param temporary where to unpack; empty for the pack's own folder, or the system's where that can't be written to
     *     or the pack is encrypted
     * @param identities the keys that open an encrypted one; fails with {@code CONFIGURATION} where none does
     */
    public static ArchiveFolder open(Path path, Optional<Path> temporary, Identities identities) {
        Access.require(path);
        if (Files.isDirectory(path)) {
            return new ArchiveFolder(path, null);
        }
        if (!Files.isRegularFile(path)) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    path + (Files.exists(path) ? " is neither a folder nor a file" : " is not there"),
                    "Give the folder of an archive, or a .tar.gz or .tar.zst.");
        }
        TemporaryFolder target = TemporaryFolder.create(temporary.orElseGet(() -> usualPlace(path)), "unpack " + path);
        try {
            Unpacking.run(path, identities, target);
            return new ArchiveFolder(top(target.path()), target);
        } catch (IOException e) {
            target.close();
            throw PrivateFiles.unwritable(target.path(), e);
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private static Path usualPlace(Path pack) {
        Path folder = Objects.requireNonNull(pack.toAbsolutePath().getParent());
        return Files.isWritable(folder) && !Unpacking.isEncrypted(pack)
                ? folder
                : TemporaryFolder.usualPlace();
    }

    /** The one folder that everything is in, where there is one. */
    private static Path top(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            List<Path> all = content.limit(2).toList();
            return all.size() == 1 && Files.isDirectory(all.get(0), LinkOption.NOFOLLOW_LINKS) ? all.get(0) : folder;
        }
    }

    /** The folder of the archive's files. */
    public Path path() {
        return folder;
    }

    /** Whether it was unpacked only for this. */
    public boolean isTemporary() {
        return temporary != null;
    }

    @Override
    public void close() {
        if (temporary != null) {
            temporary.close();
        }
    }
}
