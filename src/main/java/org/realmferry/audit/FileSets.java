/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.Optional;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.FolderReader;

/** The files on the disk beside what the records say of them. */
final class FileSets {
    private final Folder folder;
    private final Tally tally;

    FileSets(Folder folder, Tally tally) {
        this.folder = folder;
        this.tally = tally;
    }

    /** The records of a set, and the files of which it has none. */
    void run(FileSet set, RecordCheck check) {
        String records = set.records();
        Optional<RowReader> file = folder.file(records);
        file.ifPresent(reader -> reader.list(row -> {
            tally.checked(Subject.FILES);
            check.of(row, why -> tally.leak(Subject.FILES, records, row.text("path"), why));
        }));
        folder.walk(folder.root().resolve(set.folder()), new FolderReader.Visitor() {
            @Override
            public void file(String name, long bytes) {
                if (name.equals(records)) {
                    return;
                }
                if (!check.names(name)) {
                    tally.leak(Subject.FILES, records, name, "no record names this file");
                } else if (check.contradicts(name, bytes)) {
                    tally.leak(Subject.FILES, records, name, "its size differs from its record");
                }
            }

            @Override
            public void other(String name) {
                tally.leak(
                        Subject.FILES,
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
                if (!Folder.isKnown(name)) {
                    tally.leak(Subject.FILES, "archive", name, "no export has a file with this name");
                }
            }

            @Override
            public void other(String name) {
                if (!Folder.isKnown(name) || !name.contains("/")) {
                    tally.leak(Subject.FILES, "archive", name, "it is a link or not a regular file");
                }
            }
        });
    }
}
