/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.Failure;

class JournalTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void choose() {
        file = folder.resolve("journal.jsonl");
    }

    @Test
    void linesComeBackByArchiveInTheirOrder() {
        note(Map.of("type", "request", "--realm", "acme"));
        note(Map.of("archive", "acme", "n", "1"), Map.of("archive", "orchard", "n", "2"));
        note(Map.of("archive", "acme", "n", "3"));

        try (Journal journal = Journal.open(file)) {
            assertThat(journal.past("")).containsExactly(Map.of("type", "request", "--realm", "acme"));
            assertThat(journal.past("acme"))
                    .containsExactly(Map.of("archive", "acme", "n", "1"), Map.of("archive", "acme", "n", "3"));
            assertThat(journal.past("harbor")).isEmpty();
        }
    }

    @Test
    void onlyItsOwnerCanReadIt() throws IOException {
        note(Map.of("n", "1"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aLineThatWasCutAnywhereNeverWas() throws IOException {
        note(Map.of("n", "ünö"));
        long whole = Files.size(file);
        note(Map.of("n", "zwölf"));
        byte[] both = Files.readAllBytes(file);

        for (int end = (int) whole; end < both.length; end++) {
            Files.write(file, Arrays.copyOf(both, end));
            note(Map.of("n", "3"));

            assertThat(past()).as("cut at %d", end).containsExactly(Map.of("n", "ünö"), Map.of("n", "3"));
        }
    }

    @Test
    void aFileThatWasCutBeforeItsFirstLineEndedIsEmpty() throws IOException {
        Files.writeString(file, "{\"type\":\"requ");

        assertThat(past()).isEmpty();
        assertThat(file).isEmptyFile();
    }

    @Test
    void strangeCharactersOfPathsComeBack() {
        List<String> strange = List.of(
                "a b\"c\\d'",
                "two\nlines\rand\ttabs",
                "\u2028\u2029\u0085\u0000\u001b[31m",
                "ünïcode/\ud83d\ude80.png",
                "{\"type\":\"finished\"}",
                "");
        strange.forEach(text -> note(Map.of("path", text)));

        assertThat(past()).extracting(line -> line.get("path")).containsExactlyElementsOf(strange);
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "mine\n");
        Files.createSymbolicLink(file, other);

        assertThatThrownBy(() -> Journal.open(file)).isInstanceOf(Failure.class);
        assertThat(other).hasContent("mine\n");
    }

    @Test
    void whatIsNoJournalIsAFailureAndStaysAsItIs() throws IOException {
        Files.writeString(file, "{\"n\":\"1\"}\nhello\n", StandardOpenOption.CREATE);

        assertThatThrownBy(() -> Journal.open(file)).isInstanceOf(Failure.class).hasMessageContaining(file.toString());
        assertThat(file).hasContent("{\"n\":\"1\"}\nhello\n");
    }

    @SafeVarargs
    private void note(Map<String, String>... lines) {
        try (Journal journal = Journal.open(file)) {
            for (Map<String, String> line : lines) {
                journal.note(line);
            }
        }
    }

    private List<Map<String, String>> past() {
        try (Journal journal = Journal.open(file)) {
            return journal.past("");
        }
    }
}
