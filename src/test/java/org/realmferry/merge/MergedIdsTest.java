/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.input.Input;
import org.realmferry.merge.MergedIds.Batch;
import org.realmferry.merge.MergedIds.Source;
import org.realmferry.merge.MergedIds.Target;
import org.realmferry.merge.decide.Deletions;
import org.realmferry.merge.decide.MergeTask;
import org.realmferry.merge.decide.Prefer;
import org.realmferry.sample.SmallInput;

/** The messages of a merge's result: how many files they make, and of which files of the inputs. */
class MergedIdsTest {
    @TempDir
    private Path folder;

    @Test
    void aMessageOfSeveralInputsIsOne() throws IOException {
        MergedIds ids = read(Deletions.KEEP, input("a", 1, 3, 5), input("b", 2, 5, 9));

        assertThat(ids.count()).isEqualTo(3);
        assertThat(ids.contains(9)).isTrue();
        assertThat(ids.contains(4)).isFalse();
    }

    @Test
    void withoutMessagesThereIsNothingToMake() throws IOException {
        MergedIds ids = read(Deletions.KEEP, input("a", 1));

        assertThat(ids.batches()).isEmpty();
        assertThat(ids.count()).isZero();
    }

    @Test
    void eachFileHoldsAThousandMessages() throws IOException {
        MergedIds ids = read(
                Deletions.KEEP,
                input("a", 1, LongStream.rangeClosed(1, 1000).toArray()),
                input("b", 2, LongStream.rangeClosed(501, 2300).toArray()));

        List<Batch> batches = ids.batches();

        assertThat(batches).hasSize(1);
        assertThat(batches.get(0).targets())
                .containsExactly(
                        new Target(1, 1, 1000, 1000), new Target(2, 1001, 2000, 1000), new Target(3, 2001, 2300, 300));
        assertThat(batches.get(0).messages()).isEqualTo(2300);
        assertThat(batches.get(0).first()).isEqualTo(1);
        assertThat(batches.get(0).last()).isEqualTo(2300);
    }

    @Test
    void aBatchIsOfSixteenFilesAndReadsThoseThatOverlapIt() throws IOException {
        MergedIds ids = read(
                Deletions.KEEP,
                input("a", 1, LongStream.rangeClosed(1, 16_000).toArray()),
                input("b", 2, LongStream.rangeClosed(16_001, 16_500).toArray()),
                input("c", 3, 15_000, 17_000));

        List<Batch> batches = ids.batches();

        assertThat(batches).extracting(batch -> batch.targets().size()).containsExactly(16, 1);
        assertThat(names(batches.get(0))).containsExactly("a", "c");
        assertThat(names(batches.get(1))).containsExactly("c", "b");
        assertThat(batches.get(1).targets()).containsExactly(new Target(17, 16_001, 17_000, 501));
    }

    @Test
    void whatTheNewestCompleteArchiveLacksGoesWhereThatIsWanted() throws IOException {
        Input old = input("a", 1, 3, 5);
        Input complete = input("b", 2, 5, 9);

        assertThat(read(Deletions.KEEP, old, complete).count()).isEqualTo(3);
        MergedIds dropping = read(Deletions.DROP, old, complete);
        assertThat(dropping.count()).isEqualTo(2);
        assertThat(dropping.contains(3)).isFalse();
        assertThat(dropping.batches().get(0).sources())
                .as("a message that both have may be united of both")
                .hasSize(2);
    }

    private static List<String> names(Batch batch) {
        return batch.sources().stream().map(Source::input).map(Input::name).toList();
    }

    private static MergedIds read(Deletions deletions, Input... inputs) {
        MergedIds ids = new MergedIds(MergeTask.of(List.of(inputs), Prefer.NEWEST, deletions));
        for (Input input : inputs) {
            input.rows().messages().forEach(file -> ids.read(input, file));
        }
        return ids;
    }

    private Input input(String name, int taken, long... messages) throws IOException {
        String[] rows =
                LongStream.of(messages).mapToObj(id -> "{'id':" + id + "}").toArray(String[]::new);
        return SmallInput.in(folder, name)
                .position(taken)
                .taken(taken)
                .messages(Map.of("zerver_message", rows))
                .read();
    }
}
