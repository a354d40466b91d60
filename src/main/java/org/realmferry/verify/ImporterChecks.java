/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.ImportSource;
import org.realmferry.rules.Rules;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.schema.Schema;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;

/** What Zulip's own importer wants of a realm's archive besides that its parts agree. */
final class ImporterChecks {
    private static final List<FileSet> NEEDED = List.of(FileSet.UPLOADS, FileSet.AVATARS);

    /** What came later, an importer does without. */
    private static final Schema NEEDED_TABLES = Rules.of("11.0-dev");

    /** Zulip writes it since it writes {@code import_source}. */
    private static final String SINCE_SOURCES = "zerver_channelfolder";

    private final VerifiedArchive archive;
    private final Map<String, Long> rows;
    private final boolean exportLogged;
    private final Optional<String> importSource;

    /** @param importSource what the archive says it was exported from */
    ImporterChecks(
            VerifiedArchive archive, Map<String, Long> rows, boolean exportLogged, Optional<String> importSource) {
        this.archive = archive;
        this.rows = rows;
        this.exportLogged = exportLogged;
        this.importSource = importSource;
    }

    void check() {
        if (rows.getOrDefault(ZulipTables.REALMS, 0L) != 1) {
            found(
                    MainFileVerifier.REALM,
                    ZulipTables.REALMS,
                    "it must have one row, but has " + rows.getOrDefault(ZulipTables.REALMS, 0L));
        }
        NEEDED.forEach(set -> need(set.records()));
        need(AttachmentVerifier.FILE);
        if (archive.isCurrent()) {
            need(AnalyticsVerifier.FILE);
            need(MigrationStatusVerifier.FILE);
            tables();
            source();
            if (!exportLogged && importSource.isEmpty() && !rows.containsKey(SINCE_SOURCES)) {
                found(
                        MainFileVerifier.REALM,
                        ZulipTables.AUDIT_LOG,
                        "no row has the type 206 (realm exported); without it, an import fails at its end");
            }
        }
    }

    private void source() {
        if (importSource.isEmpty() && rows.containsKey(SINCE_SOURCES)) {
            found(
                    MainFileVerifier.REALM,
                    "",
                    "import_source is missing; without it, Zulip 11.0 and newer refuses the import");
        }
        importSource
                .filter(source -> !source.equals(ImportSource.ZULIP))
                .ifPresent(source -> found(
                        MainFileVerifier.REALM,
                        "",
                        "import_source is not zulip, so an import treats the data as another product's"));
    }

    private void need(String file) {
        if (!archive.folder().has(file)) {
            found(file, "", "the file is missing, but an import needs it");
        }
    }

    private void tables() {
        Rules.in(NEEDED_TABLES).forEach(rule -> {
            if (NEEDED_TABLES.table(rule.table()).isPresent()
                    && rule.fate() instanceof Leaves leaves
                    && leaves.file() == OutputFile.REALM) {
                leaves.outputs().stream()
                        .filter(output -> !rows.containsKey(output.name()))
                        .forEach(output -> found(
                                MainFileVerifier.REALM, output.name(), "the table is missing, but an import needs it"));
            }
        });
    }

    private void found(String file, String table, String message) {
        archive.sink().found(FindingKind.IMPORTER, file, table, "", message);
    }
}
