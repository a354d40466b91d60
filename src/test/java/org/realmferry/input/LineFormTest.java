/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.Failure;
import org.realmferry.archive.disk.Written;
import org.realmferry.sample.SmallInput;

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

    @Test
    void rowsStandOnALineEachInOrderOfTheirIds(@TempDir Path folder) throws IOException {
        assertThat(translated(folder, "{'a': [ {'id': 9, 'n' : 1.50} , {'id': 2, 't': 'x\\u0041'}], 'b': []}"))
                .isEqualTo("{'a': [{'id':2,'t':'xA'},{'id':9,'n':1.50}],'b': []}");
    }

    @Test
    void rowsInOrderStayAsTheyAre(@TempDir Path folder) throws IOException {
        assertThat(translated(
                        folder, "{'a':[{'id':1,'x':{'y':[true,false,null,-1e5]}},{'id':2}],'import_source':'zulip'}"))
                .isEqualTo("{'a': [{'id':1,'x':{'y':[true,false,null,-1e5]}},{'id':2}],'import_source': 'zulip'}");
    }

    @Test
    void aFileThatIsSortedKeepsItsSource(@TempDir Path folder) throws IOException {
        assertThat(translated(folder, "{'a':[{'id':2},{'id':1}],'import_source':'zulip'}"))
                .isEqualTo("{'a': [{'id':1},{'id':2}],'import_source': 'zulip'}");
        assertThat(folder.resolve("target.unsorted")).doesNotExist();
    }

    @Test
    void whatTheManifestSaysOfTheOriginalIsChecked(@TempDir Path folder) throws IOException {
        Path original = Files.writeString(folder.resolve("original"), "{}");

        assertThatThrownBy(() ->
                        LineForm.translate(original, folder.resolve("target"), Optional.of(new Written(3, "other"))))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("it has 2 bytes, but the manifest says 3");
    }

    @Test
    void aTableOfTwoFilesIsADamage(@TempDir Path folder) throws IOException {
        Path one = SmallInput.write(folder.resolve("one"), Map.of("a", new String[] {"{'id':1}"}));
        Path other = SmallInput.write(folder.resolve("other"), Map.of("a", new String[] {"{'id':2}"}));

        assertThat(LineForm.sections(Map.of(one, Optional.empty())))
                .hasEntrySatisfying("a", section -> assertThat(section.rows()).isEqualTo(1));
        assertThatThrownBy(() -> LineForm.sections(Map.of(one, Optional.empty(), other, Optional.empty())))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("the table a is duplicated");
    }

    /** Without the ends of its lines. */
    private static String translated(Path folder, String quoted) throws IOException {
        Path original = Files.writeString(folder.resolve("original"), SmallInput.json(quoted));
        LineForm.translate(original, folder.resolve("target"), Optional.empty());
        return Files.readString(folder.resolve("target")).replace("\n", "").replace('"', '\'');
    }
}
