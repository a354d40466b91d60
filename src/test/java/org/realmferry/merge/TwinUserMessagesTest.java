/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.input.Input;
import org.realmferry.input.SyntheticIds;
import org.realmferry.merge.decide.Decision;
import org.realmferry.merge.decide.Decisions;
import org.realmferry.merge.decide.Deletions;
import org.realmferry.merge.decide.MergeTask;
import org.realmferry.merge.decide.Prefer;
import org.realmferry.sample.SmallInput;

/** A user has a message once, whatever ids the row had in the archives. */
class TwinUserMessagesTest {
    private static final int OLDER = 0;
    private static final int NEWER = 1;
    private static final byte[] ROW = SmallInput.bytes("{}");

    private final Decisions decisions = new Decisions(false);
    private TwinUserMessages twins;
    private List<Input> inputs;

    @BeforeEach
    void make(@TempDir Path folder) throws IOException {
        inputs = List.of(
                SmallInput.in(folder, "older").taken(1).position(1).read(),
                SmallInput.in(folder, "newer").taken(2).position(0).read());
        twins = new TwinUserMessages(MergeTask.of(inputs, Prefer.NEWEST, Deletions.KEEP));
    }

    @Test
    void whatIsNotedOnceHasNoTwin() {
        List.of(3L, 1L, 2L).forEach(twins::note);

        assertThat(twins.twice()).isEmpty();
    }

    @Test
    void whatIsNotedTwiceOrMoreIsTold() {
        List.of(3L, 1L, 3L, 2L, 2L, 2L).forEach(twins::note);

        assertThat(twins.twice()).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void manyAreNoted() {
        for (long key = 0; key < 50_000; key++) {
            twins.note(key);
        }
        twins.note(49_999);

        assertThat(twins.twice()).isEqualTo(Set.of(49_999L));
    }

    @Test
    void theRowOfTheNewerInputStays() {
        twins.add(5, 20, OLDER, ROW);
        twins.add(5, 10, NEWER, ROW);

        assertThat(twins.superfluous(decisions)).containsExactly(20L);
        assertThat(decisions.counts()).isEqualTo(Map.of("zerver_usermessage", Map.of(Decision.UNIQUE, 1L)));
    }

    @Test
    void thePreferredInputsRowStays() {
        TwinUserMessages preferring = new TwinUserMessages(MergeTask.of(inputs, Prefer.LAST, Deletions.KEEP));
        preferring.add(5, 20, OLDER, ROW);
        preferring.add(5, 10, NEWER, ROW);

        assertThat(preferring.superfluous(decisions)).containsExactly(10L);
    }

    @Test
    void ofOneInputTheRowWithTheHigherIdStays() {
        twins.add(5, 20, NEWER, ROW);
        twins.add(5, 10, NEWER, ROW);
        twins.add(5, 15, NEWER, ROW);

        assertThat(twins.superfluous(decisions)).containsExactlyInAnyOrder(10L, 15L);
    }

    @Test
    void aRowThatWasMadeUpGivesWayToAServersAndIsNoDecision() {
        long invented = SyntheticIds.FIRST + 1;
        twins.add(5, 10, OLDER, ROW);
        twins.add(5, invented, NEWER, ROW);

        assertThat(twins.superfluous(decisions)).containsExactly(invented);
        assertThat(decisions.counts()).isEmpty();
    }

    @Test
    void rowsOfTwoMessagesBothStay() {
        twins.add(5, 10, OLDER, ROW);
        twins.add(6, 20, NEWER, ROW);

        assertThat(twins.superfluous(decisions)).isEmpty();
    }
}
