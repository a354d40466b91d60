/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.Optional;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.FolderReader;
import org.realmferry.audit.rows.AuditedFolder;
import org.realmferry.audit.rows.AuditedRowReader;
import org.realmferry.audit.scope.AuditCounts;
import org.realmferry.audit.scope.AuditSubject;

/** The files on the disk beside what the records say of them. */
final class FilesOnDisk {
    private final AuditedFolder folder;
    private final AuditCounts tally;

    FilesOnDisk(AuditedFolder folder, AuditCounts tally) {
        this.folder = folder;
        this.tally = tally;
    }

    /** The records of a set, and the files of which it has none. */
    void run(FileSet set, RecordCheck check) {
        String records = set.records();
        Optional<AuditedRowReader> file = folder.file(records);
        file.ifPresent(reader -> reader.list(row -> {
            tally.checked(AuditSubject.FILES);
            check.of(row, why -> tally.leak(AuditSubject.FILES, records, row.text("path"), why));
        }));
        folder.walk(folder.root().resolve(set.folder()), new FolderReader.Visitor() {
            @Override
            public void file(String name, long bytes) {
                if (name.equals(records)) {
                    return;
                }
                if (!check.names(name)) {
                    tally.leak(AuditSubject.FILES, records, name, "no record names this file");
                } else if (check.contradicts(name, bytes)) {
                    tally.leak(AuditSubject.FILES, records, name, "its size differs from its record");
                }
            }

            @Override
            public void other(String name) {
                tally.leak(
                        AuditSubject.FILES,
                        records,
                        name,
                        "it is a link or not a regular file; an import may read something else");
            }
        });
    }

    /** What is beside the sets of files. */
    void runOthers() {
        folder.walk(new FolderReader.Visitor() {
            @Override
            public void file(String name, long bytes) {
                if (!AuditedFolder.isKnown(name)) {
                    tally.leak(AuditSubject.FILES, "archive", name, "no export has a file with this name");
                }
            }

            @Override
            public void other(String name) {
                if (!AuditedFolder.isKnown(name) || !name.contains("/")) {
                    tally.leak(AuditSubject.FILES, "archive", name, "it is a link or not a regular file");
                }
            }
        });
    }
}
