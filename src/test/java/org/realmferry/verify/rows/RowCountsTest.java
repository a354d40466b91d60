/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.archive.RowFileReader;
import org.realmferry.sample.FoundThings;
import org.realmferry.sample.SmallInput;

/** How many rows there are, and what others say of it. */
class RowCountsTest {
    @TempDir
    private Path folder;

    private final RowCounts counts = new RowCounts();

    @Test
    void rowsOfAllFilesAreAddedUpWithoutTheRecordsOfFiles() {
        counts.put("messages-000001.json", Map.of("zerver_message", 3L));
        counts.put("messages-000002.json", Map.of("zerver_message", 4L, "zerver_usermessage", 5L));
        counts.put("uploads/records.json", Map.of(RowCounts.RECORDS, 100L));

        assertThat(counts.total("zerver_message")).isEqualTo(7);
        assertThat(counts.total("zerver_stream")).isZero();
        assertThat(counts.total()).isEqualTo(12);
    }

    @Test
    void theCountsOfStatsAreThoseOfTheFiles() throws IOException {
        counts.put("realm.json", Map.of("zerver_stream", 2L, "zerver_client", 1L));
        counts.put("uploads/records.json", Map.of(RowCounts.RECORDS, 5L));

        assertThat(compared("{'realm':{'zerver_stream':2,'zerver_client':1,'import_source':5},'uploads_records':5}"))
                .isEmpty();
        assertThat(compared("{'realm':{'zerver_stream':3},'uploads_records':4}"))
                .containsExactly(
                        "WRONG_COUNT realm.json zerver_client: there are 1 rows, but stats.json says 0",
                        "WRONG_COUNT realm.json zerver_stream: there are 2 rows, but stats.json says 3",
                        "WRONG_COUNT uploads/records.json records: there are 5 rows, but stats.json says 4");
    }

    @Test
    void aFileThatStatsNameIsThere() throws IOException {
        assertThat(compared("{'analytics':{'a':1}}"))
                .containsExactly("MISSING_FILE analytics.json: stats.json lists this file, but it is missing");
    }

    @Test
    void aFileThatCouldNotBeReadIsNotCounted() throws IOException {
        Files.writeString(folder.resolve("analytics.json"), "damaged");

        assertThat(compared("{'analytics':{'a':1}}")).isEmpty();
    }

    @Test
    void whatElseStandsInStatsIsNoMatter() throws IOException {
        assertThat(compared("{'total':7,'other':[1,{'a':2}],'text':'x','unknown_records':3}"))
                .isEmpty();
    }

    @Test
    void theManifestIsHeldAgainstTheFile() {
        FoundThings found = new FoundThings();

        RowCounts.compare(
                "f.json", Map.of("a", 1L, "b", 2L, "d", 0L), Map.of("a", 1L, "c", 3L), "the manifest", found.sink());

        assertThat(found.lines())
                .containsExactly(
                        "WRONG_COUNT f.json b: there are 0 rows, but the manifest says 2",
                        "WRONG_COUNT f.json c: there are 3 rows, but the manifest says 0");
    }

    private List<String> compared(String stats) throws IOException {
        FoundThings found = new FoundThings();
        try (RowFileReader json = RowFileReader.open(new ByteArrayInputStream(SmallInput.bytes(stats)))) {
            counts.compare(json, new VerifiedFolder(folder), found.sink());
            json.end();
        }
        return found.lines();
    }
}
