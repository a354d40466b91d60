/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFormTest {
    @Test
    void aRowThatIsCutOffIsNotFilledUp(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("rows"), "0123456789");

        try (FileChannel source = FileChannel.open(file)) {
            assertThat(LineForm.bytes(source, 3, 7)).asString().isEqualTo("3456789");
            assertThatThrownBy(() -> LineForm.bytes(source, 3, 8))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("byte 10");
        }
    }
}
