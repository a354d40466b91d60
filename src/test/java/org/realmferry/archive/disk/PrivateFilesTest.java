/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were there before, and that others can read. */
class PrivateFilesTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static void assertPrivate(Path path) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void aNewFileIsPrivateWhateverTheOldOneWas() throws IOException {
        try (FileChannel channel = PrivateFiles.create(file)) {
            assertPrivate(file);
            channel.write(ByteBuffer.wrap(new byte[] {'n'}));
        }
        assertPrivate(file);
        assertThat(file).hasContent("n");
    }

    @Test
    void anotherNameOfTheOldFileKeepsWhatIsInIt() throws IOException {
        Path other = Files.createLink(folder.resolve("other"), file);

        PrivateFiles.create(file).close();

        assertThat(file).isEmptyFile();
        assertThat(other).hasContent("old");
    }

    @Test
    void aFileToLockIsAlwaysTheSame() throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();

        PrivateFiles.open(file).close();

        assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
                .isEqualTo(key);
        assertThat(file).hasContent("old");
    }

    @Test
    void aFileIsReplacedWhenTheNewOneIsWhole() throws IOException {
        AtomicFile.replace(file, out -> {
            out.write('n');
            assertThat(file).hasContent("old");
        });

        assertPrivate(file);
        assertThat(file).hasContent("n");
    }

    @Test
    void theOldFileStaysWhereTheNewOneCanNotBeMade() {
        assertThatThrownBy(() -> AtomicFile.replace(file, out -> {
                    out.write('n');
                    throw new IOException("a log can't be read");
                }))
                .hasMessageContaining("a log can't be read");

        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("file");
    }

    @Test
    void aLinkStaysAndItsFileIsReplaced() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        AtomicFile.replace(link, out -> out.write('n'));

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("n");
        assertPrivate(file);
    }

    @Test
    void aDeviceIsWrittenToAndStays() {
        AtomicFile.replace(Path.of("/dev/null"), out -> out.write('n'));

        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
        assertThat(Path.of("/dev/null")).exists();
    }
}
