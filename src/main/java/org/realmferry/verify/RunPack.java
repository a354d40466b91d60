/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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

    static RunPack read(JsonParser parser) throws IOException {
        String archive = "";
        String file = "";
        String sha256 = "";
        long bytes = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "archive" -> archive = parser.getValueAsString("");
                case "file" -> file = parser.getValueAsString("");
                case "sha256" -> sha256 = parser.getValueAsString("");
                case "bytes" -> bytes = parser.getValueAsLong();
                default -> parser.skipChildren();
            }
        }
        return new RunPack(archive, file, new Written(bytes, sha256));
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
            sink.found(FindingKind.MISSING_FILE, file, "run.json names this pack, and it is not there");
            return;
        }
        try {
            if (!sha256(run.root().resolve(file)).equals(written.sha256())) {
                sink.found(FindingKind.CHANGED_FILE, file, "it is not what the run packed: its SHA-256 is another");
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
            sink.found(FindingKind.MISSING_FILE, checksumFile(), "the checksum of the pack is not there");
        } else if (size > LONGEST_CHECKSUM
                || !Files.readString(run.root().resolve(checksumFile())).equals(line)) {
            sink.found(
                    FindingKind.CHANGED_FILE, checksumFile(), "it is not the checksum of the pack that the run made");
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
