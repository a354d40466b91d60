/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.Written;
import org.realmferry.run.RunRecord.Entry;

class RunRecordTest {
    private static final Entry ACME =
            new Entry(Map.of(RunRecord.ARCHIVE, "acme", RunRecord.MESSAGES, 3L, "seconds", 1.5, "manifest", true));
    private static final Entry PACK = Entry.ofPack("acme", "acme.tar.gz", new Written(7, "ab"));

    @TempDir
    private Path folder;

    private final Map<String, String> values = new TreeMap<>();
    private final List<String> lists = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();

    private final RunRecord.Visitor visitor = new RunRecord.Visitor() {
        @Override
        public void value(String key, String text) {
            values.put(key, text);
        }

        @Override
        public void entry(String list, Entry entry) {
            lists.add(list);
            entries.add(entry);
        }
    };

    private void read(String json) throws IOException {
        try (InputStream in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
                RowFileReader reader = RowFileReader.open(in)) {
            RunRecord.read(reader, visitor);
        }
    }

    @Test
    void theFileHasItsKeysInTheOrderThatItAlwaysHad() throws IOException {
        Path file = folder.resolve(RunRecord.NAME);

        new RunRecord(
                        Map.of(RunRecord.FINDINGS, 0, RunRecord.TOOL, "realmferry 1", RunRecord.JOBS, 2),
                        Map.of(
                                RunRecord.PACKS,
                                List.of(PACK),
                                RunRecord.REALMS,
                                List.of(ACME),
                                RunRecord.USERS,
                                List.of()))
                .writeTo(file);

        assertThat(Files.readString(file)).isEqualTo("""
                {
                  "tool" : "realmferry 1",
                  "jobs" : 2,
                  "findings" : 0,
                  "realms" : [ {
                    "archive" : "acme",
                    "manifest" : true,
                    "messages" : 3,
                    "seconds" : 1.5
                  } ],
                  "users" : [ ],
                  "packs" : [ {
                    "archive" : "acme",
                    "bytes" : 7,
                    "file" : "acme.tar.gz",
                    "sha256" : "ab"
                  } ]
                }
                """);
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Path file = folder.resolve(RunRecord.NAME);
        new RunRecord(
                        Map.of(RunRecord.STARTED, "2026-01-02T03:04:05Z"),
                        Map.of(
                                RunRecord.REALMS,
                                List.of(ACME),
                                RunRecord.PACKS,
                                List.of(PACK),
                                RunRecord.DECISIONS,
                                List.of(new Entry(Map.of("count", 1L)))))
                .writeTo(file);

        read(Files.readString(file));

        assertThat(values).containsExactly(Map.entry(RunRecord.STARTED, "2026-01-02T03:04:05Z"));
        assertThat(lists).containsExactly(RunRecord.REALMS, RunRecord.PACKS);
        assertThat(entries.get(0).archive()).isEqualTo("acme");
        assertThat(entries.get(0).counts()).containsExactly(Map.entry(RunRecord.MESSAGES, 3L));
        assertThat(entries.get(0).values()).containsEntry("seconds", new BigDecimal("1.5"));
        assertThat(entries.get(1)).isEqualTo(PACK);
        assertThat(entries.get(1).file()).isEqualTo("acme.tar.gz");
        assertThat(entries.get(1).written()).isEqualTo(new Written(7, "ab"));
    }

    @Test
    void whatALaterProgramMayAddIsPassedOver() throws IOException {
        read("""
                {"new": {"a": [1]}, "realms": [{"archive": "acme", "deep": {"archive": "x"}, "none": null}], "list": [2]}
                """);

        assertThat(entries).containsExactly(new Entry(Map.of(RunRecord.ARCHIVE, "acme")));
        assertThat(values).isEmpty();
    }

    @Test
    void aFileThatIsCutOffHasSaidWhatIsBeforeTheCut() {
        assertThatThrownBy(() -> read("{\"realms\": [{\"archive\": \"acme\"}, {\"arch"))
                .isInstanceOf(IOException.class);

        assertThat(entries).extracting(Entry::archive).containsExactly("acme");
    }

    @Test
    void anArchiveThatIsNoTextIsNone() throws IOException {
        read("{\"realms\": [{\"archive\": 5}]}");

        assertThat(entries).extracting(Entry::archive).containsExactly("");
    }
}
