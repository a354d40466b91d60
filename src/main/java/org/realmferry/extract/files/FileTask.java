/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.util.OptionalLong;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;

/**
 * A file to copy.
 *
 * @param key where the store has it
 * @param subject the row that names it, for findings
 * @param attachmentId the id of the row that leaves with the file only; 0 where none does
 * @param size in bytes, where the row says it
 * @param optional whether it is as well where there is no such file
 * @param loss what becomes of the archive without the file, for findings
 */
public record FileTask(
        FileSet set,
        String key,
        FileRecord record,
        String subject,
        long attachmentId,
        OptionalLong size,
        boolean optional,
        String loss) {
    /** A picture, an emoji or an icon. */
    static FileTask picture(FileSet set, String key, FileRecord record, String subject, boolean optional, String loss) {
        return new FileTask(set, key, record, subject, 0, OptionalLong.empty(), optional, loss);
    }

    /** An uploaded file. */
    static FileTask upload(
            FileRecord.Upload record, String subject, long attachmentId, OptionalLong size, String loss) {
        return new FileTask(
                FileSet.UPLOADS, "files/" + record.path(), record, subject, attachmentId, size, false, loss);
    }

    /** The file's name in the archive. */
    public String name() {
        return set.folder() + "/" + record.path();
    }
}
