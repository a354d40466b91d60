/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.finding;

import java.util.Locale;

/** What can be wrong with an archive, and what whoever holds it does then. */
public enum FindingKind {
    UNFINISHED("Wait where an export is under way; else remove the run directory and export again."),
    MISSING_FILE("Copy the archive again; export again if the original lacks it, too."),
    CHANGED_FILE("Copy the archive again; export again if the original differs, too."),
    STRAY_FILE("Look where it comes from; it does not belong to the export, and can be removed."),
    UNREADABLE("Verify as a user who may read the whole archive; check the disk."),
    UNOPENED("Verify again with --identity KEYFILE, the secret key to it."),
    MALFORMED("Copy the archive again; export again if the original is so, too."),
    MANIFEST("The manifest is not the one that the export wrote: copy the archive again, or export again."),
    WRONG_COUNT("Rows were lost or added: copy the archive again, or export again."),
    WRONG_ORDER("Files or rows were put together otherwise than the export did: export again."),
    DUPLICATE("Rows are there twice, an import would fail: copy the archive again, or export again."),
    DANGLING("An import would fail at it, or lose the row: export again."),
    RECORDS("Files and records.json do not agree, an import would fail: export again."),
    WRONG_SIZE("The file was cut off or replaced on the server, or after it: look for the whole one in a backup."),
    SECRET("Keep the archive from others and export again: no export has this column or table."),
    VALUE(
            "PostgreSQL or Zulip's importer does not take this value: put the row right on its server, and export again."),
    IMPORTER("Zulip's importer does not take this archive as it is: export again with realmferry."),
    NOT_IN_ARCHIVE(FindingKind.BEHIND),
    NOT_ON_SERVER(FindingKind.BEHIND),
    DIFFERS(FindingKind.BEHIND);

    private static final String BEHIND = "The server may have changed since the export: realmferry refresh RUN brings"
            + " the archives up to date. Where nobody has used it since, export again.";

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
