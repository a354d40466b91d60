/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.realmferry.IdBitmap;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;

/** All files of messages together: no number is missing, no id is there twice, ranges follow each other. */
final class MessageFilesVerifier {
    private record Range(long first, long last) {}

    private final VerifiedArchive archive;
    private final SortedMap<Integer, String> names;
    private final SortedMap<Integer, Range> ranges = new TreeMap<>();

    MessageFilesVerifier(VerifiedArchive archive) {
        this.archive = archive;
        names = archive.folder().messageFiles(archive.sink());
    }

    SortedMap<Integer, String> names() {
        return names;
    }

    /** Takes in a file that was read. */
    synchronized void add(int number, MessageFileVerifier file) {
        if (!file.messages().isEmpty()) {
            ranges.put(
                    number, new Range(file.messages().first(), file.messages().last()));
        }
        merge(file, ZulipTables.MESSAGES, file.messages());
        merge(file, ZulipTables.USER_MESSAGES, file.userMessages());
    }

    private void merge(MessageFileVerifier file, String table, IdBitmap ids) {
        IdBitmap all = archive.ids().of(table);
        if (IdBitmap.intersects(all, ids)) {
            IdBitmap.intersection(all, ids)
                    .forEach(id -> archive.sink()
                            .found(
                                    FindingKind.DUPLICATE,
                                    file.name(),
                                    table,
                                    String.valueOf(id),
                                    "another file also has a row with this id"));
        }
        all.or(ids);
    }

    /** What can be told when all files were read. */
    void check(boolean ordered) {
        gaps();
        if (ordered) {
            order();
        }
    }

    private void gaps() {
        int expected = 1;
        for (int number : names.keySet()) {
            if (number > expected) {
                gap(expected, number - 1);
            }
            expected = number + 1;
        }
    }

    private void gap(int from, int to) {
        String more = from == to ? "" : ", and all to " + name(to);
        archive.sink()
                .found(
                        FindingKind.MISSING_FILE,
                        name(from),
                        "later message files exist, but not this one" + more
                                + ": an import would silently stop before it");
    }

    private String name(int number) {
        return archive.folder().layout().name(archive.folder().layout().messages(number));
    }

    private void order() {
        int before = 0;
        long last = Long.MIN_VALUE;
        for (Map.Entry<Integer, Range> file : ranges.entrySet()) {
            if (file.getValue().first() <= last) {
                archive.sink()
                        .found(
                                FindingKind.WRONG_ORDER,
                                String.valueOf(names.get(file.getKey())),
                                "its first message, " + file.getValue().first() + ", is not after the last of "
                                        + names.get(before) + ", " + last);
            }
            before = file.getKey();
            last = file.getValue().last();
        }
    }
}
