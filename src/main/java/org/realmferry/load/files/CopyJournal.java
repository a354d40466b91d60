/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.util.Map;
import java.util.function.BiConsumer;
import org.realmferry.archive.disk.Written;
import org.realmferry.run.Journal;

/**
 * The lines of a run's journal that tell which files are in the target.
 *
 * @param archive the folder of the archive that they are of
 */
public record CopyJournal(Journal journal, String archive) {
    private static final String TYPE = "type";
    private static final String COPIED = "copied";
    private static final String PATH = "path";
    private static final String BYTES = "bytes";
    private static final String SHA256 = "sha256";

    /** Notes a file that is there. */
    void copied(String name, Written written) {
        journal.note(Map.of(
                Journal.ARCHIVE,
                archive,
                TYPE,
                COPIED,
                PATH,
                name,
                BYTES,
                String.valueOf(written.bytes()),
                SHA256,
                written.sha256()));
    }

    /** Gives the files that were noted when the journal was opened, in the order of their copying. */
    void past(BiConsumer<String, Written> each) {
        journal.past(archive, line -> {
            if (COPIED.equals(line.get(TYPE))) {
                each.accept(
                        line.getOrDefault(PATH, ""),
                        new Written(Long.parseLong(line.getOrDefault(BYTES, "-1")), line.getOrDefault(SHA256, "")));
            }
        });
    }
}
