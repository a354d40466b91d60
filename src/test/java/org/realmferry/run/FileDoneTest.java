/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.archive.disk.Written;

class FileDoneTest {
    private static final Written WRITTEN = new Written(12, "ab");
    private static final Map<String, Long> ROWS = Map.of("zerver_message", 3L, "zerver_usermessage", 5L);
    private static final Optional<FileDone.Range> RANGE = Optional.of(new FileDone.Range(7, 9));
    private static final FileDone MESSAGES = new FileDone(Optional.of("messages-000001.json"), WRITTEN, ROWS, RANGE);

    @TempDir
    private Path folder;

    @Test
    void whatIsNotedIsRead() {
        FileDone plain = FileDone.of(Optional.of("uploads/1/a.png"), WRITTEN);

        assertThat(FileDone.read(MESSAGES.line())).isEqualTo(MESSAGES);
        assertThat(FileDone.read(plain.line())).isEqualTo(plain);
    }

    @Test
    void everyTableIsNotedWhateverItsName() {
        FileDone file = new FileDone(
                Optional.of("realm.json"),
                WRITTEN,
                Map.of("zerver_realm", 1L, "analytics_realmcount", 2L, "messages", 3L),
                Optional.empty());

        assertThat(FileDone.read(file.line())).isEqualTo(file);
    }

    @Test
    void aLineMayHaveKeysOfItsCommand() {
        Map<String, String> line = new TreeMap<>(MESSAGES.line());
        line.putAll(Map.of("type", "messages", "ids", "cd", "sources", "1=3"));

        assertThat(FileDone.read(line)).isEqualTo(MESSAGES);
    }

    @Test
    void theJournalsOfExportsKeepTheirKeys() {
        assertThat(new FileDone(Optional.empty(), WRITTEN, Map.of("zerver_message", 3L), RANGE).line())
                .isEqualTo(Map.of("bytes", "12", "sha256", "ab", "zerver_message", "3", "first", "7", "last", "9"));
        assertThat(FileDone.of(Optional.of("uploads/1/a.png"), WRITTEN).line())
                .isEqualTo(Map.of("path", "uploads/1/a.png", "bytes", "12", "sha256", "ab"));
    }

    @Test
    void aBundleOfAnEarlierVersionIsUnderstood() {
        Map<String, String> line = Map.of(
                "archive", "acme",
                "file", "messages-000001.json",
                "bytes", "12",
                "sha256", "ab",
                "rows zerver_message", "3",
                "rows zerver_usermessage", "5",
                "first", "7",
                "last", "9");

        assertThat(FileDone.isIn(line)).isTrue();
        assertThat(FileDone.read(line)).isEqualTo(MESSAGES);
    }

    @Test
    void aMergeOfAnEarlierVersionIsUnderstood() {
        Map<String, String> line = Map.of(
                "type", "messages",
                "number", "1",
                "bytes", "12",
                "sha256", "ab",
                "messages", "3",
                "usermessages", "5",
                "first", "7",
                "last", "9");

        assertThat(FileDone.read(line)).isEqualTo(new FileDone(Optional.empty(), WRITTEN, ROWS, RANGE));
    }

    @Test
    void aLineWithoutAChecksumIsAboutNoFile() {
        Map<String, String> line = Map.of("type", "dropped", "first", "7");

        assertThat(FileDone.isIn(line)).isFalse();
        assertThatThrownBy(() -> FileDone.read(line)).hasMessageContaining("lacks bytes");
    }

    @Test
    void aFileOfAnotherSizeIsNotThere() throws IOException {
        Path file = folder.resolve("file");

        assertThat(MESSAGES.isThere(file)).isFalse();
        Files.writeString(file, "eleven char");
        assertThat(MESSAGES.isThere(file)).isFalse();
        Files.writeString(file, "twelve chars");
        assertThat(MESSAGES.isThere(file)).isTrue();
    }
}
