/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.nio.file.Path;
import org.realmferry.selection.Realm;

/**
 * What came of a realm's export.
 *
 * @param messagesLeftOut messages of the realm that its archive can't carry: see docs/differences.md
 * @param otherRows rows of all tables but messages and usermessages
 * @param files uploads, pictures, emoji and icons
 * @param bytes of all files of the archive
 * @param seconds from the beginning of the run to the archive's end
 */
public record RealmSummary(
        Realm realm,
        Path archive,
        long messages,
        long messagesLeftOut,
        long userMessages,
        long otherRows,
        long files,
        long bytes,
        double seconds,
        long findings) {}
