/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.realmferry.Words;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.RowFileReader;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.rows.ReferenceChecks;
import org.realmferry.verify.rows.RowIds;
import org.realmferry.verify.rows.RowOrder;
import org.realmferry.verify.rows.SecretColumns;
import org.realmferry.verify.rows.TableCheck;
import org.realmferry.verify.rows.VerifiedRow;

/** The attachments of an archive: rows of messages' files, each of which has a record. */
final class AttachmentVerifier {
    static final String FILE = "attachment.json";

    private final VerifiedArchive archive;
    private final Fingerprints paths = new Fingerprints();

    AttachmentVerifier(VerifiedArchive archive) {
        this.archive = archive;
    }

    /** Reads the rows and follows their references. */
    void read(ReferenceChecks references, boolean ordered) {
        Map<String, Long> rows = new TreeMap<>();
        archive.read(FILE, rows, json -> {
            json.beginObject();
            while (json.nextMember()) {
                String table = json.member();
                archive.once(FILE, table, rows);
                if (!table.equals(ZulipTables.ATTACHMENTS)) {
                    archive.sink().found(FindingKind.SECRET, FILE, table, "", "the file has no such table");
                }
                TableCheck check = check(table, references, ordered);
                rows.put(table, check.read(json));
            }
        });
    }

    private TableCheck check(String table, ReferenceChecks references, boolean ordered) {
        VerifiedRow row = new VerifiedRow(FILE, table, archive.sink());
        TableCheck check = new TableCheck(
                        table,
                        row,
                        field -> SecretColumns.check(archive.sink(), FILE, table, field)
                                .orElseGet(() -> references.of(table, field)))
                .ofValues(archive.isCurrent());
        check.field("messages", references.to("messages", ZulipTables.MESSAGES))
                .field("scheduled_messages", references.to("scheduled_messages", "zerver_scheduledmessage"))
                .field("path_id", (value, attachment) -> {
                    if (value.hasToken(JsonToken.VALUE_STRING)) {
                        paths.add(value.getText());
                    } else {
                        attachment.object(FindingKind.MALFORMED, "path_id is not a text");
                    }
                });
        new RowIds(archive.ids().of(table)).in(check);
        if (ordered) {
            check.row(new RowOrder());
        }
        return check;
    }

    /** Whether a row has that path. */
    boolean has(String path) {
        return paths.contains(path);
    }

    /** Tells of each row whose path no record has, or whose file has another size. */
    void check(RecordsVerifier records) {
        archive.readAgain(FILE, json -> {
            json.beginObject();
            while (json.nextMember()) {
                recorded(json, records);
            }
        });
    }

    private void recorded(RowFileReader json, RecordsVerifier records) throws IOException {
        String[] path = new String[1];
        OptionalLong[] size = {OptionalLong.empty()};
        new TableCheck(
                        json.member(),
                        new VerifiedRow(FILE, json.member(), archive.sink()),
                        field -> TableCheck.ANYTHING)
                .field("id", VerifiedRow::takeId)
                .field("path_id", (value, row) -> path[0] = value.getValueAsString())
                .field("size", (value, row) -> size[0] = number(value))
                .row(row -> {
                    if (path[0] != null) {
                        compare(row, path[0], size[0], records);
                    }
                    path[0] = null;
                    size[0] = OptionalLong.empty();
                })
                .read(json);
    }

    private static OptionalLong number(JsonParser value) throws IOException {
        return value.hasToken(JsonToken.VALUE_NUMBER_INT)
                ? OptionalLong.of(value.getLongValue())
                : OptionalLong.empty();
    }

    private static void compare(VerifiedRow row, String path, OptionalLong size, RecordsVerifier records) {
        if (!records.has(path)) {
            row.object(FindingKind.RECORDS, "uploads/records.json has no file of its path_id " + path);
        }
        size.ifPresent(said -> records.size(path)
                .filter(there -> there != said)
                .ifPresent(there -> row.object(
                        FindingKind.WRONG_SIZE,
                        "its file has " + Words.counted(there, "byte") + ", but its size is " + said + ": " + path)));
    }
}
