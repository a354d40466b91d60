/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.FolderReader;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.rows.FieldCheck;
import org.realmferry.verify.rows.ReferenceChecks;
import org.realmferry.verify.rows.RowCounts;
import org.realmferry.verify.rows.TableCheck;
import org.realmferry.verify.rows.VerifiedFolder;
import org.realmferry.verify.rows.VerifiedRow;

/** The records of one set of files beside the files themselves. */
final class RecordsVerifier {
    /** The columns of a record that are looked at. */
    private static final class Fields {
        private Optional<String> path = Optional.empty();
        private Optional<String> s3Path = Optional.empty();
        private OptionalLong size = OptionalLong.empty();
        private OptionalLong realm = OptionalLong.empty();
        private OptionalLong user = OptionalLong.empty();
    }

    private final VerifiedArchive archive;
    private final FileSet set;
    private final String name;
    private final ReferenceChecks references;
    private final Fingerprints paths = new Fingerprints();
    private final Fingerprints keys = new Fingerprints();

    /** The paths of files that lie elsewhere than in the store, by what they were there. */
    private final Map<String, String> elsewhere = new HashMap<>();

    private Fields record = new Fields();
    private String last = "";

    RecordsVerifier(VerifiedArchive archive, FileSet set, ReferenceChecks references) {
        this.archive = archive;
        this.set = set;
        this.references = references;
        name = set.records();
    }

    /** Whether a record has that path, or had it in the store. */
    boolean has(String key) {
        return keys.contains(key);
    }

    /** How many bytes the file has whose record has a path, or had it in the store. */
    Optional<Long> size(String key) {
        return has(key)
                ? archive.folder().size(set.folder() + "/" + elsewhere.getOrDefault(key, key))
                : Optional.empty();
    }

    /**
     * Reads the records, and names files without one.
     *
     * @param attachments of uploads, where each file must have a row
     */
    void check(Optional<AttachmentVerifier> attachments, boolean singleUser) {
        if (archive.folder().has(name)) {
            read(attachments, singleUser);
        }
        VerifiedFolder folder = archive.folder();
        folder.walk(folder.root().resolve(set.folder()), archive.sink(), new FolderReader.Visitor() {
            @Override
            public void file(String file, long bytes) {
                if (!file.equals(name) && !paths.contains(file)) {
                    archive.sink().found(FindingKind.STRAY_FILE, file, "no record of " + name + " names this file");
                }
            }

            @Override
            public void other(String file) {
                // The walk through the whole archive tells of these.
            }
        });
    }

    private void read(Optional<AttachmentVerifier> attachments, boolean singleUser) {
        Map<String, Long> rows = new TreeMap<>();
        archive.read(name, rows, json -> {
            VerifiedRow row = new VerifiedRow(name, "", archive.sink());
            TableCheck check = new TableCheck(RowCounts.RECORDS, row, this::field).row(whole -> {
                check(whole, attachments, singleUser);
                record = new Fields();
            });
            rows.put(RowCounts.RECORDS, check.read(json));
        });
    }

    private FieldCheck field(String field) {
        return switch (field) {
            case "path" -> (value, row) -> record.path = text(value);
            case "s3_path" -> (value, row) -> record.s3Path = text(value);
            case "size" -> (value, row) -> record.size = row.number(field, value);
            case "realm_id" -> (value, row) -> record.realm = id(value);
            case "user_profile_id", "author" -> (value, row) -> record.user = id(value);
            default -> TableCheck.ANYTHING;
        };
    }

    private static Optional<String> text(JsonParser value) throws IOException {
        return value.hasToken(JsonToken.VALUE_STRING) ? Optional.of(value.getText()) : Optional.empty();
    }

    /** A number; older exports from S3 have it as text. */
    private static OptionalLong id(JsonParser value) throws IOException {
        return value.hasToken(JsonToken.VALUE_NULL) ? OptionalLong.empty() : OptionalLong.of(value.getValueAsLong(-1));
    }

    private void check(VerifiedRow row, Optional<AttachmentVerifier> attachments, boolean singleUser) {
        Optional<String> objection = record.path.map(ArchiveLayout::objection).orElse(Optional.of("it is not a text"));
        if (objection.isPresent()) {
            row.object(FindingKind.RECORDS, "path " + record.path.orElse("") + " is refused: " + objection.get());
            return;
        }
        String path = record.path.orElseThrow();
        file(row, path);
        keys.add(path);
        record.s3Path.filter(key -> !key.equals(path)).ifPresent(key -> {
            keys.add(key);
            elsewhere.put(key, path);
        });
        if (!singleUser) {
            owner(row, path);
        }
        if (attachments.isPresent()
                && !attachments.get().has(path)
                && !attachments.get().has(record.s3Path.orElse(path))) {
            row.object(FindingKind.RECORDS, "no row of " + AttachmentVerifier.FILE + " has its path " + path);
        }
    }

    private void file(VerifiedRow row, String path) {
        String file = set.folder() + "/" + path;
        if (set == FileSet.UPLOADS && file.equals(last)) {
            row.object(FindingKind.DUPLICATE, "the previous record has the same path: " + path);
        }
        last = file;
        paths.add(file);
        Optional<Long> size = archive.folder().size(file);
        if (size.isEmpty()) {
            row.object(FindingKind.RECORDS, "its file is missing: " + path);
        } else if (record.size.isPresent() && record.size.getAsLong() != size.get()) {
            row.object(
                    FindingKind.RECORDS,
                    "its file has " + size.get() + " bytes, but the record says " + record.size.getAsLong() + ": "
                            + path);
        } else if (!Files.isReadable(archive.folder().root().resolve(file))) {
            row.object(FindingKind.UNREADABLE, "its file can't be read: " + path);
        }
    }

    private void owner(VerifiedRow row, String path) {
        record.user.ifPresent(user -> refer("user_profile_id", user, ZulipTables.USERS, row, path));
        boolean ofSystemBot =
                record.user.isPresent() && references.has(ZulipTables.SYSTEM_BOTS, record.user.getAsLong());
        if (!ofSystemBot) {
            record.realm.ifPresent(realm -> refer("realm_id", realm, ZulipTables.REALMS, row, path));
        }
    }

    private void refer(String field, long id, String table, VerifiedRow row, String path) {
        if (!references.has(table, id)) {
            row.object(FindingKind.DANGLING, ReferenceChecks.dangling(field, id, table) + " (" + path + ")");
        }
    }
}
