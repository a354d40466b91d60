/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

class AtomicFileTest {
    @TempDir
    private Path folder;

    @Test
    void noFileThatHasATemporaryNameIsWrittenTo() throws IOException {
        Path target = folder.resolve("a");
        List<Path> taken = nextNames(target);
        for (Path file : taken) {
            Files.writeString(file, "of a user");
        }

        write(target);

        assertThat(target).hasContent("written");
        assertThat(taken).allSatisfy(file -> assertThat(file).hasContent("of a user"));
    }

    /** Those that its file would have next, if they were free. */
    private List<Path> nextNames(Path target) throws IOException {
        try (AtomicFile any = AtomicFile.create(target);
                var content = Files.list(folder)) {
            any.write(new byte[0], 0, 0);
            String name = content.findFirst().orElseThrow().getFileName().toString();
            int dash = name.lastIndexOf('-') + 1;
            int last = Integer.parseInt(name.substring(dash));
            return IntStream.range(last + 1, last + 20)
                    .mapToObj(number -> folder.resolve(name.substring(0, dash) + number))
                    .toList();
        }
    }

    @Test
    void amongUsersFilesNothingAppearsButTheWholeFile() throws IOException {
        Path target = folder.resolve("uploads/1/ab/x.txt");
        try (AtomicFile file = AtomicFile.create(target, folder)) {
            assertThat(Objects.requireNonNull(target.getParent())).isEmptyDirectory();
            file.write("written".getBytes(StandardCharsets.UTF_8), 0, 7);
            file.commit();
        }

        assertThat(target).hasContent("written");
        assertThat(folder).isDirectoryContaining(path -> path.endsWith("uploads"));
        assertThat(AtomicFile.isTemporary(target)).isFalse();
    }

    @Test
    void aLinkThatCanNotHaveItsNameIsAFailureOfTheTarget() throws IOException {
        Path source = Files.writeString(folder.resolve("source"), "of a server");
        Path target = folder.resolve("run/x.txt");
        Files.createDirectories(target.resolve("in the way"));

        assertThatThrownBy(() -> AtomicFile.link(source, target, folder.resolve("run")))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.status()).isEqualTo(ExitStatus.TARGET))
                .hasMessageContaining("can't write " + target);
        assertThat(folder.resolve("run")).isDirectoryNotContaining(AtomicFile::isTemporary);
        assertThat(source).hasContent("of a server");
    }

    private static void write(Path target) {
        try (AtomicFile file = AtomicFile.create(target)) {
            file.write("written".getBytes(StandardCharsets.UTF_8), 0, 7);
            file.commit();
        }
    }
}
