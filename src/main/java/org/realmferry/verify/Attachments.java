/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.RowFileReader;

/** The attachments of an archive: rows of messages' files, each of which has a record. */
final class Attachments {
    static final String FILE = "attachment.json";
    private static final String TABLE = "zerver_attachment";

    private final Archive archive;
    private final Fingerprints paths = new Fingerprints();

    Attachments(Archive archive) {
        this.archive = archive;
    }

    /** Reads the rows and follows their references. */
    void read(References references, boolean ordered) {
        Map<String, Long> rows = new TreeMap<>();
        archive.read(FILE, rows, json -> {
            json.beginObject();
            while (json.nextMember()) {
                String table = json.member();
                archive.once(FILE, table, rows);
                if (!table.equals(TABLE)) {
                    archive.place().found(Kind.SECRET, FILE, table, "", "the file has no such table");
                }
                TableCheck check = check(table, references, ordered);
                rows.put(table, check.read(json));
            }
        });
    }

    private TableCheck check(String table, References references, boolean ordered) {
        Row row = new Row(FILE, table, archive.place());
        TableCheck check = new TableCheck(
                table,
                row,
                field -> Secrets.check(archive.place(), FILE, table, field)
                        .orElseGet(() -> references.of(table, field)));
        check.field("messages", references.to("messages", MessageFile.MESSAGES))
                .field("scheduled_messages", references.to("scheduled_messages", "zerver_scheduledmessage"))
                .field("path_id", (value, attachment) -> {
                    if (value.hasToken(JsonToken.VALUE_STRING)) {
                        paths.add(value.getText());
                    } else {
                        attachment.object(Kind.MALFORMED, "path_id is no text");
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

    /** Tells of each row whose path no record has. */
    void check(Fingerprints records) {
        archive.readAgain(FILE, json -> {
            json.beginObject();
            while (json.nextMember()) {
                recorded(json, records);
            }
        });
    }

    private void recorded(RowFileReader json, Fingerprints records) throws IOException {
        new TableCheck(json.member(), new Row(FILE, json.member(), archive.place()), field -> TableCheck.ANYTHING)
                .field("id", Row::takeId)
                .field("path_id", (value, row) -> {
                    if (value.hasToken(JsonToken.VALUE_STRING) && !records.contains(value.getText())) {
                        row.object(Kind.RECORDS, "uploads/records.json has no file of its path_id " + value.getText());
                    }
                })
                .read(json);
    }
}
