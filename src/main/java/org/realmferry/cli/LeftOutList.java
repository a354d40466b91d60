/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.realmferry.archive.AtomicFile;
import org.realmferry.extract.LeftOut;
import org.realmferry.extract.SnapshotReader;
import org.realmferry.plan.ExportPlan;
import org.realmferry.selection.Scope;

/** A file that names each message which stays behind: a JSON object a line. It is there whole, or not at all. */
final class LeftOutList {
    private LeftOutList() {}

    static void write(Path file, SnapshotReader reader, Iterable<Scope> scopes, ExportPlan plan) {
        try (AtomicFile list = AtomicFile.create(file.toAbsolutePath())) {
            for (Scope scope : scopes) {
                LeftOut.each(reader, scope, plan, (id, sender, recipient, kind) -> {
                    byte[] line = (JsonLine.of(
                                            "message",
                                            Map.of(
                                                    "realm",
                                                    scope.realm().stringId(),
                                                    "id",
                                                    id,
                                                    "sender",
                                                    sender,
                                                    "recipient",
                                                    recipient,
                                                    "kind",
                                                    kind.label(),
                                                    "why",
                                                    kind.why()))
                                    + "\n")
                            .getBytes(StandardCharsets.UTF_8);
                    list.write(line, 0, line.length);
                });
            }
            list.commit();
        }
    }
}
