/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Damage;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.ManifestHead;
import org.realmferry.archive.ManifestReader;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.Written;

/** What an input's manifest says. Of files that are only bytes no more is kept than a fingerprint. */
public final class InputManifest {
    private final Path file;
    private final Map<String, Written> json = new TreeMap<>();
    private final Fingerprints files = new Fingerprints();
    private String sha256 = "";
    private ManifestHead head = ManifestHead.NONE;

    private InputManifest(Path file) {
        this.file = file;
    }

    /** Reads an archive's manifest. Fails with {@code DAMAGED_ARCHIVE}. */
    public static InputManifest read(ArchiveLayout archive) {
        InputManifest manifest = new InputManifest(archive.manifest());
        manifest.sha256 = CheckedFile.read(archive.manifest(), Optional.empty(), manifest::read)
                .sha256();
        long format = manifest.head.format().orElse(0);
        if (format != Manifest.FORMAT) {
            throw Damage.of(
                    archive.manifest(), "its format is " + format + ", and only " + Manifest.FORMAT + " is known");
        }
        return manifest;
    }

    private void read(RowFileReader json) throws IOException {
        ManifestReader manifest = new ManifestReader(json);
        manifest.begin();
        for (Manifest.@Nullable Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
            add(entry);
        }
        head = manifest.head();
    }

    private void add(Manifest.Entry entry) {
        String path = entry.path();
        if (path.contains("/") && !path.endsWith("/records.json")) {
            files.add(path, entry.written().sha256());
        } else if (json.put(path, entry.written()) != null) {
            throw Damage.of(file, "it lists " + path + " twice");
        }
    }

    /** Its own checksum. */
    public String sha256() {
        return sha256;
    }

    /** Everything but the files. */
    public ManifestHead head() {
        return head;
    }

    /** What it says of a JSON file; empty where it names none. */
    public Optional<Written> json(String path) {
        return Optional.ofNullable(json.get(path));
    }

    /** The JSON files that it names, in order. */
    public Set<String> jsonFiles() {
        return json.keySet();
    }

    /** Whether it names a file with that content. */
    public boolean names(String path, String contentSha256) {
        return files.contains(path, contentSha256);
    }
}
