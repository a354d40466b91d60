/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;

/**
 * A file to copy.
 *
 * @param key where the store has it
 * @param place the row that names it, for findings
 * @param attachmentId the id of the row that leaves with the file only; 0 where none does
 * @param optional whether it is as well where there is no such file
 * @param loss what becomes of the archive without the file, for findings
 */
record FileTask(
        FileSet set, String key, FileRecord record, String place, long attachmentId, boolean optional, String loss) {
    /** A file without which the archive lacks something. */
    FileTask(FileSet set, String key, FileRecord record, String place, long attachmentId, String loss) {
        this(set, key, record, place, attachmentId, false, loss);
    }
}
