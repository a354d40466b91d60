/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.age.Identities;
import org.realmferry.sample.Folders;

/** A pack from anybody: what is no export's, or not whole, is refused, and leaves nothing anywhere. */
class UnpackingIT {
    private static final byte[] CONTENT = "{}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path pack;
    private Path temporary;
    private int unnoticed;

    /** Writes the members of a tar. */
    private interface Members {
        void writeTo(TarArchiveOutputStream tar) throws IOException;
    }

    @BeforeEach
    void make() throws IOException {
        pack = folder.resolve("pack");
        temporary = Files.createDirectory(folder.resolve("temporary"));
    }

    /** Nothing is left, and nothing was written elsewhere. */
    @AfterEach
    void nothingElseIsThere() throws IOException {
        assertThat(temporary).isEmptyDirectory();
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.filter(path -> !path.equals(pack))).containsExactly(temporary);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/", "./", "", "././"})
    void anArchiveIsFoundWithOrWithoutAFolderAtTheTop(String top) throws IOException {
        Files.write(pack, gzip(tar(tar -> {
            if (!top.isEmpty()) {
                add(tar, top, TarConstants.LF_DIR, "");
            }
            add(tar, top + "realm.json", TarConstants.LF_NORMAL, "");
            add(tar, top + "uploads/records.json", TarConstants.LF_NORMAL, "");
        })));

        try (ArchiveFolder archive = open()) {
            assertThat(archive.path().resolve("realm.json")).hasBinaryContent(CONTENT);
            assertThat(archive.path().resolve("uploads/records.json")).exists();
            assertThat(archive.isTemporary()).isTrue();
            Path made = temporary.resolve(temporary.relativize(archive.path()).getName(0));
            assertThat(Files.getPosixFilePermissions(made)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("../outside", TarConstants.LF_NORMAL, ""),
                Arguments.of("acme/../../outside", TarConstants.LF_NORMAL, ""),
                Arguments.of("acme/./realm.json", TarConstants.LF_NORMAL, ""),
                Arguments.of("/outside", TarConstants.LF_NORMAL, ""),
                Arguments.of("../outside/", TarConstants.LF_DIR, ""),
                Arguments.of("acme//realm.json", TarConstants.LF_NORMAL, ""),
                Arguments.of("acme/" + "n".repeat(256), TarConstants.LF_NORMAL, ""),
                Arguments.of("acme/uploads", TarConstants.LF_SYMLINK, "/etc"),
                Arguments.of("acme/realm.json", TarConstants.LF_LINK, "/etc/passwd"),
                Arguments.of("acme/tty", TarConstants.LF_CHR, ""),
                Arguments.of("acme/disk", TarConstants.LF_BLK, ""),
                Arguments.of("acme/pipe", TarConstants.LF_FIFO, ""));
    }

    @ParameterizedTest(name = "{0} of type {1}")
    @MethodSource("hostile")
    void whatNoExportHasIsRefused(String name, byte type, String link) throws IOException {
        Files.write(pack, gzip(tar(tar -> {
            add(tar, "acme/attachment.json", TarConstants.LF_NORMAL, "");
            add(tar, name, type, link);
        })));

        assertRefused("contains what no export has: ");
    }

    @Test
    void whatIsThereTwiceIsRefused() throws IOException {
        Files.write(pack, gzip(tar(tar -> {
            add(tar, "acme/realm.json", TarConstants.LF_NORMAL, "");
            add(tar, "acme/realm.json", TarConstants.LF_NORMAL, "");
        })));

        assertRefused("acme/realm.json: it is duplicated");
    }

    @Test
    void aFileThatIsAFolderTooIsRefused() throws IOException {
        Files.write(pack, gzip(tar(tar -> {
            add(tar, "acme/uploads", TarConstants.LF_NORMAL, "");
            add(tar, "acme/uploads/records.json", TarConstants.LF_NORMAL, "");
        })));

        assertRefused("acme/uploads/records.json: it is both a file and a folder");
    }

    /** A thousand times as large as its file. */
    @Test
    void aBombIsRefusedLongBeforeItsEnd() throws IOException {
        byte[] zeros = new byte[1 << 20];
        int megabytes = 2000;
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(pack));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry entry = new TarArchiveEntry("acme/realm.json");
            entry.setSize((long) megabytes * zeros.length);
            tar.putArchiveEntry(entry);
            for (int i = 0; i < megabytes; i++) {
                tar.write(zeros);
            }
            tar.closeArchiveEntry();
        }

