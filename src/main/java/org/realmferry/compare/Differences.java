/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.realmferry.IdBitmap;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.VerifyFinding;

/**
 * Tells in which rows an archive differs from its server: one finding for each file, table and kind, with the first ids.
 *
 * @param archive its name
 * @param findings takes them, from any thread
 */
record Differences(String archive, Consumer<VerifyFinding> findings) {
    private static final int FIRST = 5;

    /** Tells what a comparison found; gives its numbers. */
    TableCount found(String file, String table, TableComparison comparison) {
        rows(FindingKind.NOT_IN_ARCHIVE, file, table, comparison.missing(), "of the server", "not in the archive");
        rows(FindingKind.NOT_ON_SERVER, file, table, comparison.added(), "of the archive", "not on the server");
        String fields =
                comparison.differentFields().isEmpty() ? "" : ": " + String.join(", ", comparison.differentFields());
        rows(
                FindingKind.DIFFERS,
                file,
                table,
                comparison.different(),
                "of the archive",
                "different on the server" + fields);
        return new TableCount(
                table,
                comparison.rows(),
                comparison.serverRows(),
                comparison.missing().getLongCardinality(),
                comparison.added().getLongCardinality(),
                comparison.different().getLongCardinality());
    }

    private void rows(FindingKind kind, String file, String table, IdBitmap ids, String whose, String what) {
        long count = ids.getLongCardinality();
        if (count > 0) {
            String first = ids.stream().limit(FIRST).mapToObj(Long::toString).collect(Collectors.joining(","));
            findings.accept(new VerifyFinding(
                    kind,
                    archive,
                    file,
                    table,
                    first + (count > FIRST ? ",..." : ""),
                    count + (count == 1 ? " row " : " rows ") + whose + (count == 1 ? " is " : " are ") + what));
        }
    }

    /** Tells of exported messages that no file holds. */
    void missingMessages(String file, long first, long last, long count, String why) {
        findings.accept(new VerifyFinding(
                FindingKind.NOT_IN_ARCHIVE,
                archive,
                file,
                ZulipTables.MESSAGES,
                count == 1 ? Long.toString(first) : first + "-" + last,
                count
                        + (count == 1
                                ? " message of the server is in no file"
                                : " messages of the server are in no file")
                        + why));
    }

    void found(FindingKind kind, String file, String message) {
        findings.accept(new VerifyFinding(kind, archive, file, "", "", message));
    }
}
