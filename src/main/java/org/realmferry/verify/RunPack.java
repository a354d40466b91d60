/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.stream.Stream;
import org.realmferry.Checksum;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.PackFormat;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;
import org.realmferry.run.RunRecord;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;
import org.realmferry.verify.rows.VerifiedFolder;

/**
 * What {@code run.json} says of a pack: an archive in one file.
 *
 * @param archive the archive's folder in the run
 * @param file its path in the run
 */
record RunPack(String archive, String file, Written written) {
    private static final int BUFFER = 1 << 16;

    /** The longest line that is a checksum with a name. */
    private static final long LONGEST_CHECKSUM = 1024;

    static RunPack of(RunRecord.Entry entry) {
        return new RunPack(entry.archive(), entry.file(), entry.written());
    }

    /** Whether it is where a run has the pack of its archive. */
    boolean isBesideItsArchive() {
        return ArchiveLayout.objection(archive).isEmpty()
                && Stream.of(PackFormat.values()).anyMatch(format -> file.equals(archive + "." + format.extension()));
    }

    boolean isEncrypted() {
        return file.endsWith("." + PackFormat.TAR_ZST_AGE.extension());
    }

    String checksumFile() {
        return file + PackFormat.CHECKSUM;
    }

    /** Reads all of it. */
    void check(VerifiedFolder run, FindingSink sink) {
        if (run.size(file).isEmpty()) {
            sink.found(FindingKind.MISSING_FILE, file, "run.json lists this pack, but it is missing");
            return;
        }
        try {
            if (!sha256(run.root().resolve(file)).equals(written.sha256())) {
                sink.found(
                        FindingKind.CHANGED_FILE,
                        file,
                        "checksum mismatch: it differs from the pack that the run wrote");
            }
            checkChecksumFile(run, sink);
        } catch (IOException e) {
            sink.found(FindingKind.UNREADABLE, file, "it can't be read: " + PrivateFiles.reason(e));
        }
    }

    private void checkChecksumFile(VerifiedFolder run, FindingSink sink) throws IOException {
        String line = written.sha256() + "  " + Path.of(file).getFileName() + "\n";
        long size = run.size(checksumFile()).orElse(-1L);
        if (size < 0) {
            sink.found(FindingKind.MISSING_FILE, checksumFile(), "the checksum file of the pack is missing");
        } else if (size > LONGEST_CHECKSUM
                || !Files.readString(run.root().resolve(checksumFile())).equals(line)) {
            sink.found(
                    FindingKind.CHANGED_FILE, checksumFile(), "it is not the checksum of the pack that the run wrote");
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = Checksum.begin();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return Checksum.end(digest);
    }
}
