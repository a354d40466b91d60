/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.disk.Cursor;
import org.realmferry.archive.disk.Written;
import org.realmferry.selection.ApprovedUsers;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.Scope;
import org.realmferry.selection.SingleUser;
import org.realmferry.selection.Subject;

/**
 * The list of everything in an archive, and what it was made from: {@code realmferry.json}. It is written last, so an
 * archive without one is not finished. It says nothing that changes between two exports of a database at rest.
 *
 * @param origin the server
 * @param subject whose data left
 * @param inputs what it was merged from; empty for an export
 * @param files all but those of {@code many}
 */
public record Manifest(
        String tool, Origin origin, Subject subject, List<MergedInput> inputs, List<Entry> files, ManyFiles many) {
    public static final String NAME = "realmferry.json";
    public static final int FORMAT = 1;

    /**
     * The server that the data is of.
     *
     * @param server what tells it from others, see {@code ServerHash}; empty where it isn't known, or where ids are no longer its
     */
    public record Origin(String zulipVersion, String lastMigration, Optional<String> server) {
        private void writeTo(JsonGenerator json) throws IOException {
            json.writeStringField(ManifestKeys.ZULIP_VERSION, zulipVersion);
            json.writeStringField(ManifestKeys.LAST_MIGRATION, lastMigration);
            if (server.isPresent()) {
                json.writeStringField(ManifestKeys.SERVER, server.get());
            }
        }
    }

    /**
     * One file.
     *
     * @param path relative to the archive, with slashes
     * @param written its size and checksum
     * @param rows how many rows of each table it holds; empty for a file without rows
     * @param messages the ids of its first and its last message; none for other files
     * @param sources in a merged file of messages, how many rows came from which of the inputs, by their places
     */
    public record Entry(
            String path, Written written, Map<String, Long> rows, List<Long> messages, Map<Integer, Long> sources) {
        public Entry {
            rows = Map.copyOf(rows);
            messages = List.copyOf(messages);
            sources = Map.copyOf(sources);
        }

        /** A file that was not merged. */
        public Entry(String path, Written written, Map<String, Long> rows, List<Long> messages) {
            this(path, written, rows, messages, Map.of());
        }

        public static Entry of(String path, Written written) {
            return new Entry(path, written, Map.of(), List.of());
        }

        private void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField(ManifestKeys.PATH, path);
            json.writeNumberField(ManifestKeys.BYTES, written.bytes());
            json.writeStringField(ManifestKeys.SHA256, written.sha256());
            if (!messages.isEmpty()) {
                json.writeNumberField(ManifestKeys.FIRST_MESSAGE, messages.get(0));
                json.writeNumberField(ManifestKeys.LAST_MESSAGE, messages.get(1));
            }
            if (!rows.isEmpty()) {
                writeCounts(json, ManifestKeys.ROWS, rows);
            }
            if (!sources.isEmpty()) {
                json.writeObjectFieldStart(ManifestKeys.SOURCES);
                for (Map.Entry<Integer, Long> source : new TreeMap<>(sources).entrySet()) {
                    json.writeNumberField(String.valueOf(source.getKey()), source.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        }
    }

    /**
     * An archive that was merged into this one.
     *
     * @param sha256 of its manifest; without one, of the checksums of its files of rows
     * @param userId of a single user's archive
     * @param taken when it was taken, as a time in ISO 8601
     */
    public record MergedInput(String sha256, boolean manifest, String mode, Optional<Long> userId, String taken) {
        private void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField(manifest ? ManifestKeys.MANIFEST_SHA256 : ManifestKeys.ROWS_SHA256, sha256);
            json.writeStringField(ManifestKeys.MODE, mode);
            if (userId.isPresent()) {
                json.writeNumberField(ManifestKeys.USER_ID, userId.get());
            }
            json.writeStringField(ManifestKeys.TAKEN, taken);
            json.writeEndObject();
        }
    }

    /** One of files that all are in memory. */
    public Manifest(String tool, Origin origin, Subject subject, List<MergedInput> inputs, List<Entry> files) {
        this(tool, origin, subject, inputs, files, ManyFiles.NONE);
    }

    public Manifest {
        inputs = List.copyOf(inputs);
        files = files.stream()
                .sorted(Comparator.comparing(Entry::path, FileRecord::byCodePoint))
                .toList();
    }

    /** The manifest as JSON, files in order of their paths. */
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField(ManifestKeys.FORMAT, FORMAT);
        json.writeStringField(ManifestKeys.TOOL, tool);
        origin.writeTo(json);
        json.writeStringField(
                ManifestKeys.MODE, subject instanceof Scope scope ? scope.mode().label() : SingleUser.MODE);
        json.writeObjectFieldStart(ManifestKeys.REALM);
        json.writeNumberField(ManifestKeys.ID, subject.realm().id());
        json.writeStringField(ManifestKeys.STRING_ID, subject.realm().stringId());
        json.writeEndObject();
        if (subject instanceof Scope scope && scope.approved().isPresent()) {
            writeApprovals(json, scope.approved().get());
        }
        if (subject instanceof Scope scope && scope.rules().kind() == ConsentRules.Kind.RELEASE) {
            json.writeStringField(
                    ManifestKeys.CONSENT_RULES, scope.rules().kind().label());
        }
        if (subject instanceof Scope scope && scope.rules().message().isPresent()) {
            json.writeNumberField(
                    ManifestKeys.CONSENT_MESSAGE, scope.rules().message().getAsLong());
        }
        if (subject instanceof SingleUser single) {
            json.writeObjectFieldStart(ManifestKeys.USER);
            json.writeNumberField(ManifestKeys.ID, single.user().id());
            json.writeEndObject();
        }
        if (!inputs.isEmpty()) {
            json.writeArrayFieldStart(ManifestKeys.INPUTS);
            for (MergedInput input : inputs) {
                input.writeTo(json);
            }
            json.writeEndArray();
        }
        writeCounts(json, ManifestKeys.ROWS, totals());
        json.writeArrayFieldStart(ManifestKeys.FILES);
        writeFiles(json);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeFiles(JsonGenerator json) throws IOException {
        try (Cursor<Entry> userFiles = many.open()) {
            @Nullable Entry other = userFiles.next();
            for (Entry file : files) {
                for (;
                        other != null && FileRecord.byCodePoint(other.path(), file.path()) < 0;
                        other = userFiles.next()) {
                    other.writeTo(json);
                }
                file.writeTo(json);
            }
            for (; other != null; other = userFiles.next()) {
                other.writeTo(json);
            }
        }
    }

    private static void writeApprovals(JsonGenerator json, ApprovedUsers approved) throws IOException {
        json.writeObjectFieldStart(ManifestKeys.APPROVALS);
        if (!approved.sha256().isEmpty()) {
            json.writeStringField(ManifestKeys.SHA256, approved.sha256());
        }
        json.writeStringField(ManifestKeys.UNAPPROVED, approved.unapproved().label());
        json.writeArrayFieldStart(ManifestKeys.USER_IDS);
        for (long id : new TreeSet<>(approved.ids())) {
            json.writeNumber(id);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Rows of the whole archive by table. */
    public Map<String, Long> totals() {
        Map<String, Long> totals = new TreeMap<>();
        files.forEach(file -> file.rows().forEach((table, rows) -> totals.merge(table, rows, Long::sum)));
        return totals;
    }

    private static void writeCounts(JsonGenerator json, String field, Map<String, Long> counts) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, Long> count : new TreeMap<>(counts).entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
        }
        json.writeEndObject();
    }
}
