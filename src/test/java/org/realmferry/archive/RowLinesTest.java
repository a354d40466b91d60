/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.Checksum;
import org.realmferry.Failure;
import org.realmferry.archive.disk.Written;

class RowLinesTest {
    private static final String FILE =
            "{\n\"a\": [\n{\"id\":1},\n{\"id\":-20,\"x\":\"]\"}\n],\n\"b\": [\n],\n\"c\": [\n{\"x\":1}\n]\n}\n";

    @TempDir
    private Path folder;

    @Test
    void readsTablesAndRowsInOrder() throws IOException {
        assertThat(read(FILE)).containsExactly("a", "1", "-20", "b", "c", String.valueOf(RowLines.NO_ID));
    }

    @Test
    void passesOverWhatIsLeftOfATable() throws IOException {
        try (RowLines lines = RowLines.openUnsummed(file(FILE))) {
            assertThat(lines.nextTable()).isTrue();
            assertThat(lines.nextRow()).isTrue();
            assertThat(lines.nextTable()).isTrue();
            assertThat(lines.table()).isEqualTo("b");
        }
    }

    @Test
    void sumsWhatWasRead() throws IOException {
        try (RowLines lines = RowLines.open(file(FILE))) {
            lines.nextTable();
            byte[] bytes = FILE.getBytes(StandardCharsets.UTF_8);
            assertThat(lines.rest()).isEqualTo(new Written(bytes.length, Checksum.of(bytes)));
        }
    }

    @Test
    void aRowMayBeLongerThanTheBuffer() throws IOException {
        String row = "{\"id\":7,\"x\":\"" + "y".repeat(1 << 18) + "\"}";

        assertThat(read("{\n\"a\": [\n" + row + ",\n{\"id\":8}\n]\n}\n")).containsExactly("a", "7", "8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[\n",
                "{\n\"a\": [\n{\"id\":1}",
                "{\n\"a\": [\n{\"id\":1},\n",
                "{\n\"a\": [\n{\"id\":1,\n",
                "{\n\"a\": 1\n}\n",
                "{\n\"a\": [\nnull\n]\n}\n"
            })
    void damageIsAFailure(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(Failure.class).hasMessageContaining("is damaged");
    }

    private List<String> read(String text) throws IOException {
        List<String> found = new ArrayList<>();
        try (RowLines lines = RowLines.open(file(text))) {
            while (lines.nextTable()) {
                found.add(lines.table());
                while (lines.nextRow()) {
                    found.add(String.valueOf(lines.id()));
                }
            }
        }
        return found;
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("rows.json"), text);
    }
}
