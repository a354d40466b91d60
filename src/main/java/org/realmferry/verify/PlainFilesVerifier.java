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
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.ManifestReader;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.rows.EntryComparison;
import org.realmferry.verify.rows.FileReading;
import org.realmferry.verify.rows.VerifiedFolder;

/** The files that the manifest names and that are only bytes: each is read for its checksum. Threads share the list. */
final class PlainFilesVerifier implements AutoCloseable {
    private static final int AT_ONCE = 100;

    private final VerifiedArchive archive;
    private final InputStream in;
    private final RowFileReader json;
    private final ManifestReader manifest;
    private boolean more = true;

    private PlainFilesVerifier(VerifiedArchive archive, InputStream in, RowFileReader json, ManifestReader manifest) {
        this.archive = archive;
        this.in = in;
        this.json = json;
        this.manifest = manifest;
    }

    /** Goes to the list of files of a manifest that was read before; empty where it can't be read any more. */
    static Optional<PlainFilesVerifier> open(VerifiedArchive archive) {
        Path manifest = archive.folder().layout().manifest();
        try {
            InputStream in = Files.newInputStream(manifest, LinkOption.NOFOLLOW_LINKS);
            RowFileReader json = RowFileReader.open(in);
            ManifestReader entries = new ManifestReader(json);
            entries.begin();
            return Optional.of(new PlainFilesVerifier(archive, in, json, entries));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads files until there are no more; any number of threads may do so. */
    void check() {
        for (List<Manifest.Entry> batch = next(); !batch.isEmpty(); batch = next()) {
            batch.forEach(this::check);
        }
    }

    private void check(Manifest.Entry entry) {
        if (!archive.folder().has(entry.path())) {
            return;
        }
        if (archive.journal().knows(archive.folder(), entry.path())) {
            archive.lane().did(entry.written().bytes(), 0);
            return;
        }
        Path file = archive.folder().root().resolve(entry.path());
        Optional<Written> written = FileReading.bytes(file, entry.path(), archive.sink());
        written.ifPresent(found -> {
            archive.lane().did(found.bytes(), 0);
            EntryComparison.compare(entry, found, archive.sink());
            if (found.equals(entry.written())) {
                archive.journal().add(archive.folder(), entry.path());
            }
        });
    }

    private synchronized List<Manifest.Entry> next() {
        List<Manifest.Entry> entries = new ArrayList<>();
        try {
            while (more && entries.size() < AT_ONCE) {
                Manifest.@Nullable Entry entry = manifest.next();
                more = entry != null;
                if (entry != null) {
                    add(entry, entries);
                }
            }
        } catch (JsonProcessingException e) {
            more = false;
        } catch (IOException e) {
            more = false;
            archive.sink().found(FindingKind.UNREADABLE, Manifest.NAME, "it can't be read again");
        }
        return entries;
    }

    private void add(Manifest.Entry entry, List<Manifest.Entry> entries) {
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
            archive.sink().found(FindingKind.UNREADABLE, Manifest.NAME, PrivateFiles.reason(e));
        }
    }
}
