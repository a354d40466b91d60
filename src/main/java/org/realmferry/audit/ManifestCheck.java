/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.realmferry.Checksum;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.FolderReader;
import org.realmferry.archive.Manifest;
import org.realmferry.audit.rows.AuditFailures;
import org.realmferry.audit.rows.AuditedFolder;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.rows.AuditedRowReader;
import org.realmferry.audit.scope.AuditCounts;
import org.realmferry.audit.scope.AuditSubject;

/** Whether the files of an archive are those that the export wrote: an altered archive proves nothing. */
final class ManifestCheck {
    private static final String FILES = "files";

    private final AuditedFolder folder;
    private final AuditedRowReader manifest;
    private final AuditCounts tally;
    private final Fingerprints named = new Fingerprints();
    private final Fingerprints exact = new Fingerprints();
    private final Fingerprints found = new Fingerprints();

    ManifestCheck(AuditedFolder folder, AuditedRowReader manifest, AuditCounts tally) {
        this.folder = folder;
        this.manifest = manifest;
        this.tally = tally;
    }

    void run() {
        entries(entry -> {
            named.add(entry.text("path"));
            exact.add(entry.text("path"), String.valueOf(entry.number("bytes")), entry.text("sha256"));
        });
        folder.walk(new FolderReader.Visitor() {
            @Override
            public void file(String name, long bytes) {
                found.add(name);
                if (!name.equals(Manifest.NAME)) {
                    compare(name, bytes);
                }
            }

            @Override
            public void other(String name) {
                // FileSets tells of these, with or without a manifest.
            }
        });
        entries(entry -> {
            if (!found.contains(entry.text("path"))) {
                leak(entry.text("path"), "the manifest lists this file, but it is missing");
            }
        });
    }

    private void entries(Consumer<AuditedRow> entries) {
        manifest.tables(FILES::equals, entries);
    }

    private void compare(String name, long bytes) {
        if (!named.contains(name)) {
            leak(name, "the manifest does not list this file: it was added after the export");
        } else if (!exact.contains(
                name, String.valueOf(bytes), sha256(folder.root().resolve(name)))) {
            leak(name, "checksum mismatch: the file differs from the exported one");
        }
    }

    private void leak(String name, String why) {
        tally.leak(AuditSubject.FILES, Manifest.NAME, name, why);
    }

    private static String sha256(Path file) {
        MessageDigest digest = Checksum.begin();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw AuditFailures.unreadable(file, e);
        }
        return Checksum.end(digest);
    }
}
