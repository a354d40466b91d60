/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.run.RunRecord;
import org.realmferry.run.RunRecord.Entry;

/**
 * What the record of a run, {@code run.json}, said of archives that stay as they are when the others are brought up to date.
 *
 * @param lists by the names of the record's lists
 */
record PreviousRecord(Map<String, List<Entry>> lists) {
    /**
     * Reads what it says of some archives; nothing where the run was never finished. Fails with {@code TARGET} where it can't
     * be read.
     */
    static PreviousRecord read(Path record, Set<String> archives) {
        Map<String, List<Entry>> lists = new HashMap<>();
        if (archives.isEmpty() || !Files.exists(record)) {
            return new PreviousRecord(lists);
        }
        try (InputStream in = Files.newInputStream(record);
                RowFileReader json = RowFileReader.open(in)) {
            RunRecord.read(json, new RunRecord.Visitor() {
                @Override
                public void entry(String list, Entry entry) {
                    if (archives.contains(entry.archive())) {
                        lists.computeIfAbsent(list, unknown -> new ArrayList<>())
                                .add(entry);
                    }
                }
            });
            return new PreviousRecord(lists);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(record, e);
        }
    }

    /** A list of the new record: what the run made now, and behind it what was kept. */
    List<Entry> behind(String list, Stream<Entry> made) {
        return Stream.concat(made, lists.getOrDefault(list, List.of()).stream()).toList();
    }
}
