/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.IdBitmap;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.RowLines;
import org.realmferry.renumber.MovedIds;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.ShiftedIds;
import org.realmferry.sample.SmallInput;

/** Whole rows with other ids: what changes, what stays byte for byte, and in which order; by {@link MovedIds}. */
class RowMapperTest {
    private static final String MESSAGES = "zerver_message";
    private static final String CLIENTS = "zerver_client";

    @TempDir
    private Path folder;

    private NewIds ids;

    @BeforeEach
    void make() throws IOException {
        ids = MovedIds.of(SmallInput.in(folder, "a").table(CLIENTS, "{'id':1}", "{'id':2}", "{'id':3}", "{'id':4}"));
    }

    @Test
    void onlyIdsChangeAndAllElseStaysByteForByte() throws IOException {
        assertThat(copied(
                        MESSAGES, "{'id':1,'subject':'a \\u0041','date_sent':1.50,'sender':2,'x':{'id':3},'y':[ 1 ]}"))
                .containsExactly(
                        "{'id':301,'subject':'a \\u0041','date_sent':1.50,'sender':102,'x':{'id':3},'y':[ 1 ]}");
    }

    @Test
    void fieldsMayStandInAnyOrderAndComeAndGo() throws IOException {
        assertThat(copied(
                        MESSAGES,
                        "{'id':1,'sender':2}",
                        "{'sender':2,'id':2}",
                        "{'id':3,'subject':'','sender':2}",
                        "{'id':4}",
                        "{'id':5,'sender':2}"))
                .containsExactly(
                        "{'id':301,'sender':102}",
                        "{'sender':102,'id':302}",
                        "{'id':303,'subject':'','sender':102}",
                        "{'id':304}",
                        "{'id':305,'sender':102}");
    }

    @Test
    void rowsOfAnUnknownTableChangeInFieldsThatAlwaysMeanTheSame() throws IOException {
        assertThat(copied("zerver_unknown", "{'id':1,'user_profile':2,'whatever':2}"))
                .containsExactly("{'id':1,'user_profile':102,'whatever':2}");
    }

    @Test
    void rowsThatGoByThemselvesStandInTheOrderOfTheirNewIds() throws IOException {
        single(Map.of(1L, 304L, 2L, 301L, 4L, 302L));

        assertThat(copied(CLIENTS, "{'id':1}", "{'id':2}", "{'id':3}", "{'id':4}"))
                .containsExactly("{'id':301}", "{'id':302}", "{'id':303}", "{'id':304}");
    }

    /** The clients of a later server: one has the id that it has here, one with a higher id is one with a lower here. */
    @Test
    void aRowWaitsForALaterOneThatGetsALowerId() throws IOException {
        ids.put(
                CLIENTS,
                new ShiftedIds(IdBitmap.bitmapOf(1, 2, 3), 0, 0, Map.of(1L, 4L, 2L, 2L, 3L, 1L), new IdBitmap()));

        assertThat(copied(CLIENTS, "{'id':1}", "{'id':2}", "{'id':3}"))
                .containsExactly("{'id':1}", "{'id':2}", "{'id':4}");
    }

    @Test
    void aRowThatGoesFarBehindWaitsForTheOthers() throws IOException {
        single(Map.of(1L, 900L));

        assertThat(copied(CLIENTS, "{'id':1}", "{'id':2}", "{'id':3}"))
                .containsExactly("{'id':302}", "{'id':303}", "{'id':900}");
    }

    @Test
    void theFirstAndTheLastNewIdAreNoted() throws IOException {
        List<Long> range = new ArrayList<>();

        copy(MESSAGES, range, "{'id':2}", "{'id':5}", "{'id':9}");

        assertThat(range).containsExactly(302L, 309L);
    }

    @Test
    void aTableWithoutRowsHasNoRange() throws IOException {
        List<Long> range = new ArrayList<>();

        assertThat(copy(MESSAGES, range)).isEmpty();
        assertThat(range).isEmpty();
    }

    private void single(Map<Long, Long> rows) {
        IdBitmap own = IdBitmap.bitmapOf(1, 2, 3, 4, 5);
        ids.put(CLIENTS, new ShiftedIds(own, 300, 0, rows, new IdBitmap()));
    }

    private List<String> copied(String table, String... rows) throws IOException {
        return copy(table, new ArrayList<>(), rows);
    }

    private List<String> copy(String table, List<Long> range, String... rows) throws IOException {
        Path source = SmallInput.write(folder.resolve("source.json"), Map.of(table, rows));
        Path target = folder.resolve("target.json");
        RowMapper mapper = new RowMapper(table, ids, new FieldMappers(ids));
        mapper.noting(range);
        try (RowLines lines = RowLines.open(source);
                RowFile file = RowFile.create(target)) {
            lines.nextTable();
            file.beginTable(table);
            mapper.copy(lines, file);
            file.endTable();
            file.commit();
            assertThat(file.rows()).containsEntry(table, (long) rows.length);
        }
        List<String> copied = new ArrayList<>();
        for (String line : Files.readAllLines(target)) {
            if (line.startsWith("{") && line.length() > 1) {
                copied.add((line.endsWith(",") ? line.substring(0, line.length() - 1) : line).replace('"', '\''));
            }
        }
        return copied;
    }
}
