/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import org.realmferry.archive.Contents;
import org.realmferry.selection.SingleUser;

/**
 * What came of a single user's export.
 *
 * @param otherRows rows of all tables but messages
 * @param files uploads, pictures and emoji
 * @param bytes of all files of the archive
 * @param contents the same by table and kind of file
 * @param seconds from the beginning of the run to the archive's end
 */
public record UserSummary(
        SingleUser user,
        long messages,
        long otherRows,
        long files,
        long bytes,
        Contents contents,
        double seconds,
        long findings) {}
