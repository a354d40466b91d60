/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import java.util.Map;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.Written;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;

/** Compares a file with its entry in the manifest. */
public final class EntryComparison {
    private EntryComparison() {}

    /** Reports a file that is not the one that was exported. */
    public static void compare(Manifest.Entry entry, Written found, FindingSink sink) {
        Written written = entry.written();
        if (found.bytes() != written.bytes()) {
            sink.found(
                    FindingKind.CHANGED_FILE,
                    entry.path(),
                    "it has " + found.bytes() + " bytes, but the manifest says " + written.bytes());
        } else if (!found.sha256().equals(written.sha256())) {
            sink.found(
                    FindingKind.CHANGED_FILE,
                    entry.path(),
                    "checksum mismatch: its SHA-256 differs from the manifest's");
        }
    }

    /** Reports a file that has not as many rows as it should. */
    public static void compare(Manifest.Entry entry, Map<String, Long> found, FindingSink sink) {
        RowCounts.compare(entry.path(), entry.rows(), found, "the manifest", sink);
    }
}
