/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Contents;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.StoredFile;
import org.realmferry.archive.StoredFile.LocalFile;
import org.realmferry.archive.StoredFile.S3Object;
import org.realmferry.archive.disk.Cursor;
import org.realmferry.archive.disk.Written;
import org.realmferry.extract.files.FilesToCopy.ToCopy;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.ArchiveJournal.CopyDone;
import org.realmferry.run.Journal;

class FilesToCopyTest {
    private static final int MANY = 50_000;

    @TempDir
    private Path folder;

    @Test
    void eachOfManyComesWithWhatWasNotedOfItLast() {
        Path path = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.open(path)) {
            ArchiveJournal notes = ArchiveJournal.of(journal, "acme");
            LongStream.range(0, MANY).forEach(n -> notes.copied("uploads/" + path(n), done(n, "first")));
            LongStream.range(0, MANY / 2).forEach(n -> notes.copied("uploads/" + path(n), done(n, "last")));
        }
        try (Journal journal = Journal.open(path);
                FilesToCopy files = files(ArchiveJournal.of(journal, "acme"), 2L * MANY)) {
            assertThat(files.count()).isEqualTo(2L * MANY + 1);
            List<Runnable> units = new ArrayList<>();
            List<ToCopy> all = new ArrayList<>();
            files.units(units::add, all::add);
            assertThat(units).hasSizeLessThanOrEqualTo(10_000);
            units.forEach(Runnable::run);

            assertThat(all).hasSize(2 * MANY + 1);
            for (ToCopy file : all) {
                long n = file.task().attachmentId();
                Optional<CopyDone> before = n < MANY / 2
                        ? Optional.of(done(n, "last"))
                        : n < MANY ? Optional.of(done(n, "first")) : Optional.empty();
                assertThat(file.before()).as("%s", file.task()).isEqualTo(before);
                assertThat(file.task()).isEqualTo(task(path(n), n, file.task().subject()));
            }
        }
    }

    /** One file is named by two rows. */
    private FilesToCopy files(ArchiveJournal journal, long count) {
        return FilesToCopy.of(
                folder.resolve("to-copy"),
                each -> {
                    LongStream.range(0, count).forEach(n -> each.accept(task(path(n), n, "zerver_attachment " + n)));
                    each.accept(task(path(7), 7, "zerver_attachment 7 again"));
                },
                journal,
                UnaryOperator::identity);
    }

    @Test
    void ofManyThoseThatCollideAreFound() {
        try (FilesToCopy files = FilesToCopy.of(
                folder.resolve("to-copy"),
                each -> {
                    LongStream.range(0, MANY).forEach(n -> each.accept(task(path(n), n, "zerver_attachment " + n)));
                    each.accept(task(path(7).toUpperCase(Locale.ROOT), 1, "zerver_attachment again"));
                    each.accept(task(path(8) + "/below", 1, "zerver_attachment below"));
                },
                ArchiveJournal.none(),
                () -> path -> path.toLowerCase(Locale.ROOT))) {
            assertThat(files.colliding().keySet())
                    .extracting(FileTask::subject)
                    .containsExactlyInAnyOrder("zerver_attachment 7", "zerver_attachment below");
            assertThat(files.wanted()).isEqualTo(MANY);
        }
    }

    @Test
    void whatIsCopiedComesBackAsItWas() throws IOException {
        ArchiveLayout layout = new ArchiveLayout(folder.resolve("acme"));
        FileTime time = FileTime.from(Instant.parse("2026-01-02T03:04:05.123456789Z"));
        StoredFile object = new S3Object("b", 3, time, null, "\"e\"", Map.of("realm_id", "5"));
        try (CopiedFiles files = new CopiedFiles(layout, folder.resolve("copied"))) {
            for (int n = 0; n < MANY; n++) {
                FileRecord record = new FileRecord.Upload(path(n), 5, n, n % 2 == 0 ? null : "a@b", 5);
                files.add(FileSet.UPLOADS, new CopiedFiles.Copy(record, "row", new LocalFile(n, time), written(n)));
                FileRecord avatar = new FileRecord.Avatar(path(n), 5, n, "a@b", OptionalLong.of(n));
                files.add(FileSet.AVATARS, new CopiedFiles.Copy(avatar, "row", object, written(n)));
            }
            Path other = layout.root().resolve("uploads/other");
            Path own = layout.root().resolve("uploads/" + path(3));
            for (Path file : List.of(other, own)) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, "");
            }

            files.removeOthers();
            assertThat(other).doesNotExist();
            assertThat(own).exists();
            assertThat(files.contents())
                    .containsEntry(
                            FileSet.AVATARS,
                            new Contents.Files(MANY, LongStream.range(0, MANY).sum()));
            assertThat(files.writeRecords(FileSet.AVATARS).rows()).containsEntry("records", (long) MANY);
            assertThat(layout.records(FileSet.AVATARS)).content().contains("\"md5\" : \"\\\"e\\\"\"");
            List<String> paths = paths(files);
            assertThat(paths).hasSize(2 * MANY).isSortedAccordingTo(FileRecord::byCodePoint);
        }
    }

    private static List<String> paths(CopiedFiles files) {
        List<String> paths = new ArrayList<>();
        try (Cursor<Manifest.Entry> all = files.open()) {
            for (Manifest.Entry file = all.next(); file != null; file = all.next()) {
                paths.add(file.path());
            }
        }
        return paths;
    }

    private static String path(long n) {
        return "5/" + n % 97 + "/token-" + n + "/\ud83d\ude00 n";
    }

    private static FileTask task(String path, long id, String place) {
        FileRecord record = new FileRecord.Upload(path, 5, 67, null, 5);
        return new FileTask(FileSet.UPLOADS, "files/" + path, record, place, id, OptionalLong.of(id), false, "");
    }

    private static CopyDone done(long n, String version) {
        return new CopyDone(version, written(n));
    }

    private static Written written(long n) {
        return new Written(n, "sha of " + n);
    }
}
