/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.journal;

import org.realmferry.IdBitmap;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;

/**
 * A message file some of whose rows have changed.
 *
 * @param messages the messages whose rows have changed
 * @param receiving the messages of which usermessages have changed
 */
public record ChangedFile(MessagesDone file, IdBitmap messages, IdBitmap receiving) {
    /** Above this share of changed rows, a file is written again as quickly as it is patched. */
    private static final int MOST_CHANGED = 4;

    public boolean isMostlyAsBefore() {
        long changed = messages.getLongCardinality() + receiving.getLongCardinality();
        return changed * MOST_CHANGED <= file.messages();
    }
}
