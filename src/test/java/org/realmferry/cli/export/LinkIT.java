/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.Folders;

/** {@code --link}: hard links to attachments where the file system has them. */
@ExtendWith(SharedSource.class)
class LinkIT {
    private final SourceServer source;

    @TempDir
    private Path folder;

    LinkIT(SourceServer source) {
        this.source = source;
    }

    @Test
    void attachmentsAreLinksAndPicturesWhichZulipWritesAgainAreCopies() throws IOException {
        Path uploads = source.copyUploads(folder.resolve("uploads"));
        Path copied = export(uploads, folder.resolve("copied"));
        Path linked = export(uploads, folder.resolve("linked"), "--link");

        SameFiles.assertSame(copied, linked);
        for (Path file : attachments(linked)) {
            Path own =
                    uploads.resolve("files").resolve(linked.resolve("uploads").relativize(file));
            assertThat(Files.isSameFile(file, own)).as("%s", file).isTrue();
        }
        for (String set : List.of("avatars", "emoji", "realm_icons")) {
            assertThat(Folders.files(linked.resolve(set)))
                    .allSatisfy(file -> assertThat(links(file)).isEqualTo(1));
        }
        assertThat(Ran.command(List.of("verify", linked.toString())).status()).isZero();
    }

    @Test
    void aRefreshOfLinksKeepsThemAndLinksWhatIsNew() throws IOException {
        Path uploads = source.copyUploads(folder.resolve("uploads"));
        Path archive = export(uploads, folder.resolve("run"), "--link");
        Path replaced = attachments(archive).get(0);
        Path own = uploads.resolve("files").resolve(archive.resolve("uploads").relativize(replaced));
        Files.delete(own);
        String restored = "restored from a backup " + "x".repeat((int) Files.size(replaced));
        restored = restored.substring(0, (int) Files.size(replaced));
        Files.writeString(own, restored);

        Ran ran = Ran.command(List.of("refresh", folder.resolve("run").toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(replaced).hasContent(restored);
        assertThat(attachments(archive))
                .allSatisfy(file -> assertThat(links(file)).isEqualTo(2));
        assertThat(new RunFolder(folder.resolve("run")).leftovers()).isEmpty();
    }

    @Test
    void onAnotherFileSystemFilesAreCopiedAndItIsSaid() throws IOException {
        Path elsewhere = Path.of("/dev/shm");
        if (!Files.isWritable(elsewhere) || Files.getFileStore(elsewhere).equals(Files.getFileStore(folder))) {
            String problem = "NOT TESTED: links to another file system, because there is none here";
            System.err.println(problem);
            Assumptions.abort(problem);
        }
        Path target = Files.createTempDirectory(elsewhere, "realmferry");
        try {
            Ran ran = Ran.command(source.export(target.resolve("run"), "--link"));

            assertThat(ran.status()).as(ran.text()).isZero();
            assertThat(ran.err()).contains("--link: ", " is on another file system; files are copied");
            assertThat(attachments(target.resolve("run/acme")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(links(file)).isEqualTo(1));
        } finally {
            Folders.delete(target);
        }
    }

    @Test
    void aServerWithItsFilesInS3HasNothingToLink() {
        List<String> words = source.export(folder.resolve("run"), "--link");
        int uploads = words.indexOf("--uploads");
        words.set(uploads, "--s3-uploads-bucket");
        words.set(uploads + 1, "uploads");
        words.addAll(List.of("--s3-avatars-bucket", "avatars"));

        Ran ran = Ran.command(words);

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("--link is given, but the server keeps its files in S3");
    }

    private Path export(Path uploads, Path run, String... more) {
        Ran ran = Ran.command(source.export(SourceServer.DATABASE, uploads, run, more));
        assertThat(ran.status()).as(ran.text()).isZero();
        return run.resolve("acme");
    }

    private static List<Path> attachments(Path archive) throws IOException {
        List<Path> files = Folders.files(archive.resolve("uploads")).stream()
                .filter(file -> !file.endsWith("records.json"))
                .toList();
        assertThat(files).isNotEmpty();
        return files;
    }

    private static int links(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:nlink");
    }
}
