/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.nio.file.Path;
import java.util.Optional;
import org.realmferry.archive.Contents;
import org.realmferry.extract.messages.Conversations;
import org.realmferry.extract.messages.WithheldMessages;
import org.realmferry.selection.Realm;
import org.realmferry.selection.Scope;

/**
 * What came of a realm's export.
 *
 * @param messagesLeftOut messages of the realm that stay behind
 * @param leftOut the same by kind
 * @param conversations what stays behind of them, where a list says who leaves
 * @param otherRows rows of all tables but messages and usermessages
 * @param files uploads, pictures, emoji and icons
 * @param bytes of all files of the archive
 * @param contents the same by table and kind of file
 * @param seconds from the beginning of the run to the archive's end
 */
public record RealmSummary(
        Scope scope,
        Path archive,
        long messages,
        long messagesLeftOut,
        WithheldMessages leftOut,
        Optional<Conversations> conversations,
        long userMessages,
        long otherRows,
        long files,
        long bytes,
        Contents contents,
        double seconds,
        long findings) {
    public Realm realm() {
        return scope.realm();
    }
}
