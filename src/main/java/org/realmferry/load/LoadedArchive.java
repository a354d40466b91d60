/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.realmferry.IdBitmap;
import org.realmferry.input.Input;
import org.realmferry.input.Input.MessagesFile;
import org.realmferry.renumber.ArchiveIds;

/**
 * An archive that is imported, as far as it must be known before the first row is written.
 *
 * @param ids the ids of all rows but usermessages
 * @param ranges of each message file; the first message tells whether the file is imported. A file
 *     without messages is absent
 */
record LoadedArchive(Input input, ArchiveIds ids, RealmFacts facts, Map<Path, Range> ranges) {
    /** The first and the last message of a file, by the archive's ids. */
    record Range(long first, long last) {}

    /** Reads all but the message files. Fails with {@code DAMAGED_ARCHIVE}. */
    static LoadedArchive read(Input input) {
        ArchiveIds ids = new ArchiveIds(input);
        ids.readTables();
        return new LoadedArchive(input, ids, RealmFacts.read(input), new ConcurrentHashMap<>());
    }

    List<MessagesFile> messageFiles() {
        return input.rows().messages();
    }

    /** Reads the ids of a message file; several threads may. */
    void read(MessagesFile file) {
        IdBitmap messages = ids.readMessages(file);
        if (!messages.isEmpty()) {
            ranges.put(file.path(), new Range(messages.first(), messages.last()));
        }
    }
}
