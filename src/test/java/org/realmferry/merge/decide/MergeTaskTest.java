/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.IdBitmap;
import org.realmferry.input.Input;
import org.realmferry.sample.SmallInput;
import org.realmferry.selection.Mode;

/** What all parts of a merge know of its inputs. */
class MergeTaskTest {
    private static final String ANY = "any";

    @TempDir
    private Path folder;

    @Test
    void inputsStandInTheOrderOfTheirTimes() throws IOException {
        Input late = input("late", 300, Mode.FULL);
        Input early = input("early", 100, Mode.FULL);
        Input alsoEarly = input("an early one", 100, Mode.FULL);

        assertThat(MergeTask.byTime(List.of(late, early, alsoEarly))).containsExactly(alsoEarly, early, late);
    }

    @Test
    void theResultHasTheWidestMode() throws IOException {
        Input open = input("a", 1, Mode.PUBLIC);
        Input consent = input("b", 2, Mode.CONSENT, 7);
        Input full = input("c", 3, Mode.FULL);

        assertThat(task(open, consent).mode()).isEqualTo(Mode.CONSENT);
        assertThat(task(open, consent, full).mode()).isEqualTo(Mode.FULL);
        assertThat(task(open).mode()).isEqualTo(Mode.PUBLIC);
    }

    @Test
    void whoConsentsInOneArchiveConsents() throws IOException {
        MergeTask task = task(input("a", 1, Mode.CONSENT, 7), input("b", 2, Mode.CONSENT, 8));

        assertThat(task.consenting()).isEqualTo(IdBitmap.bitmapOf(7, 8));
        assertThat(task.has(7)).isTrue();
        assertThat(task.has(9)).isFalse();
        assertThat(task(input("c", 1, Mode.FULL)).has(9)).isTrue();
    }

    @Test
    void theNewestCompleteArchiveIsTheLastFullOneOfTheRealm() throws IOException {
        Input first = input("a", 1, Mode.FULL);
        Input second = input("b", 2, Mode.FULL);
        Input consent = input("c", 3, Mode.CONSENT, 7);
        Input user = SmallInput.in(folder, "d").taken(4).ofUser(7).read();

        assertThat(task(user, consent, second, first).newestComplete()).hasValue(second);
        assertThat(task(user, consent).newestComplete()).isEmpty();
        assertThat(task(first, user).ofRealm()).containsExactly(first);
    }

    @Test
    void aRowIsGoneWhereOnlyOlderArchivesThanTheNewestCompleteOneHaveIt() throws IOException {
        Input old = input("a", 1, Mode.FULL);
        Input complete = input("b", 2, Mode.FULL);
        Input later = input("c", 3, Mode.CONSENT, 7);
        MergeTask task = task(old, complete, later);
        RowCursor ofOld = Rows.first(old, ANY);
        RowCursor ofLater = Rows.first(later, ANY);

        assertThat(task.isGone(List.of(ofOld))).isTrue();
        assertThat(task.isGone(List.of(ofOld, ofLater))).isFalse();
        assertThat(task(later).isGone(List.of(ofOld))).isFalse();
        assertThat(task.newest(List.of(ofOld))).isZero();
        assertThat(task.newest(List.of(ofLater, ofOld))).isEqualTo(2);
        Rows.close(List.of(ofOld, ofLater));
    }

    @Test
    void thePreferredInputIsTheGreatest() throws IOException {
        Input one = SmallInput.in(folder, "a").position(0).taken(9).read();
        Input other = SmallInput.in(folder, "b").position(1).taken(5).read();
        List<Input> both = List.of(one, other);

        assertThat(MergeTask.of(both, Prefer.FIRST, Deletions.KEEP).compare(one, other))
                .isPositive();
        assertThat(MergeTask.of(both, Prefer.LAST, Deletions.KEEP).compare(one, other))
                .isNegative();
        assertThat(MergeTask.of(both, Prefer.NEWEST, Deletions.KEEP).compare(one, other))
                .isPositive();
    }

    @Test
    void anInputOfAnotherMergeHasNoPlaceInTheOrder() throws IOException {
        MergeTask task = task(SmallInput.in(folder, "a").position(0).read());
        Input stranger = SmallInput.in(folder, "b").position(5).read();

        assertThatThrownBy(() -> task.order(stranger)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rowsOutOfOrderAreADamage() throws IOException {
        Input input = SmallInput.in(folder, "a")
                .table(ANY, "{'id':2}", "{'id':1}")
                .table("none", "{'name':'x'}")
                .read();

        try (RowCursor cursor = Rows.first(input, ANY)) {
            assertThat(cursor.id()).isEqualTo(2);
            assertThatThrownBy(cursor::next).isInstanceOfSatisfying(Failure.class, failure -> {
                assertThat(failure.status()).isEqualTo(ExitStatus.DAMAGED_ARCHIVE);
                assertThat(failure).hasMessageContaining("1 after 2");
            });
        }
        assertThatThrownBy(() -> Rows.first(input, "none")).isInstanceOf(Failure.class);
    }

    private static MergeTask task(Input... inputs) {
        return MergeTask.of(List.of(inputs), Prefer.NEWEST, Deletions.KEEP);
    }

    private Input input(String name, long taken, Mode mode, long... consenting) throws IOException {
        return SmallInput.in(folder, name)
                .table(ANY, "{'id':1}")
                .position((int) taken)
                .taken(taken)
                .mode(mode, consenting)
                .read();
    }
}
