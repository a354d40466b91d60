/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.finding;

import java.util.Locale;

/** What can be wrong with an archive, and what whoever holds it does then. */
public enum FindingKind {
    UNFINISHED("If an export is in progress, wait for it; otherwise remove the run directory and export again."),
    MISSING_FILE("Copy the archive again; if the original also lacks it, export again."),
    CHANGED_FILE("Copy the archive again; if the original also differs, export again."),
    STRAY_FILE("It does not belong to the export: find out where it comes from; you can remove it."),
    UNREADABLE("Verify as a user who can read the whole archive; check the disk."),
    UNOPENED("Verify again with --identity KEYFILE and the secret key."),
    MALFORMED("Copy the archive again; if the original has the same problem, export again."),
    MANIFEST("The manifest is not the one that the export wrote: copy the archive again, or export again."),
    WRONG_COUNT("Rows were lost or added: copy the archive again, or export again."),
    WRONG_ORDER("Files or rows are not in the order of the export: export again."),
    DUPLICATE("Rows are duplicated and an import would fail: copy the archive again, or export again."),
    DANGLING("An import would fail or lose the row: export again."),
    RECORDS("Files and records.json disagree and an import would fail: export again."),
    WRONG_SIZE("The file was truncated or replaced, on the server or later: look for the complete file in a backup."),
    SECRET("Keep the archive from others and export again: no export has this column or table."),
    VALUE("PostgreSQL or Zulip's importer rejects this value: correct the row on its server, and export again."),
    IMPORTER("Zulip's importer rejects this archive: export again with realmferry."),
    NOT_IN_ARCHIVE(FindingKind.BEHIND),
    NOT_ON_SERVER(FindingKind.BEHIND),
    DIFFERS(FindingKind.BEHIND);

    private static final String BEHIND = "The server may have changed since the export: realmferry refresh RUN brings"
            + " the archives up to date. If nobody has used it since, export again.";

    private final String remedy;

    FindingKind(String remedy) {
        this.remedy = remedy;
    }

    /** The word for programs: {@code missing-file}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String remedy() {
        return remedy;
    }
}
