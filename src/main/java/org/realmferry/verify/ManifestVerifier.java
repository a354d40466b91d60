/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.ManifestHead;
import org.realmferry.archive.ManifestReader;
import org.realmferry.archive.RowFileReader;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;
import org.realmferry.verify.rows.FileReading;
import org.realmferry.verify.rows.VerifiedFolder;

/** What an archive's manifest says. Of files that are only bytes no more is kept than that they are named. */
final class ManifestVerifier {
    private final VerifiedFolder folder;
    private final FindingSink sink;
    private final Fingerprints named = new Fingerprints();
    private final Map<String, Manifest.Entry> json = new HashMap<>();
    private final Map<String, Long> sums = new TreeMap<>();
    private ManifestHead head = ManifestHead.NONE;
    private String last = "";

    private ManifestVerifier(VerifiedFolder folder, FindingSink sink) {
        this.folder = folder;
        this.sink = sink;
    }

    /** Reads the manifest; empty for an archive that has none. */
    static Optional<ManifestVerifier> read(VerifiedFolder folder, FindingSink sink) {
        if (!folder.has(Manifest.NAME)) {
            return Optional.empty();
        }
        ManifestVerifier manifest = new ManifestVerifier(folder, sink);
        long before = sink.count();
        FileReading.json(folder.layout().manifest(), Manifest.NAME, sink, manifest::read);
        if (sink.count() == before) {
            manifest.check();
        }
        return Optional.of(manifest);
    }

    private void read(RowFileReader reader) throws IOException {
        ManifestReader manifest = new ManifestReader(reader);
        manifest.begin();
        for (Manifest.@Nullable Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
            add(entry);
        }
        head = manifest.head();
    }

    private void add(Manifest.Entry entry) {
        Optional<String> objection = ArchiveLayout.objection(entry.path());
        if (objection.isPresent() || !VerifiedFolder.isKnown(entry.path())) {
            found("it lists " + entry.path() + ", but " + objection.orElse("no archive has such a file"));
            return;
        }
        if (entry.path().compareTo(last) <= 0) {
            found("it lists " + entry.path() + " after " + last + ": the files are not in order, or one is duplicated");
        }
        last = entry.path();
        named.add(entry.path());
        if (VerifiedFolder.isJson(entry.path())) {
            json.put(entry.path(), entry);
        }
        entry.rows().forEach((table, rows) -> sums.merge(table, rows, Long::sum));
        if (!folder.has(entry.path())) {
            sink.found(FindingKind.MISSING_FILE, entry.path(), "the manifest lists this file, but it is missing");
        }
    }

    private void check() {
        long format = head.format().orElse(0);
        if (format != Manifest.FORMAT) {
            found("unknown format " + format + "; only " + Manifest.FORMAT + " is known");
        }
        if (!sums.equals(head.rows())) {
            found("its total of rows is not the sum of its files' rows");
        }
    }

    private void found(String message) {
        sink.found(FindingKind.MANIFEST, Manifest.NAME, message);
    }

    /** The release of the server; {@code 0} where it names none. */
    ZulipRelease release() {
        return new ZulipRelease(head.zulipVersion().orElse("0"));
    }

    boolean names(String file) {
        return named.contains(file);
    }

    /** What it says of a file of rows or another text that is read as such. */
    Optional<Manifest.Entry> entry(String file) {
        return Optional.ofNullable(json.get(file));
    }

    /** Whether it is the manifest of that realm. */
    void checkRealm(long id, String stringId) {
        long realmId = head.realmId().orElse(0);
        String realmName = head.realmName().orElse("");
        if (id != realmId || !stringId.equals(realmName)) {
            found("it is of the realm " + realmName + " (id " + realmId + "), but realm.json is of " + stringId
                    + " (id " + id + ")");
        }
    }
}
