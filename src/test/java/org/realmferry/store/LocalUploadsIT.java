/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.StoredFile.LocalFile;
import org.realmferry.store.FileStore.Found;
import org.realmferry.store.FileStore.Missing;
import org.realmferry.store.FileStore.Open;
import org.realmferry.store.FileStore.Refused;

class LocalUploadsIT {
    private static final FileTime THEN = FileTime.from(Instant.parse("2025-03-31T12:00:00.123456Z"));

    @TempDir
    private Path folder;

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(folder.resolve("uploads/files/2/ab"));
        Files.createDirectories(folder.resolve("uploads/avatars/2/realm"));
        Path file = Files.writeString(folder.resolve("uploads/files/2/ab/é.txt"), "hello");
        Files.setLastModifiedTime(file, THEN);
        Files.writeString(folder.resolve("secret"), "of the machine");
        for (String name : new String[] {"b.png", "a.png", "a.original", "other"}) {
            Files.writeString(folder.resolve("uploads/avatars/2").resolve(name), name);
        }
    }

    @Test
    void aFileIsFoundWithItsSizeAndTime() {
        LocalUploads uploads = uploads();

        assertThat(uploads.look("files/2/ab/é.txt")).isEqualTo(new Found("files/2/ab/é.txt", new LocalFile(5, THEN)));
        assertThat(uploads.open("files/2/ab/é.txt")).isInstanceOfSatisfying(Open.class, open -> {
            assertThat(open.file()).isEqualTo(new LocalFile(5, THEN));
            assertThat(open.content()).hasContent("hello");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"files/2/ab/none", "files/none/at/all", "files/2/ab/é.txt/below"})
    void whatIsNotThereIsMissing(String key) {
        assertThat(uploads().look(key)).isEqualTo(new Missing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "files/../../secret", "files//2", "/etc/passwd", "files/./2/ab/é.txt", "files/2/ab/"})
    void aPathThatIsNotPlainIsRefused(String key) {
        assertThat(uploads().look(key)).isEqualTo(new Refused("it is not a plain relative path"));
    }

    @Test
    void aNameThatNoFileSystemHasIsRefused() {
        assertThat(uploads().look("files/a\0b")).isInstanceOf(Refused.class);
    }

    @Test
    void aFolderIsRefused() {
        assertThat(uploads().look("files/2")).isEqualTo(new Refused("it is not a regular file"));
    }

    @Test
    void linksAreNotFollowedWhereverTheyLead() throws IOException {
        Files.createSymbolicLink(folder.resolve("uploads/files/2/link"), folder.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("uploads/files/away"), folder);
        Files.createSymbolicLink(folder.resolve("uploads/files/within"), Path.of("2"));

        assertThat(uploads().look("files/2/link")).isInstanceOf(Refused.class);
        assertThat(uploads().look("files/away/secret")).isInstanceOf(Refused.class);
        assertThat(uploads().look("files/within/ab/é.txt")).isInstanceOf(Refused.class);
    }

    /** The administrator's own: of a folder that went to another disk. */
    @Test
    void aLinkInPlaceOfARealmsFolderOrOfASetIsFollowed() throws IOException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Files.move(folder.resolve("uploads/files/2"), disk.resolve("two"));
        Files.move(folder.resolve("uploads/avatars"), disk.resolve("avatars"));
        Files.createSymbolicLink(folder.resolve("uploads/files/2"), disk.resolve("two"));
        Files.createSymbolicLink(folder.resolve("uploads/avatars"), disk.resolve("avatars"));
        Files.createSymbolicLink(disk.resolve("two/passwd"), folder.resolve("secret"));

        assertThat(uploads().open("files/2/ab/é.txt")).isInstanceOf(Open.class);
        assertThat(uploads().list("avatars/2")).contains("avatars/2/a.png");
        assertThat(uploads().look("files/2/passwd")).isInstanceOf(Refused.class);
        assertThat(uploads().look("files/2/../secret")).isInstanceOf(Refused.class);
        List<String> keys = new ArrayList<>();
        uploads().walk("files/2", found -> keys.add(found.key()));
        uploads().walk("avatars/2", found -> keys.add(found.key()));
        assertThat(keys).hasSize(5).contains("files/2/ab/é.txt", "avatars/2/other");
    }

    @Test
    void aLinkToAnotherRealmOrToNowhereIsRefusedWithWhatToDo() throws IOException {
        Files.createSymbolicLink(folder.resolve("uploads/files/7"), Path.of("2"));
        Files.createSymbolicLink(folder.resolve("uploads/avatars/7"), folder.resolve("uploads/avatars/2"));
        Files.createSymbolicLink(folder.resolve("uploads/files/8"), folder.resolve("not/mounted"));
        Files.createSymbolicLink(folder.resolve("uploads/files/9"), folder);

        for (String key : List.of("files/7/ab/é.txt", "avatars/7/a.png", "files/9/secret")) {
            assertThat(uploads().look(key))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.why())
                                    .contains("may be another realm's", "mount the folder in its place"));
        }
        assertThat(uploads().list("avatars/7")).containsExactly("avatars/7");
        assertThat(uploads().look("files/8/ab/é.txt"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.why())
                                .contains("a folder that is missing", "files/8; mount its disk"));
    }

    @Test
    void aFolderWithoutTheSetsIsNoneOfZulips() throws IOException {
        assertThatCode(() -> uploads().requireFiles()).doesNotThrowAnyException();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> LocalUploads.at(folder).requireFiles())
                .withMessageContaining("is not an uploads folder of Zulip: it has neither files/ nor avatars/")
                .matches(failure -> failure.status() == ExitStatus.SOURCE);
    }

    @Test
    void aFolderListsItsFilesByTheirBeginning() {
        assertThat(uploads().list("avatars/2"))
                .containsExactly("avatars/2/a.original", "avatars/2/a.png", "avatars/2/b.png", "avatars/2/other");
        assertThat(uploads().list("avatars/9")).isEmpty();
        assertThat(uploads().list("files/2/ab/é.txt")).isEmpty();
    }

    @Test
    void theFolderItselfMayBeALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("uploads"));

        assertThat(LocalUploads.at(link).look("files/2/ab/é.txt")).isInstanceOf(Found.class);
    }

    @Test
    void aFolderThatIsNotThereIsAFailureOfTheSource() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> LocalUploads.at(folder.resolve("none")))
                .satisfies(failure -> assertThat(failure.status()).isEqualTo(ExitStatus.SOURCE))
                .withMessageContaining("there is no uploads folder");
    }

    private LocalUploads uploads() {
        return LocalUploads.at(folder.resolve("uploads"));
    }
}
