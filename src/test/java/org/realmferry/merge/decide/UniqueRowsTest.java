/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.input.Input;
import org.realmferry.input.SyntheticIds;
import org.realmferry.rules.language.MergeRule;
import org.realmferry.sample.SmallInput;

/** Rows with other ids, and fields that no two rows may have in common. */
class UniqueRowsTest {
    private static final String TABLE = "zerver_reaction";
    private static final String ANY = "any";

    @TempDir
    private Path folder;

    private final Decisions decisions = new Decisions(false);
    private Input older;
    private Input newer;

    @BeforeEach
    void make() throws IOException {
        older = SmallInput.in(folder, "older")
                .table(ANY, "{'id':1}")
                .taken(100)
                .position(0)
                .read();
        newer = SmallInput.in(folder, "newer")
                .table(ANY, "{'id':1}")
                .taken(200)
                .position(1)
                .read();
    }

    @Test
    void rowsThatDifferInOneFieldAllStay() throws IOException {
        assertThat(superfluous(
                        List.of("user", "emoji"),
                        Map.of(older, "{'id':1,'user':7,'emoji':'a'}", newer, "{'id':2,'user':7,'emoji':'b'}")))
                .isEmpty();
        assertThat(decisions.counts()).isEmpty();
    }

    @Test
    void theNewerArchivesRowStays() throws IOException {
        assertThat(superfluous(
                        List.of("user", "emoji"),
                        Map.of(older, "{'id':2,'user':7,'emoji':'a'}", newer, "{'id':1,'user':7,'emoji':'a'}")))
                .containsExactly(2L);
        assertThat(decisions.counts()).isEqualTo(Map.of(TABLE, Map.of(Decision.UNIQUE, 1L)));
    }

    @Test
    void fieldsAreNotRunTogether() throws IOException {
        assertThat(superfluous(
                        List.of("a", "b"), Map.of(older, "{'id':1,'a':12,'b':3}", newer, "{'id':2,'a':1,'b':23}")))
                .isEmpty();
    }

    @Test
    void caseIsNoMatterWhereTheRuleSaysSo() throws IOException {
        Map<Input, String> rows = Map.of(older, "{'id':1,'name':'Rome'}", newer, "{'id':2,'name':'ROME'}");

        assertThat(superfluous(List.of("lower(name)"), rows)).containsExactly(1L);
        assertThat(superfluous(List.of("name"), rows)).isEmpty();
    }

    @Test
    void wordsOfTheSameLengthAreTwoWords() throws IOException {
        assertThat(superfluous(
                        List.of("lower(name)"),
                        Map.of(older, "{'id':1,'name':'rome'}", newer, "{'id':2,'name':'oslo'}")))
                .isEmpty();
    }

    @Test
    void lettersBeyondAsciiHaveACase() throws IOException {
        assertThat(superfluous(
                        List.of("lower(name)"),
                        Map.of(older, "{'id':1,'name':'\u00e9t\u00e9'}", newer, "{'id':2,'name':'\u00c9T\u00c9'}")))
                .containsExactly(1L);
    }

    @Test
    void aRowThatWasMadeUpGivesWayToAServersAndIsNoDecision() throws IOException {
        long invented = SyntheticIds.FIRST + 5;

        assertThat(superfluous(
                        List.of("user"), Map.of(older, "{'id':3,'user':7}", newer, "{'id':" + invented + ",'user':7}")))
                .containsExactly(invented);
        assertThat(decisions.counts()).isEmpty();
    }

    @Test
    void ofOneArchiveTheLaterIdStays() throws IOException {
        UniqueRows unique = new UniqueRows(task(), TABLE, MergeRule.USUAL.oneOf("user"));
        Path part = SmallInput.write(
                folder.resolve("part.json"), Map.of(TABLE, new String[] {"{'id':1,'user':7}", "{'id':4,'user':7}"}));
        add(unique, newer, "{'id':1,'user':7}");
        add(unique, newer, "{'id':4,'user':7}");

        assertThat(unique.superfluous(part, decisions)).containsExactly(1L);
    }

    @Test
    void withoutUniqueFieldsNoRowGoes() throws IOException {
        assertThat(superfluous(List.of(), Map.of(older, "{'id':1,'user':7}", newer, "{'id':2,'user':7}")))
                .isEmpty();
    }

    @Test
    void aFieldThatNoRowHasIsTheSameInAll() throws IOException {
        assertThat(superfluous(List.of("none"), Map.of(older, "{'id':1}", newer, "{'id':2}")))
                .containsExactly(1L);
    }

    @Test
    void manyRowsAreLookedThrough() throws IOException {
        int count = 3000;
        String[] rows = IntStream.range(0, count)
                .mapToObj(i -> "{'id':" + (i + 1) + ",'user':" + (i == count - 1 ? 0 : i) + "}")
                .toArray(String[]::new);
        UniqueRows unique = new UniqueRows(task(), TABLE, MergeRule.USUAL.oneOf("user"));
        RowCursor cursor = Rows.first(older, ANY);
        for (String row : rows) {
            byte[] bytes = SmallInput.bytes(row);
            unique.add(bytes, 0, bytes.length, List.of(cursor));
        }
        cursor.close();
        Path part = SmallInput.write(folder.resolve("part.json"), Map.of(TABLE, rows));

        assertThat(unique.superfluous(part, decisions)).containsExactly(1L);
    }

    private MergeTask task() {
        return MergeTask.of(List.of(older, newer), Prefer.NEWEST, Deletions.KEEP);
    }

    /** Of a row of each of both inputs, in the order of their ids. */
    private Set<Long> superfluous(List<String> fields, Map<Input, String> rows) throws IOException {
        UniqueRows unique = new UniqueRows(task(), TABLE, MergeRule.USUAL.oneOf(fields.toArray(String[]::new)));
        List<Input> inOrder = rows.keySet().stream()
                .sorted((one, other) -> rows.getOrDefault(one, "").compareTo(rows.getOrDefault(other, "")))
                .toList();
        for (Input input : inOrder) {
            add(unique, input, rows.getOrDefault(input, ""));
        }
        String[] written =
                inOrder.stream().map(input -> rows.getOrDefault(input, "")).toArray(String[]::new);
        return unique.superfluous(SmallInput.write(folder.resolve("part.json"), Map.of(TABLE, written)), decisions);
    }

    private static void add(UniqueRows unique, Input input, String row) {
        byte[] bytes = SmallInput.bytes(row);
        try (RowCursor cursor = Rows.first(input, ANY)) {
            unique.add(bytes, 0, bytes.length, List.of(cursor));
        }
    }
}
