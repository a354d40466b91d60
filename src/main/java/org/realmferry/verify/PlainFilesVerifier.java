/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.rows.FileReading;
import org.realmferry.verify.rows.ManifestEntry;
import org.realmferry.verify.rows.VerifiedFolder;

/** The files that the manifest names and that are only bytes: each is read for its checksum. Threads share the list. */
final class PlainFilesVerifier implements AutoCloseable {
    private static final int AT_ONCE = 100;

    private final VerifiedArchive archive;
    private final InputStream in;
    private final RowFileReader json;
    private boolean more;

    private PlainFilesVerifier(VerifiedArchive archive, InputStream in, RowFileReader json, boolean more) {
        this.archive = archive;
        this.in = in;
        this.json = json;
        this.more = more;
    }

    /** Goes to the list of files of a manifest that was read before; empty where it can't be read any more. */
    static Optional<PlainFilesVerifier> open(VerifiedArchive archive) {
        Path manifest = archive.folder().layout().manifest();
        try {
            InputStream in = Files.newInputStream(manifest, LinkOption.NOFOLLOW_LINKS);
            RowFileReader json = RowFileReader.open(in);
            json.beginObject();
            boolean files = false;
            while (!files && json.nextMember()) {
                files = json.member().equals("files");
                if (!files) {
                    json.parser().skipChildren();
                }
            }
            return Optional.of(new PlainFilesVerifier(archive, in, json, files));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads files until there are no more; any number of threads may do so. */
    void check() {
        for (List<ManifestEntry> some = next(); !some.isEmpty(); some = next()) {
            some.forEach(this::check);
        }
    }

    private void check(ManifestEntry entry) {
        if (!archive.folder().has(entry.path())) {
            return;
        }
        if (archive.journal().knows(archive.folder(), entry.path())) {
            archive.lane().did(entry.written().bytes(), 0);
            return;
        }
        Path file = archive.folder().root().resolve(entry.path());
        Optional<Written> written = FileReading.bytes(file, entry.path(), archive.place());
        written.ifPresent(found -> {
            archive.lane().did(found.bytes(), 0);
            entry.compare(found, archive.place());
            if (found.equals(entry.written())) {
                archive.journal().add(archive.folder(), entry.path());
            }
        });
    }

    private synchronized List<ManifestEntry> next() {
        List<ManifestEntry> entries = new ArrayList<>();
        try {
            while (more && entries.size() < AT_ONCE) {
                more = json.nextRow("a list of files");
                if (more) {
                    add(ManifestEntry.read(json.parser()), entries);
                }
            }
        } catch (JsonProcessingException e) {
            more = false;
        } catch (IOException e) {
            more = false;
            archive.place().found(FindingKind.UNREADABLE, Manifest.NAME, "it can't be read again");
        }
        return entries;
    }

    private void add(ManifestEntry entry, List<ManifestEntry> entries) {
        if (archive.manifest().map(manifest -> manifest.names(entry.path())).orElse(false)
                && !VerifiedFolder.isJson(entry.path())) {
            entries.add(entry);
        }
    }

    @Override
    public void close() {
        try {
            json.close();
            in.close();
        } catch (IOException e) {
            archive.place().found(FindingKind.UNREADABLE, Manifest.NAME, PrivateFiles.reason(e));
        }
    }
}
