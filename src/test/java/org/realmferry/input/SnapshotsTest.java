/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.sample.SmallInput;

/** When an archive was taken: as its run says, as Zulip's own record does, or as late as its data. */
class SnapshotsTest {
    private Path run;
    private SmallInput archive;

    @BeforeEach
    void make(@TempDir Path folder) throws IOException {
        run = folder;
        archive = SmallInput.in(folder, "acme").table("zerver_client", "{'id':1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{'started':'2025-03-31T12:00:00Z','a':{'started':1}} ~ 2025-03-31T12:00:00Z",
                "{'started':'2025-03-31T12:00:00Z','as_of':'2025-01-01T00:00:00Z'} ~ 2025-01-01T00:00:00Z",
            })
    void theRunSaysIt(String record, String time) throws IOException {
        archive.server("s");
        Files.writeString(run.resolve("run.json"), SmallInput.json(record));

        assertThat(taken()).isEqualTo(new SnapshotTime(Instant.parse(time), SnapshotTime.Source.RUN));
    }

    @Test
    void aRunThatNamesNoTimeSaysNothing() throws IOException {
        archive.server("s");
        Files.writeString(run.resolve("run.json"), SmallInput.json("{'started':'yesterday'}"));

        assertThat(taken()).isEqualTo(new SnapshotTime(Instant.EPOCH, SnapshotTime.Source.DATA));
    }

    @Test
    void zulipsOwnExportHasARecordOfItself() throws IOException {
        archive.table(
                "zerver_realmexport",
                "{'id':1,'status':3,'date_started':99.0}",
                "{'id':2,'status':2,'date_started':5.25}");

        assertThat(taken()).isEqualTo(new SnapshotTime(Instant.ofEpochMilli(5250), SnapshotTime.Source.EXPORT));
    }

    @Test
    void elseItIsTheLatestTimeOfTheData() throws IOException {
        archive.table("zerver_realmauditlog", "{'id':1,'event_time':10.5}", "{'id':2,'event_time':null}");
        archive.table("zerver_userprofile", "{'id':1,'date_joined':3,'last_login':11.000001,'other':99}");
        archive.table("zerver_stream", "{'id':1,'date_created':99}");

        assertThat(taken())
                .isEqualTo(new SnapshotTime(Instant.EPOCH.plusSeconds(11).plusNanos(1000), SnapshotTime.Source.DATA));
    }

    @Test
    void theLastMessagesCountToo() throws IOException {
        archive.messages(Map.of("zerver_message", new String[] {"{'id':1,'date_sent':90}"}))
                .messages(Map.of(
                        "zerver_message",
                        new String[] {"{'id':2,'date_sent':20,'last_edit_time':30.5}", "{'id':3,'date_sent':25}"}));

        assertThat(taken().time()).isEqualTo(Instant.ofEpochMilli(30_500));
    }

    private SnapshotTime taken() throws IOException {
        Input input = archive.read();
        ArchiveLocation place = ArchiveLocation.of(input.archive().root().toString(), 0, UnaryOperator.identity())
                .get(0);
        return Snapshots.taken(place, input.rows());
    }
}
