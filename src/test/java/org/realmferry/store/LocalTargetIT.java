/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.Checksum;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.disk.Written;
import org.realmferry.store.FileTarget.Metadata;
import org.realmferry.store.FileTarget.Stored;

class LocalTargetIT {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path uploads = Path.of("");

    @BeforeEach
    void make() throws IOException {
        uploads = Files.createDirectory(folder.resolve("uploads"));
    }

    private LocalTarget target() {
        return LocalTarget.at(uploads, Limits.NONE);
    }

    private Written write(FileSet set, String path) throws IOException {
        return target().write(set, path, Metadata.NONE, new ByteArrayInputStream(HELLO), HELLO.length);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(uploads)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> uploads.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void uploadsLieInFilesAndPicturesInAvatars() throws IOException {
        assertThat(write(FileSet.UPLOADS, "7/ab/token/é.txt")).isEqualTo(new Written(5, Checksum.of(HELLO)));
        write(FileSet.AVATARS, "7/hash.png");
        write(FileSet.EMOJI, "7/emoji/images/1.png");
        write(FileSet.REALM_ICONS, "7/realm/icon.png");

        assertThat(files())
                .containsExactly(
                        "avatars/7/emoji/images/1.png",
                        "avatars/7/hash.png",
                        "avatars/7/realm/icon.png",
                        "files/7/ab/token/é.txt");
        assertThat(target().stat(FileSet.UPLOADS, "7/ab/token/é.txt")).contains(new Stored(5));
        assertThat(target().stat(FileSet.UPLOADS, "7/ab/token/other")).isEmpty();
        try (InputStream in = target().read(FileSet.UPLOADS, "7/ab/token/é.txt")) {
            assertThat(in).hasContent("hello");
        }
    }

    @Test
    void theWebServerMayReadWhatIsWritten() throws IOException {
        write(FileSet.UPLOADS, "7/ab/token/a.txt");

        assertThat(mode("files/7/ab/token/a.txt")).isEqualTo("rw-r--r--");
        assertThat(mode("files/7/ab/token")).isEqualTo("rwxr-xr-x");
        assertThat(mode("files")).isEqualTo("rwxr-xr-x");
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(uploads.resolve(path)));
    }

    @Test
    void whatRootWritesBelongsToTheFoldersOwner() throws IOException {
        Assumptions.assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Files.setAttribute(uploads, "unix:uid", 65534);
        Files.setAttribute(uploads, "unix:gid", 65534);

        write(FileSet.UPLOADS, "7/ab/token/a.txt");

        for (String path : List.of("files", "files/7", "files/7/ab/token", "files/7/ab/token/a.txt")) {
            assertThat(Files.getAttribute(uploads.resolve(path), "unix:uid")).isEqualTo(65534);
            assertThat(Files.getAttribute(uploads.resolve(path), "unix:gid")).isEqualTo(65534);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "7/../../a", "/etc/a", "7//a", "", "7/./a", "7/a\0b"})
    void noNameLeavesTheFolder(String path) {
        assertThat(target().objection(path)).isPresent();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> write(FileSet.UPLOADS, path))
                .satisfies(e -> assertThat(e.status()).isEqualTo(ExitStatus.TARGET));
    }

    @Test
    void noLinkBelowARealmsFolderIsFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createDirectories(uploads.resolve("files/7"));
        Files.createSymbolicLink(uploads.resolve("files/7/ab"), elsewhere);

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> write(FileSet.UPLOADS, "7/ab/token/a.txt"))
                .withMessageContaining("symbolic link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aSetMayLieOnAnotherDisk() throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Files.createSymbolicLink(uploads.resolve("files"), disk);

        write(FileSet.UPLOADS, "7/ab/token/a.txt");

        assertThat(disk.resolve("7/ab/token/a.txt")).hasContent("hello");
    }

    @Test
    void halfAFileLeavesNothing() throws IOException {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(HELLO), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is broken");
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                return read();
            }
        });

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> target().write(FileSet.UPLOADS, "7/ab/token/a.txt", Metadata.NONE, broken, 10))
                .withMessage("the disk is broken");
        assertThat(files()).isEmpty();
    }

    @Test
    void aFileOfAnotherSizeIsNotWritten() throws IOException {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> target().write(
                                FileSet.UPLOADS, "7/ab/token/a.txt", Metadata.NONE, new ByteArrayInputStream(HELLO), 6))
                .withMessage("it has 5 bytes in place of 6");
        assertThat(files()).isEmpty();
    }

    @Test
    void removalTakesTheEmptyFoldersToo() throws IOException {
        write(FileSet.UPLOADS, "7/ab/token/a.txt");
        write(FileSet.UPLOADS, "7/cd/token/a.txt");

        target().remove(FileSet.UPLOADS, "7/ab/token/a.txt");
        target().remove(FileSet.UPLOADS, "7/ab/token/a.txt");

        assertThat(files()).containsExactly("files/7/cd/token/a.txt");
        assertThat(uploads.resolve("files/7/ab")).doesNotExist();
        target().remove(FileSet.UPLOADS, "7/cd/token/a.txt");
        assertThat(uploads.resolve("files")).isEmptyDirectory();
    }

    @Test
    void aFolderIsRemovedWithAllThatIsInItAndNoMore() throws IOException {
        write(FileSet.UPLOADS, "thumbnail/7/a.png/1.webp");
        write(FileSet.UPLOADS, "thumbnail/7/a.png/2.webp");
        write(FileSet.UPLOADS, "thumbnail/7/a.png2/1.webp");

        target().removeFolder(FileSet.UPLOADS, "thumbnail/7/a.png");
        target().removeFolder(FileSet.UPLOADS, "thumbnail/7/a.png");

        assertThat(files()).containsExactly("files/thumbnail/7/a.png2/1.webp");
    }

    @Test
    void aFolderThatCanBeWrittenIsNotChanged() throws IOException {
        target().require(1);

        assertThat(files()).isEmpty();
    }

    @Test
    void aLookAtAFolderMakesNothing() throws IOException {
        target().inspect(1);

        assertThat(uploads).isEmptyDirectory();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> target().inspect(Long.MAX_VALUE))
                .withMessageContaining("has room for");
        Files.createFile(uploads.resolve("files"));
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> target().inspect(1))
                .withMessageContaining("it is no folder that this user may write to");
    }

    @Test
    void tooLittleRoomIsToldBeforehand() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> target().require(Long.MAX_VALUE))
                .withMessageContaining("has room for")
                .satisfies(e -> assertThat(e.status()).isEqualTo(ExitStatus.TARGET));
    }

    @Test
    void aFileInPlaceOfTheFolderIsToldBeforehand() throws IOException {
        Files.createFile(uploads.resolve("files"));

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> target().require(1))
                .withMessageContaining("no folder");
    }

    @Test
    void aFolderMustBeThere() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> LocalTarget.at(folder.resolve("none"), Limits.NONE))
                .withMessageContaining("there is no uploads folder");
    }
}
