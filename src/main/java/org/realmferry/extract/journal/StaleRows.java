/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.journal;

import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;

/**
 * A message file that a patch of some rows brings up to date.
 *
 * @param userMessages how many usermessages it has now
 * @param found how many usermessages of anybody its range of messages has now
 */
public record StaleRows(ChangedFile changed, long userMessages, long found) {
    public MessagesDone file() {
        return changed.file();
    }
}
