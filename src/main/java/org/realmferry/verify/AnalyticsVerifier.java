/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.Map;
import java.util.TreeMap;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.rows.ArchiveColumns;
import org.realmferry.verify.rows.ReferenceChecks;
import org.realmferry.verify.rows.RowIds;
import org.realmferry.verify.rows.RowOrder;
import org.realmferry.verify.rows.TableCheck;
import org.realmferry.verify.rows.VerifiedRow;

/** {@code analytics.json}, whose rows nothing refers to. */
final class AnalyticsVerifier {
    static final String FILE = "analytics.json";

    private final VerifiedArchive archive;
    private final ReferenceChecks references;
    private final boolean ordered;

    AnalyticsVerifier(VerifiedArchive archive, ReferenceChecks references, boolean ordered) {
        this.archive = archive;
        this.references = references;
        this.ordered = ordered;
    }

    void read() {
        Map<String, Long> rows = new TreeMap<>();
        archive.read(FILE, rows, json -> {
            json.beginObject();
            while (json.nextMember()) {
                archive.once(FILE, json.member(), rows);
                rows.put(json.member(), check(json.member()).read(json));
            }
        });
    }

    private TableCheck check(String table) {
        if (!table.startsWith("analytics_") || !ArchiveColumns.isKnown(table)) {
            archive.sink().found(FindingKind.SECRET, FILE, table, "", "the file has no such table");
        }
        TableCheck check = new TableCheck(
                        table, new VerifiedRow(FILE, table, archive.sink()), field -> references.of(table, field))
                .ofValues(archive.isCurrent());
        new RowIds(archive.ids().of(table)).in(check);
        return ordered ? check.row(new RowOrder()) : check;
    }
}
