/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.List;
import java.util.function.Consumer;
import org.realmferry.IdBitmap;
import org.realmferry.archive.JsonBytes;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.source.SnapshotReader;

/** What an export would write now, row by row, for who compares it with an archive. Nothing is written. */
public interface ExportedRows {
    /** The files of rows besides those of messages. */
    List<OutputFile> files();

    /** The lists of rows of a file. */
    List<String> tables(OutputFile file);

    /** Reads the rows of a list, in order of their ids; each is one JSON object, valid only during the call. */
    void read(SnapshotReader reader, String table, Consumer<JsonBytes> handler);

    /** The messages that leave. */
    IdBitmap messages();

    /** As {@link #read}, of a list of the files of messages: the rows that belong to some messages, at least one. */
    void read(SnapshotReader reader, String table, long[] messages, Consumer<JsonBytes> handler);
}
