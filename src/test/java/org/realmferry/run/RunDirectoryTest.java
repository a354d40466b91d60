/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.run.RunDirectory.Opening;
import org.realmferry.run.RunDirectory.Request;

class RunDirectoryTest {
    private static final String TEMPORARY = ".tmp-0123abcd-1";
    private static final String LONG = ("d".repeat(200) + "/").repeat(12);

    @TempDir
    private Path folder;

    private Path root() {
        return folder.resolve("run");
    }

    private RunDirectory open(Opening opening) {
        return RunDirectory.open(root(), new Request(Map.of(), List.of()), opening);
    }

    @Test
    void whatAKilledProcessLeftGoesAndFilesOfThatNameStay() throws IOException {
        open(Opening.RESUME).close();
        List<Path> ofUsers = new ArrayList<>();
        List<Path> left = new ArrayList<>(List.of(file(""), file(".messages/acme/"), file(".ids/users/acme/")));
        for (String archive :
                List.of("acme/", "uploads/", ".plain/emoji/", "users/avatars/uploads/", "users/acme/x/")) {
            left.add(file(archive));
            ofUsers.add(file(archive + "uploads/"));
            ofUsers.add(file(archive + "uploads/1/ab/cd/"));
            ofUsers.add(file(archive + "avatars/1/"));
        }

        open(Opening.RESUME).close();

        assertThat(left).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(ofUsers).allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void nothingOfAFinishedRunGoes() throws IOException {
        try (RunDirectory run = open(Opening.RESUME)) {
            run.finish(Set.of());
        }
        List<Path> files = List.of(file(""), file("acme/"), file("acme/uploads/"));

        open(Opening.RESUME).close();

        assertThat(files).allSatisfy(file -> assertThat(file).exists());
    }

    /** Also for root, who may read everything, but no path longer than the kernel takes. */
    @Test
    void aFolderThatCanNotBeReadIsNamed() throws IOException {
        open(Opening.RESUME).close();
        Path top = root().resolve("acme/deep");
        Path other = folder.resolve("other");
        Path bottom = Files.createDirectories(top.resolve(LONG)).resolve("more");
        Files.createDirectories(other.resolve(LONG));
        Files.move(other, bottom);
        try {
            assertThatThrownBy(() -> open(Opening.RESUME))
                    .isInstanceOfSatisfying(Failure.class, RunDirectoryTest::isOfTheTarget)
                    .hasMessageStartingWith("can't read " + top)
                    .hasMessageContaining("name too long");
            assertThatThrownBy(() -> PrivateFiles.delete(top)).isInstanceOf(FileSystemException.class);
        } finally {
            Files.move(bottom, other);
        }
    }

    private static void isOfTheTarget(Failure failure) {
        assertThat(failure.status()).isEqualTo(ExitStatus.TARGET);
    }

    private Path file(String in) throws IOException {
        Path file = root().resolve(in + TEMPORARY);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, in);
    }
}
