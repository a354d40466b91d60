/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.age.Identities;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.TemporaryFolder;

/**
 * Unpacks a tar whose maker nobody knows: plain files and folders with plain relative names, each once, to the very end
 * of the tar. Anything else is refused.
 */
final class Unpacking {
    private static final String REMEDY = "Don't unpack it with other tools; copy the archive again from its origin.";

    private static final Set<Byte> PLAIN_FILES =
            Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG);

    private final Path pack;
    private final Identities identities;
    private static final Pattern EXTENSIONS = Pattern.compile("(?i)(\\.(tar|tgz|gz|zst|age))+$");

    private final TemporaryFolder target;
    private final String folder;

    private Unpacking(Path pack, Identities identities, TemporaryFolder target) {
        this.pack = pack;
        this.identities = identities;
        this.target = target;
        folder = folder(pack);
    }

    /** Unpacks all of a pack; gives the folder for it. Fails with {@code DAMAGED_ARCHIVE} or {@code TARGET}. */
    static Path run(Path pack, Identities identities, TemporaryFolder target) throws IOException {
        Unpacking unpacking = new Unpacking(pack, identities, target);
        target.makeFolder(unpacking.folder);
        unpacking.run();
        return target.path().resolve(unpacking.folder);
    }

    /** A pack without a folder at its top is called by its own name, as reports do. */
    private static String folder(Path pack) {
        String name = EXTENSIONS.matcher(String.valueOf(pack.getFileName())).replaceFirst("");
        return name.isEmpty() ? "archive" : name;
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
                BufferedInputStream plain =
                        new BufferedInputStream(isEncrypted(pack) ? identities.decrypt(pack.toString(), file) : file);
                UnpackedStream in = UnpackedStream.of(refusing(plain, PackProblems.of(plain)));
                BufferedInputStream unpacked = new BufferedInputStream(in);
                TarArchiveInputStream tar = new TarArchiveInputStream(
                        refusing(unpacked, PackProblems.ofUnpacked(unpacked)), StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar);
            }
            in.requireEnd();
        } catch (FileSystemException e) {
            throw new Failure(
                    ExitStatus.DAMAGED_ARCHIVE,
                    pack + " can't be read: " + PrivateFiles.reason(e),
                    "Run realmferry as a user who can read it.",
                    e);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(new PackProblems.Problem(PackProblems.reason(e), PackProblems.again()), e);
        }
    }

    private InputStream refusing(InputStream in, Optional<PackProblems.Problem> problem) {
        if (problem.isPresent()) {
            throw damaged(problem.get(), null);
        }
        return in;
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
            throw refused(entry, "it is neither a regular file nor a folder");
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
            target.makeFolder(folder + "/" + name);
        } catch (FileAlreadyExistsException e) {
            throw refused(entry, "it is both a file and a folder");
        } catch (IOException e) {
            throw target.unwritable(e);
        }
    }

    private FileChannel create(TarArchiveEntry entry, String name) {
        try {
            return target.create(folder + "/" + name);
        } catch (FileAlreadyExistsException e) {
            throw refused(entry, "it is duplicated");
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
                pack + " contains what no export has: " + entry.getName() + ": " + why,
                REMEDY);
    }

    private Failure damaged(PackProblems.Problem problem, @Nullable Exception e) {
        return new Failure(
                ExitStatus.DAMAGED_ARCHIVE,
                List.of(pack + " is damaged, or not a tar.gz or tar.zst: " + problem.what()),
                problem.remedy(),
                e);
    }
}
