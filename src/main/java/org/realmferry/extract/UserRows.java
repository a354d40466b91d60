/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.List;
import java.util.function.Consumer;
import org.realmferry.IdBitmap;
import org.realmferry.archive.JsonBytes;
import org.realmferry.extract.messages.UserMessages;
import org.realmferry.plan.Parameters;
import org.realmferry.plan.TableRead;
import org.realmferry.plan.UserPlan;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.selection.SingleUser;
import org.realmferry.source.KnownNames;
import org.realmferry.source.RowEncoder;
import org.realmferry.source.SnapshotReader;

/** The rows of a single user's export. */
public final class UserRows implements ExportedRows {
    private final UserPlan plan;
    private final Parameters ids;
    private final UserMessages messages;

    private UserRows(UserPlan plan, Parameters ids, UserMessages messages) {
        this.plan = plan;
        this.ids = ids;
        this.messages = messages;
    }

    /** Reads the ids that decide everything, and the names that messages need. */
    public static UserRows read(SnapshotReader reader, SingleUser user, UserPlan plan) {
        Parameters ids = UserExport.ids(reader, user);
        UserMessages messages = UserMessages.read(reader, plan, user, ids.ids("pertaining"), KnownNames.of(plan));
        return new UserRows(plan, ids, messages);
    }

    @Override
    public List<OutputFile> files() {
        return List.of(OutputFile.USER);
    }

    @Override
    public List<String> tables(OutputFile file) {
        return file == OutputFile.MESSAGES
                ? List.of(plan.messages().output())
                : plan.tables().stream().map(TableRead::output).toList();
    }

    @Override
    public void read(SnapshotReader reader, String table, Consumer<JsonBytes> handler) {
        TableRead read = plan.tables().stream()
                .filter(plan -> plan.output().equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no output " + table));
        RowEncoder encoder = new RowEncoder(read.fields());
        JsonBytes json = new JsonBytes();
        reader.read(read.table(), read.select(ids), row -> handler.accept(encoder.encoded(row, json)));
    }

    @Override
    public IdBitmap messages() {
        return messages.exported();
    }

    @Override
    public void read(SnapshotReader reader, String table, long[] ids, Consumer<JsonBytes> handler) {
        messages.read(reader, IdBitmap.bitmapOf(ids), handler);
    }
}
