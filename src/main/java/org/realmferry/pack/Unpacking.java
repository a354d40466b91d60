/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.age.Identities;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.PrivateFiles;

/**
 * Unpacks a tar whose maker nobody knows: plain files and folders with plain relative names, each once, to the very end
 * of the tar. Anything else is refused.
 */
final class Unpacking {
    private static final String REMEDY =
            "Unpack nothing of it by other means; get the archive again from where it was made.";

    private static final Set<Byte> PLAIN_FILES =
            Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG);

    private final Path pack;
    private final Identities identities;
    private final TemporaryFolder target;

    private Unpacking(Path pack, Identities identities, TemporaryFolder target) {
        this.pack = pack;
        this.identities = identities;
        this.target = target;
    }

    /** Unpacks all of a pack. Fails with {@code DAMAGED_ARCHIVE} or {@code TARGET}. */
    static void run(Path pack, Identities identities, TemporaryFolder target) {
        new Unpacking(pack, identities, target).run();
    }

    /** Whether a pack begins as age's files do; not, where it can't be read. */
    static boolean isEncrypted(Path pack) {
        try (InputStream in = Files.newInputStream(pack)) {
            return Identities.isEncrypted(in.readNBytes(Identities.headerLength()));
        } catch (IOException e) {
            return false;
        }
    }

    private void run() {
        try (InputStream file = Files.newInputStream(pack);
                InputStream plain = isEncrypted(pack) ? identities.decrypt(pack.toString(), file) : file;
                UnpackedStream in = UnpackedStream.of(plain);
                TarArchiveInputStream tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar);
            }
            in.requireEnd();
        } catch (FileSystemException e) {
            throw new Failure(
                    ExitStatus.DAMAGED_ARCHIVE,
                    pack + " can't be read: " + PrivateFiles.reason(e),
                    "Read it as a user who may.",
                    e);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        }
    }

    private void unpack(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        String name = entry.getName().replaceFirst("^(\\./+)+", "").replaceFirst("/+$", "");
        if (entry.isDirectory() && (name.isEmpty() || name.equals("."))) {
            return;
        }
        Optional<String> objection = ArchiveLayout.objection(name);
        if (objection.isPresent()) {
            throw refused(entry, objection.get());
        }
        if (entry.isDirectory()) {
            makeFolder(entry, name);
        } else if (PLAIN_FILES.contains(entry.getLinkFlag()) && !entry.isSparse()) {
            file(entry, name, tar);
        } else {
            throw refused(entry, "it is neither a plain file nor a folder");
        }
    }

    private void file(TarArchiveEntry entry, String name, InputStream content) throws IOException {
        int slash = name.lastIndexOf('/');
        if (slash > 0) {
            makeFolder(entry, name.substring(0, slash));
        }
        byte[] buffer = new byte[1 << 16];
        try (FileChannel file = create(entry, name)) {
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                write(file, ByteBuffer.wrap(buffer, 0, n));
            }
        }
    }

    private void makeFolder(TarArchiveEntry entry, String name) {
        try {
            target.makeFolder(name);
        } catch (FileAlreadyExistsException e) {
            throw refused(entry, "it is a file and a folder");
        } catch (IOException e) {
            throw target.unwritable(e);
        }
    }

    private FileChannel create(TarArchiveEntry entry, String name) {
        try {
            return target.create(name);
        } catch (FileAlreadyExistsException e) {
            throw refused(entry, "it is there twice");
        } catch (IOException e) {
            throw target.unwritable(e);
        }
    }

    private void write(FileChannel file, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw target.unwritable(e);
        }
    }

    private Failure refused(TarArchiveEntry entry, String why) {
        return new Failure(
                ExitStatus.DAMAGED_ARCHIVE,
                pack + " holds what no export has: " + entry.getName() + ": " + why,
                REMEDY);
    }

    private Failure damaged(String problem, Exception e) {
        return new Failure(
                ExitStatus.DAMAGED_ARCHIVE,
                pack + " is damaged, or no tar.gz or tar.zst: " + problem,
                "Copy it again from where it was made; sha256sum -c tells whether a copy is whole.",
                e);
    }
}
