/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;

/**
 * A file to copy.
 *
 * @param key where the store has it
 * @param place the row that names it, for findings
 * @param attachmentId the attachment's id; 0 for other files
 */
record FileTask(FileSet set, String key, FileRecord record, String place, long attachmentId) {}
