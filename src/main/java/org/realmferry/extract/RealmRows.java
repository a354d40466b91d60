/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.List;
import java.util.function.Consumer;
import org.realmferry.IdBitmap;
import org.realmferry.archive.JsonBytes;
import org.realmferry.extract.journal.ArchiveJournal.Conditions;
import org.realmferry.extract.messages.MessageFile;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.selection.Scope;
import org.realmferry.source.RowEncoder;
import org.realmferry.source.SnapshotHorizon;
import org.realmferry.source.SnapshotReader;

/**
 * The rows of a realm's export. Attachments are those that messages name: whether the store has their files is not
 * looked at.
 */
public final class RealmRows implements ExportedRows {
    private final ExportPlan plan;
    private final Scope scope;
    private final RealmIds ids;
    private final MessageFile messageFile;

    private RealmRows(ExportPlan plan, Scope scope, RealmIds ids) {
        this.plan = plan;
        this.scope = scope;
        this.ids = ids;
        messageFile = new MessageFile(plan, ids);
    }

    /** Reads the ids that decide everything. */
    public static RealmRows read(SnapshotReader reader, Scope scope, ExportPlan plan) {
        return new RealmRows(plan, scope, RealmIds.read(reader, scope, plan));
    }

    @Override
    public List<OutputFile> files() {
        return List.of(OutputFile.REALM, OutputFile.ANALYTICS, OutputFile.ATTACHMENT);
    }

    @Override
    public List<String> tables(OutputFile file) {
        return plan.of(file).stream().map(TableRead::output).toList();
    }

    @Override
    public void read(SnapshotReader reader, String table, Consumer<JsonBytes> handler) {
        TableRead read = plan.read(table);
        RowEncoder encoder = new RowEncoder(read.fields());
        JsonBytes json = new JsonBytes();
        if (read.file() == OutputFile.ATTACHMENT) {
            int messages = read.indexOf("messages");
            ArchiveFiles.attachments(reader, ids, read, (row, exported) -> {
                json.clear();
                encoder.encode(row, json, messages, exported);
                handler.accept(json);
            });
        } else {
            TablePart.rows(reader, read, ids, row -> handler.accept(encoder.encoded(row, json)));
        }
    }

    @Override
    public IdBitmap messages() {
        return ids.messages();
    }

    @Override
    public void read(SnapshotReader reader, String table, long[] messages, Consumer<JsonBytes> handler) {
        messageFile.read(reader, table, messages, handler);
    }

    RealmIds ids() {
        return ids;
    }

    MessageFile messageFile() {
        return messageFile;
    }

    Conditions conditions(SnapshotHorizon standpoint, String tool) {
        return new Conditions(
                standpoint,
                messageFile.rules(scope.omits(), tool),
                ids.parameters().ids("receivers"));
    }
}
