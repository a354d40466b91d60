/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.List;
import java.util.Map;
import org.realmferry.archive.FileSet;
import org.realmferry.rules.OutputFile;
import org.realmferry.rules.Rules;
import org.realmferry.rules.TableRule.Leaves;

/** What Zulip's own importer wants of a realm's archive besides that its parts agree. */
final class Importer {
    private static final List<FileSet> NEEDED = List.of(FileSet.UPLOADS, FileSet.AVATARS);

    private final Archive archive;
    private final Map<String, Long> rows;
    private final boolean exportLogged;

    Importer(Archive archive, Map<String, Long> rows, boolean exportLogged) {
        this.archive = archive;
        this.rows = rows;
        this.exportLogged = exportLogged;
    }

    void check() {
        if (rows.getOrDefault("zerver_realm", 0L) != 1) {
            found(MainFile.REALM, "zerver_realm", "it has not one row, but " + rows.getOrDefault("zerver_realm", 0L));
        }
        NEEDED.forEach(set -> need(set.records()));
        need(Attachments.FILE);
        if (archive.isCurrent()) {
            need(Analytics.FILE);
            need(MigrationStatus.FILE);
            tables();
            if (!exportLogged) {
                found(
                        MainFile.REALM,
                        "zerver_realmauditlog",
                        "no row is of the type 206 (realm exported), without which an import fails at its end");
            }
        }
    }

    private void need(String file) {
        if (!archive.folder().has(file)) {
            found(file, "", "the file is missing, and an import needs it");
        }
    }

    private void tables() {
        Rules.in(Rules.NEWEST).forEach(rule -> {
            if (Rules.NEWEST.table(rule.table()).isPresent()
                    && rule.fate() instanceof Leaves leaves
                    && leaves.file() == OutputFile.REALM) {
                leaves.outputs().stream()
                        .filter(output -> !rows.containsKey(output.name()))
                        .forEach(output ->
                                found(MainFile.REALM, output.name(), "the table is missing, and an import needs it"));
            }
        });
    }

    private void found(String file, String table, String message) {
        archive.place().found(Kind.IMPORTER, file, table, "", message);
    }
}
