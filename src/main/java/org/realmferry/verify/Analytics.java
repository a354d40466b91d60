/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.Map;
import java.util.TreeMap;

/** {@code analytics.json}, whose rows nothing refers to. */
final class Analytics {
    static final String FILE = "analytics.json";

    private final Archive archive;
    private final References references;
    private final boolean ordered;

    Analytics(Archive archive, References references, boolean ordered) {
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
        if (!table.startsWith("analytics_") || !Columns.isKnown(table)) {
            archive.place().found(Kind.SECRET, FILE, table, "", "the file has no such table");
        }
        TableCheck check = new TableCheck(
                        table, new Row(FILE, table, archive.place()), field -> references.of(table, field))
                .ofValues(archive.isCurrent());
        new RowIds(archive.ids().of(table)).in(check);
        return ordered ? check.row(new RowOrder()) : check;
    }
}
