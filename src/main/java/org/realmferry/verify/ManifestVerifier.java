/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.RowFileReader;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;
import org.realmferry.verify.rows.FileReading;
import org.realmferry.verify.rows.ManifestEntry;
import org.realmferry.verify.rows.VerifiedFolder;

/** What an archive's manifest says. Of files that are only bytes no more is kept than that they are named. */
final class ManifestVerifier {
    private final VerifiedFolder folder;
    private final FindingSink place;
    private final Fingerprints named = new Fingerprints();
    private final Map<String, ManifestEntry> json = new HashMap<>();
    private final Map<String, Long> sums = new TreeMap<>();
    private Map<String, Long> totals = Map.of();
    private ZulipRelease release = new ZulipRelease("0");
    private long format;
    private String last = "";
    private String realmName = "";
    private long realmId;

    private ManifestVerifier(VerifiedFolder folder, FindingSink place) {
        this.folder = folder;
        this.place = place;
    }

    /** Reads the manifest; empty for an archive that has none. */
    static Optional<ManifestVerifier> read(VerifiedFolder folder, FindingSink place) {
        if (!folder.has(Manifest.NAME)) {
            return Optional.empty();
        }
        ManifestVerifier manifest = new ManifestVerifier(folder, place);
        long before = place.count();
        FileReading.json(folder.layout().manifest(), Manifest.NAME, place, manifest::members);
        if (place.count() == before) {
            manifest.check();
        }
        return Optional.of(manifest);
    }

    private void members(RowFileReader reader) throws IOException {
        reader.beginObject();
        while (reader.nextMember()) {
            switch (reader.member()) {
                case "format" -> format = reader.parser().getValueAsLong();
                case "zulip_version" ->
                    release = new ZulipRelease(reader.parser().getValueAsString("0"));
                case "rows" -> totals = ManifestEntry.counts(reader.parser());
                case "realm" -> realm(reader.parser());
                case "files" -> files(reader);
                default -> reader.parser().skipChildren();
            }
        }
    }

    private void files(RowFileReader reader) throws IOException {
        reader.beginList("a list of files");
        while (reader.nextRow("a list of files")) {
            add(ManifestEntry.read(reader.parser()));
        }
    }

    private void realm(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("id")) {
                realmId = parser.getValueAsLong();
            } else if (name.equals("string_id")) {
                realmName = parser.getValueAsString("");
            }
            parser.skipChildren();
        }
    }

    private void add(ManifestEntry entry) {
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
            place.found(FindingKind.MISSING_FILE, entry.path(), "the manifest lists this file, but it is missing");
        }
    }

    private void check() {
        if (format != Manifest.FORMAT) {
            found("unknown format " + format + "; only " + Manifest.FORMAT + " is known");
        }
        if (!sums.equals(new TreeMap<>(totals))) {
            found("its total of rows is not the sum of its files' rows");
        }
    }

    private void found(String message) {
        place.found(FindingKind.MANIFEST, Manifest.NAME, message);
    }

    /** The release of the server; {@code 0} where it names none. */
    ZulipRelease release() {
        return release;
    }

    boolean names(String file) {
        return named.contains(file);
    }

    /** What it says of a file of rows or another text that is read as such. */
    Optional<ManifestEntry> entry(String file) {
        return Optional.ofNullable(json.get(file));
    }

    /** Whether it is the manifest of that realm. */
    void checkRealm(long id, String stringId) {
        if (id != realmId || !stringId.equals(realmName)) {
            found("it is of the realm " + realmName + " (id " + realmId + "), but realm.json is of " + stringId
                    + " (id " + id + ")");
        }
    }
}
