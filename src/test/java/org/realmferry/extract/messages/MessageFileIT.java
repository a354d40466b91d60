/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.Failure;
import org.realmferry.extract.SampleCopies;
import org.realmferry.extract.messages.MessageFile.WrittenFile;
import org.realmferry.plan.ExportPlan;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;

/** Files of messages that are written from the same queries. */
@TestInstance(Lifecycle.PER_CLASS)
class MessageFileIT {
    private SampleCopies server;

    @TempDir
    private Path folder;

    @BeforeAll
    void start() throws IOException, SQLException {
        server = SampleCopies.start(8000, 7);
        server.begin();
        server.execute("ANALYZE zulip.zerver_message, zulip.zerver_usermessage");
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Test
    void filesThatAreWrittenAtOnceAreThoseThatAreWrittenAlone() {
        with("acme", (reader, messageFile) -> {
            List<IdRange> files = messageFile.ids().spans(List.of());
            List<List<IdRange>> batches = messageFile.batches(files);
            assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(files);
            assertThat(batches.get(0)).hasSizeBetween(2, 4);
            for (List<IdRange> batch : batches) {
                List<WrittenFile> atOnce =
                        messageFile.write(reader, batch, first -> folder.resolve("at-once-" + first));
                assertThat(atOnce).hasSameSizeAs(batch);
                for (int i = 0; i < batch.size(); i++) {
                    WrittenFile alone = messageFile
                            .write(reader, List.of(batch.get(i)), first -> folder.resolve("alone-" + first))
                            .get(0);
                    assertSame(atOnce.get(i), alone);
                    assertThat(alone.ids()).isEqualTo(messageFile.ids().checksum(batch.get(i)));
                    assertFound(reader, messageFile, alone);
                }
            }
        });
    }

    private static void assertSame(WrittenFile one, WrittenFile other) {
        assertThat(one.span()).isEqualTo(other.span());
        assertThat(one.ids()).isEqualTo(other.ids());
        assertThat(one.found()).isEqualTo(other.found()).isPositive();
        assertThat(one.file().rows()).isEqualTo(other.file().rows());
        assertThat(one.file().messages()).isEqualTo(other.file().messages());
        assertThat(one.file().commit()).isEqualTo(other.file().commit());
    }

    private static void assertFound(SnapshotReader reader, MessageFile messageFile, WrittenFile file) {
        messageFile.found(
                reader,
                List.of(file.span()),
                (first, found) -> assertThat(found).isEqualTo(file.found()));
    }

    @Test
    void filesWithMessagesOfAnotherBetweenThemAreReadAlone() {
        with("acme", (reader, messageFile) -> {
            long[] three = close(messageFile, 3);

            assertThat(messageFile.batches(List.of(file(three[0]), file(three[1]), file(three[2]))))
                    .hasSize(1);
            assertThat(messageFile.batches(List.of(file(three[0]), file(three[2]))))
                    .hasSize(2);
        });
    }

    @Test
    void filesFarFromEachOtherAreReadAlone() {
        with("harbor", (reader, messageFile) -> {
            long[] two = far(messageFile);

            assertThat(messageFile.batches(List.of(file(two[0]), file(two[1])))).hasSize(2);
        });
    }

    /** Its ids are named, and found otherwise than in a range. */
    @Test
    void aFileOfFewMessagesInALongRangeIsReadAlone() {
        with("acme", (reader, messageFile) -> {
            long[] two = far(messageFile);
            long next =
                    messageFile.ids().messages().getLongIteratorFrom(two[1] + 1).next();
            IdRange many =
                    messageFile.ids().spans(List.of(new IdRange(1, next - 1))).get(0);

            assertThat(messageFile.batches(List.of(new IdRange(two[0], two[1]), many)))
                    .hasSize(2);
        });
    }

    private static IdRange file(long message) {
        return new IdRange(message, message);
    }

    /** Messages of which the first and the last alone would be read as a range. */
    private static long[] close(MessageFile messageFile, int count) {
        long[] ids = messageFile.ids().messages().toArray();
        int from = 0;
        while (ids[from + count - 1] - ids[from] > count) {
            from++;
        }
        return Arrays.copyOfRange(ids, from, from + count);
    }

    /** Two neighbours that would not be. */
    private static long[] far(MessageFile messageFile) {
        long[] ids = messageFile.ids().messages().toArray();
        int from = 0;
        while (MessageSet.isDense(new IdRange(ids[from], ids[from + 1]), 2)) {
            from++;
        }
        return Arrays.copyOfRange(ids, from, from + 2);
    }

    @Test
    void filesOfManyUsermessagesAreReadAlone() throws SQLException {
        server.execute("UPDATE pg_class SET reltuples = 1000 * reltuples WHERE relname = 'zerver_usermessage'");
        with(
                "acme",
                (reader, messageFile) -> assertThat(
                                messageFile.batches(messageFile.ids().spans(List.of())))
                        .allMatch(batch -> batch.size() == 1));
        server.execute("ANALYZE zulip.zerver_usermessage");
    }

    @Test
    void whereTheSecondCantBeginNothingIsLeftOfTheFirst() throws IOException {
        Path occupied = Files.writeString(folder.resolve("occupied"), "");
        with("acme", (reader, messageFile) -> {
            List<IdRange> batch =
                    messageFile.batches(messageFile.ids().spans(List.of())).get(0);
            Path begun = folder.resolve("begun");

            assertThatThrownBy(() -> messageFile.write(
                            reader,
                            batch,
                            first -> first == batch.get(0).first()
                                    ? begun.resolve("first")
                                    : occupied.resolve("second")))
                    .isInstanceOf(Failure.class);
            assertThat(begun).isEmptyDirectory();
        });
    }

    private void with(String realm, BiConsumer<SnapshotReader, MessageFile> test) {
        try (Source source = server.source();
                SnapshotReader reader = source.reader()) {
            ExportPlan plan = ExportPlan.of(source.schema(), false);
            test.accept(reader, new MessageFile(plan, RealmIds.read(reader, SampleCopies.full(reader, realm), plan)));
        }
    }
}
