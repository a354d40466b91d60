/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.JsonBytes;
import org.realmferry.extract.journal.UnfinishedFile;
import org.realmferry.plan.Field;
import org.realmferry.plan.Parameters;
import org.realmferry.plan.UserPlan;
import org.realmferry.rules.language.OfUser;
import org.realmferry.selection.SingleUser;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.KnownNames;
import org.realmferry.source.OddValues;
import org.realmferry.source.RowEncoder;
import org.realmferry.source.SnapshotReader;
import org.roaringbitmap.longlong.LongIterator;

/**
 * The messages of a single user: those that pertain to the user, in thousands, and of each thousand those that the user
 * has. A thousand of which the user has none gets no file.
 */
public final class UserMessages {
    /**
     * The messages of one file.
     *
     * @param number of the file
     * @param ids a thousand that pertain to the user
     * @param count how many of them the user has
     */
    public record Chunk(int number, IdBitmap ids, long count) {}

    private final UserPlan plan;
    private final SingleUser user;
    private final RowEncoder encoder;
    private final int messageId;
    private final int[] references;
    private final List<Chunk> chunks = new ArrayList<>();
    private final IdBitmap exported = new IdBitmap();
    private final List<Map<Long, String>> names = new ArrayList<>();

    private UserMessages(UserPlan plan, SingleUser user) {
        this.plan = plan;
        this.user = user;
        encoder = new RowEncoder(plan.messages().fields());
        messageId = plan.messages().indexOf("id");
        references = plan.names().stream()
                .mapToInt(name -> plan.messages().indexOf(name.reference()))
                .toArray();
    }

    /** Finds the messages, and the names that they need. */
    public static UserMessages read(
            SnapshotReader reader, UserPlan plan, SingleUser user, IdBitmap pertaining, List<KnownNames> known) {
        UserMessages messages = new UserMessages(plan, user);
        List<IdBitmap> named =
                Stream.generate(IdBitmap::new).limit(known.size()).toList();
        thousands(pertaining, thousand -> messages.add(reader, thousand, named));
        for (int i = 0; i < known.size(); i++) {
            messages.names.add(known.get(i).of(reader, named.get(i)));
        }
        return messages;
    }

    public static void thousands(IdBitmap ids, Consumer<IdBitmap> handler) {
        LongIterator all = ids.getLongIterator();
        while (all.hasNext()) {
            IdBitmap thousand = new IdBitmap();
            for (int i = 0; i < ArchiveLayout.MESSAGES_PER_FILE && all.hasNext(); i++) {
                thousand.addLong(all.next());
            }
            handler.accept(thousand);
        }
    }

    private void add(SnapshotReader reader, IdBitmap thousand, List<IdBitmap> named) {
        List<Field> fields = Stream.concat(plan.names().stream().map(OfUser.Name::reference), Stream.of("id"))
                .map(name -> plan.messages().fields().get(plan.messages().indexOf(name)))
                .toList();
        long[] count = new long[1];
        reader.read(plan.messages().table(), plan.messages().select(parameters(thousand), fields), row -> {
            count[0]++;
            exported.addLong(row.number(named.size()));
            for (int i = 0; i < named.size(); i++) {
                IdSets.add(named.get(i), row, i);
            }
        });
        if (count[0] > 0) {
            thousand.runOptimize();
            chunks.add(new Chunk(chunks.size() + 1, thousand, count[0]));
        }
    }

    private Parameters parameters(IdBitmap ids) {
        Parameters parameters = new Parameters(user.realm().id(), user.user().id());
        parameters.put("pertaining", ids);
        return parameters;
    }

    public List<Chunk> chunks() {
        return chunks;
    }

    public long count() {
        return chunks.stream().mapToLong(Chunk::count).sum();
    }

    /** The messages that leave. */
    public IdBitmap exported() {
        return exported;
    }

    /** Reads some messages, without writing a file. */
    public void read(SnapshotReader reader, IdBitmap messages, Consumer<JsonBytes> handler) {
        JsonBytes json = new JsonBytes();
        reader.read(plan.messages().table(), plan.messages().select(parameters(messages)), row -> {
            json.clear();
            write(row, encoder, json);
            handler.accept(json);
        });
    }

    /** Writes a file of messages, but for its end. */
    public UnfinishedFile write(SnapshotReader reader, Chunk chunk, Path path, OddValues odd) {
        RowEncoder telling = encoder.telling(odd.of(plan.messages()));
        return UnfinishedFile.write(path, file -> {
            long[] ends = {Long.MAX_VALUE, Long.MIN_VALUE};
            file.beginTable(plan.messages().output());
            reader.read(plan.messages().table(), plan.messages().select(parameters(chunk.ids())), row -> {
                long id = row.number(messageId);
                ends[0] = Math.min(ends[0], id);
                ends[1] = Math.max(ends[1], id);
                file.beginRow();
                write(row, telling, file.json());
                file.endRow();
            });
            file.endTable();
            return List.of(ends[0], ends[1]);
        });
    }

    private void write(BinaryRow row, RowEncoder rows, JsonBytes json) {
        rows.begin(row, json);
        for (int i = 0; i < references.length; i++) {
            json.raw(',');
            json.string(plan.names().get(i).field());
            json.raw(':');
            String name = names.get(i).getOrDefault(row.number(references[i]), "");
            if (plan.names().get(i).json() && !name.isEmpty()) {
                json.raw(name.getBytes(StandardCharsets.UTF_8));
            } else {
                json.string(name);
            }
        }
        json.raw('}');
    }
}
