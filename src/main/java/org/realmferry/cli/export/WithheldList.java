/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.extract.messages.WithheldMessages;
import org.realmferry.plan.ExportPlan;
import org.realmferry.selection.Scope;
import org.realmferry.source.SnapshotReader;

/** A file that names each message which stays behind: a JSON object a line. It is there whole, or not at all. */
final class WithheldList {
    private WithheldList() {}

    static void write(Path file, SnapshotReader reader, Iterable<Scope> scopes, ExportPlan plan) {
        try (AtomicFile list = AtomicFile.create(file.toAbsolutePath())) {
            for (Scope scope : scopes) {
                WithheldMessages.each(reader, scope, plan, (id, sender, recipient, kind) -> {
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
