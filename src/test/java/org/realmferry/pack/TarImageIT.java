/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.sample.ChildProcess;

/** A tar that is nowhere as a whole, as the real tar program reads it. */
class TarImageIT {
    @TempDir
    private Path folder;

    private Path source;
    private final SortedMap<String, Long> files = new TreeMap<>();

    @BeforeEach
    void write() throws IOException {
        source = Files.createDirectory(folder.resolve("acme"));
        String deep = "a-rather-long-name-of-a-folder/".repeat(12);
        file("realm.json", 3000);
        file("empty", 0);
        file("uploads/2/ab/block.bin", 512);
        file("uploads/2/ab/block-and-one.bin", 513);
        file("uploads/2-b/x", 1);
        file("uploads/2/zażółć gęślą/ĳ🚢.txt", 100);
        file("uploads/" + "n".repeat(99) + "/" + "m".repeat(255), 2000);
        file(deep + "ü".repeat(120), 700);
    }

    private void file(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new SplittableRandom(bytes).nextBytes(content);
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        files.put(name, (long) bytes);
    }

    @Test
    void tarUnpacksTheFolder() throws IOException {
        Path tar = Files.write(folder.resolve("acme.tar"), bytes(0, image().size()));
        Path target = Files.createDirectory(folder.resolve("target"));

        ChildProcess unpacked = ChildProcess.run("tar", "-xf", tar.toString(), "-C", target.toString());

        assertThat(unpacked.text()).isEmpty();
        assertThat(ChildProcess.run(
                        "diff", "-r", source.toString(), target.resolve("acme").toString()))
                .isEqualTo(new ChildProcess(0, ""));
        assertThat(ChildProcess.run("find", target.resolve("acme").toString(), "-perm", "/077")
                        .text())
                .isEmpty();
    }

    @Test
    void anyStretchIsThatOfTheWhole() throws IOException {
        TarImage image = image();
        byte[] whole = bytes(0, image.size());
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 500; i++) {
            int from = random.nextInt(whole.length);
            int to = from + random.nextInt(Math.min(3000, whole.length - from) + 1);
            assertThat(bytes(from, to)).as("from %d to %d", from, to).isEqualTo(Arrays.copyOfRange(whole, from, to));
        }
    }

    /** Larger than the eleven octal digits of a plain header can say. */
    @Test
    void aFileOfNineGibibytesHasItsSize() throws IOException {
        long size = 9L << 30;
        try (RandomAccessFile sparse =
                new RandomAccessFile(source.resolve("uploads/film").toFile(), "rw")) {
            sparse.setLength(size);
        }
        files.clear();
        files.put("film", size);
        TarImage image = new TarImage(source.resolve("uploads"), files);
        ByteArrayOutputStream begin = new ByteArrayOutputStream();
        image.write(0, 10_000, begin);

        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(begin.toByteArray()))) {
            assertThat(tar.getNextEntry().getName()).isEqualTo("uploads/");
            TarArchiveEntry film = tar.getNextEntry();
            assertThat(film.getName()).isEqualTo("uploads/film");
            assertThat(film.getSize()).isEqualTo(size);
        }
        assertThat(image.size()).isGreaterThan(size);
    }

    @Test
    void aFileThatGotShorterIsToldAndNotMadeUp() throws IOException {
        TarImage image = image();
        Files.write(source.resolve("realm.json"), new byte[10]);

        assertThatThrownBy(() -> image.write(0, image.size(), new ByteArrayOutputStream()))
                .isInstanceOf(IOException.class)
                .hasMessage(source.resolve("realm.json") + " is shorter than it was");
    }

    private TarImage image() {
        return new TarImage(source, files);
    }

    private byte[] bytes(long from, long to) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        image().write(from, to, bytes);
        return bytes.toByteArray();
    }
}