        assertRefused("it unpacks to over 200 times its size");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "tar"})
    void whereverItIsCutOffItIsRefused(String how) throws IOException {
        byte[] whole = packed(how, tar(tar -> add(tar, "acme/realm.json", TarConstants.LF_NORMAL, "")));
        int ending = how.equals("tar") ? 9000 : 0;
        for (int length = 0; length < whole.length - ending; length += how.equals("tar") ? 61 : 7) {
            Files.write(pack, Arrays.copyOf(whole, length));
            assertRefused(pack + " is damaged, or not a tar.gz or tar.zst: ");
        }
        Files.write(pack, whole);
        open().close();
    }

    /** Each piece of ours is a whole gzip member: what ends between two of them is good gzip. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void aPackWhoseLastPieceIsMissingIsRefused(String how) throws IOException {
        byte[] tar = tar(out -> add(out, "acme/realm.json", TarConstants.LF_NORMAL, ""));
        Files.write(pack, packed(how, Arrays.copyOf(tar, 1024)));
        assertRefused("it is truncated");

        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(packed(how, Arrays.copyOf(tar, 1024)));
        both.write(packed(how, Arrays.copyOfRange(tar, 1024, tar.length)));
        Files.write(pack, both.toByteArray());
        open().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void aFlippedBitOfTheContentIsTold(String how) throws IOException {
        byte[] whole = packed(how, tar(tar -> add(tar, "acme/realm.json", TarConstants.LF_NORMAL, "")));
        for (int at = how.equals("gzip") ? 10 : 6; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x10;
            Files.write(pack, changed);
            assertRefusedUnlessTheSame();
        }
    }

    /** Some bits of gzip mean nothing. */
    private void assertRefusedUnlessTheSame() throws IOException {
        try (ArchiveFolder archive = open()) {
            assertThat(archive.path().resolve("realm.json")).hasBinaryContent(CONTENT);
            unnoticed++;
        } catch (Failure e) {
            assertThat(e.status()).isEqualTo(ExitStatus.DAMAGED_ARCHIVE);
        }
        assertThat(unnoticed).isLessThan(3);
    }

    @Test
    void whatIsNoPackIsRefused() throws IOException {
        Files.writeString(pack, "Dear Sir");
        assertRefused(pack + " is damaged, or not a tar.gz or tar.zst: ");

        Files.delete(pack);
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.COMMAND_LINE))
                .hasMessage(pack + " does not exist");
        Files.createFile(pack);
    }

    static Stream<Arguments> others() throws IOException {
        byte[] archive = tar(tar -> add(tar, "acme/realm.json", TarConstants.LF_NORMAL, ""));
        String notPack = " is damaged, or not a tar.gz or tar.zst: ";
        return Stream.of(
                Arguments.of(new byte[0], notPack + "it is empty", "Copy it again"),
                Arguments.of(
                        bytes("PK\u0003\u0004"),
                        notPack + "it is a zip file",
                        "Unpack it, and give the archive's folder"),
                Arguments.of(bytes("BZh91AY"), notPack + "it is compressed by bzip2", "Unpack it"),
                Arguments.of(gzip(gzip(archive)), notPack + "it is compressed twice", "gunzip"),
                Arguments.of(packed("zstd", gzip(archive)), notPack + "it is compressed twice", "unzstd"),
                Arguments.of(gzip(bytes("PK\u0003\u0004")), notPack + "what was compressed is a zip file", "Unpack it"),
                Arguments.of(
                        gzip(bytes("age-encryption.org/v1\n-> X25519 x")),
                        notPack + "the compressed file is encrypted by age",
                        "gunzip"),
                Arguments.of(gzip(tar(tar -> {})), " is empty", "Give the pack"),
                Arguments.of(
                        gzip(tar(tar -> add(tar, "acme.tar.gz", TarConstants.LF_NORMAL, ""))),
                        " contains no archive: it has no realm.json and no user.json, but a packed file, acme.tar.gz",
                        "Unpack it, and give the packed file"),
                Arguments.of(
                        gzip(tar(tar -> {
                            add(tar, "out/acme.tar.zst.age", TarConstants.LF_NORMAL, "");
                            add(tar, "out/notes.txt", TarConstants.LF_NORMAL, "");
                        })),
                        " contains no archive: it has no realm.json and no user.json, but a packed file, acme.tar.zst.age",
                        "give the packed file"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("others")
    void whatIsAnotherFileIsToldByTheNameThatWasGiven(byte[] content, String problem, String remedy)
            throws IOException {
        Files.write(pack, content);

        assertRefused(pack + problem);
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.remedy()).contains(remedy));
    }

    @Test
    void whatFailsLaterNamesThePack() throws IOException {
        Files.write(pack, gzip(tar(tar -> add(tar, "acme/realm.json", TarConstants.LF_NORMAL, ""))));

        try (ArchiveFolder archive = open()) {
            assertThatThrownBy(() -> archive.reading(() -> {
                        throw new Failure(
                                ExitStatus.DAMAGED_ARCHIVE,
                                archive.path().resolve("realm.json") + " is damaged",
                                "Look at " + archive.path());
                    }))
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.remedy()).isEqualTo("Look at " + pack + "/acme"))
                    .hasMessage(pack + "/acme/realm.json is damaged");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private ArchiveFolder open() {
        return ArchiveFolder.open(pack, Optional.of(temporary), Identities.none());
    }

    private void assertRefused(String problem) throws IOException {
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.DAMAGED_ARCHIVE))
                .hasMessageContaining(problem)
                .hasMessageNotContainingAny("null", temporary.toString());
        assertThat(Folders.files(temporary)).isEmpty();
    }

    private static byte[] tar(Members members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            members.writeTo(tar);
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, byte type, String link) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(link);
        // How many bits mean nothing depends on the bytes.
        entry.setModTime(0);
        byte[] content = type == TarConstants.LF_NORMAL ? CONTENT : new byte[0];
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static byte[] gzip(byte[] tar) throws IOException {
        return packed("gzip", tar);
    }

    private static byte[] packed(String how, byte[] tar) throws IOException {
        if (how.equals("tar")) {
            return tar;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = how.equals("gzip") ? new GZIPOutputStream(bytes) : Compression.zstd(bytes)) {
            out.write(tar);
        }
        return bytes.toByteArray();
    }
}
