/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Secret;
import org.realmferry.archive.AvatarNames;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.StoredFile.S3Object;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.run.Journal;
import org.realmferry.run.work.Workers;
import org.realmferry.sample.S3Server;
import org.realmferry.store.FileStore.Found;
import org.realmferry.store.FileTarget;
import org.realmferry.store.Limits;
import org.realmferry.store.LocalTarget;
import org.realmferry.store.S3Address;
import org.realmferry.store.S3Buckets;
import org.realmferry.store.S3Target;

class ImportedFilesIT {
    private static final byte[] KEY = "key of a run".getBytes(StandardCharsets.UTF_8);
    private static final long REALM = 2;
    private static final AvatarNames NAMES = new AvatarNames(AvatarNames.Naming.BY_VERSION, new Secret("salt"));
    private static final String A = "5/c8/H8XjzrWBquJ46VM7Nf5-LUe0/a.txt";
    private static final String B = "5/c8/eW0Mk43uXOpsCOQNHdQ8PB62/b.txt";
    private static final String HASH = "0ab2c7c0ffc455b6ab3b57bb9a1842ed0a659729";

    @TempDir
    private Path folder;

    private Path uploads = Path.of("");
    private SmallArchive archive = new SmallArchive(Path.of(""));
    private Findings findings = new Findings();

    @BeforeEach
    void begin() throws IOException {
        uploads = Files.createDirectory(folder.resolve("uploads"));
        archive = new SmallArchive(folder.resolve("archive"));
    }

    private static Owners.Owner owner(long user) {
        return new Owners.Owner(user + 1000, "x@example.com", 4, user < 100);
    }

    private static final Owners OWNERS = new Owners() {
        @Override
        public Owner of(long user) {
            return owner(user);
        }

        @Override
        public Owner first() {
            return owner(1);
        }
    };

    private interface Work {
        void addTo(ImportedFiles files, Workers<Workers.Resource> workers);
    }

    /** One attempt; gives how many bytes it wrote. */
    private long attempt(ArchiveLocation place, FileTarget target, Work work) {
        findings = new Findings();
        try (Journal journal = Journal.open(folder.resolve("journal.jsonl"))) {
            var run = new ImportedFiles.Run(place, new CopyJournal(journal, "acme"), findings, folder.resolve("list"));
            var paths = new NewPaths(
                    REALM, new UploadPaths(REALM, target.spreadsUploads(), KEY), new AvatarPaths(REALM, NAMES));
            try (ImportedFiles files = ImportedFiles.read(run, paths, OWNERS, target)) {
                Workers<Workers.Resource> workers = new Workers<>();
                work.addTo(files, workers);
                workers.work(1, 3, () -> () -> {});
                return files.bytes();
            }
        }
    }

    private LocalTarget target() {
        return LocalTarget.at(uploads, Limits.NONE);
    }

    private long copy(ArchiveLocation place) {
        return attempt(place, target(), (files, workers) -> files.addCopying(workers, "acme", 3));
    }

    private void remove(ArchiveLocation place) {
        attempt(place, target(), (files, workers) -> files.addRemoval(workers, "acme", 3));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(uploads)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> uploads.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static String upload(String path) {
        return "files/" + new UploadPaths(REALM, true, KEY).of(path);
    }

    private static String avatar(AvatarPaths.Kind kind) {
        return "avatars/" + new AvatarPaths(REALM, NAMES).of(1050, "x@example.com", 4, kind);
    }

    @Test
    void eachFileComesToItsNewPath() throws IOException {
        copy(archive.with(FileSet.UPLOADS, A, "hello")
                .with(FileSet.AVATARS, "5/" + HASH + ".png", "small")
                .with(FileSet.AVATARS, "5/" + HASH + "-medium.png", "medium")
                .with(FileSet.EMOJI, "5/emoji/images/1.png", "emoji")
                .with(FileSet.REALM_ICONS, "5/icon.png", "icon")
                .write());

        assertThat(findings.sorted()).isEmpty();
        assertThat(files())
                .containsExactlyInAnyOrder(
                        upload(A),
                        avatar(AvatarPaths.Kind.SMALL),
                        avatar(AvatarPaths.Kind.MEDIUM),
                        "avatars/2/emoji/images/1.png",
                        "avatars/2/realm/icon.png");
        assertThat(uploads.resolve(upload(A))).hasContent("hello");
    }

    @Test
    void whatIsThereIsNotCopiedAgain() throws IOException {
        ArchiveLocation place = archive.with(FileSet.UPLOADS, A, "hello")
                .with(FileSet.UPLOADS, B, "you")
                .write();
        assertThat(copy(place)).isEqualTo(8);

        assertThat(copy(place)).isZero();
        Files.delete(uploads.resolve(upload(B)));
        assertThat(copy(place)).isEqualTo(3);
        Files.writeString(uploads.resolve(upload(A)), "hell");
        assertThat(copy(place)).isEqualTo(5);
        assertThat(uploads.resolve(upload(A))).hasContent("hello");
    }

    @Test
    void whatTheArchiveHasOtherwiseNowIsCopiedAgain() throws IOException {
        copy(archive.with(FileSet.UPLOADS, A, "hello").writeWithManifest());

        ArchiveLocation other = new SmallArchive(folder.resolve("archive"))
                .with(FileSet.UPLOADS, A, "hullo")
                .writeWithManifest();

        assertThat(copy(other)).isEqualTo(5);
        assertThat(uploads.resolve(upload(A))).hasContent("hullo");
        assertThat(copy(other)).isZero();
    }

    @Test
    void whatNobodyNotedIsCopiedAgain() throws IOException {
        ArchiveLocation place = archive.with(FileSet.UPLOADS, A, "hello").write();
        copy(place);
        Files.delete(folder.resolve("journal.jsonl"));

        assertThat(copy(place)).isEqualTo(5);
    }

    @Test
    void aMissingFileIsAFinding() throws IOException {
        copy(archive.with(FileSet.UPLOADS, A, "hello")
                .withRecord(FileSet.UPLOADS, B, "")
                .withRecord(FileSet.AVATARS, "5/" + HASH + ".original", "")
                .write());

        assertThat(files()).containsExactly(upload(A));
        assertThat(findings.sorted())
                .extracting(Finding::kind, Finding::realm, Finding::place)
                .containsExactly(
                        tuple("missing-file", "acme", "avatars/5/" + HASH + ".original"),
                        tuple("missing-file", "acme", "uploads/" + B));
    }

    @Test
    void aDamagedFileEndsTheImportAndIsNotThere() throws IOException {
        ArchiveLocation place = archive.with(FileSet.UPLOADS, A, "hello").writeWithManifest();
        assertThat(copy(place)).isEqualTo(5);
        remove(place);
        Files.writeString(place.layout().file(FileSet.UPLOADS, A), "hullo");

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> copy(place))
                .satisfies(e -> assertThat(e.status()).isEqualTo(ExitStatus.DAMAGED_ARCHIVE))
                .withMessageContaining("SHA-256");
        assertThat(files()).isEmpty();
    }

    @Test
    void aPathThatLeadsOutsideIsRefused() throws IOException {
        copy(archive.with(FileSet.UPLOADS, A, "hello")
                .withRecord(FileSet.UPLOADS, "5/../../secret", "")
                .withRecord(FileSet.EMOJI, "/etc/passwd", "")
                .write());

        assertThat(files()).containsExactly(upload(A));
        assertThat(findings.sorted()).extracting(Finding::kind).containsExactly("refused-file", "refused-file");
    }

    @Test
    void aLinkInTheArchiveIsNotFollowed() throws IOException {
        ArchiveLocation place = archive.withRecord(FileSet.UPLOADS, A, "").write();
        Path link = place.layout().file(FileSet.UPLOADS, A);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Files.writeString(folder.resolve("secret"), "secret"));

        assertThatExceptionOfType(Failure.class).isThrownBy(() -> copy(place)).withMessageContaining("symbolic link");
        assertThat(files()).isEmpty();
    }

    @Test
    void removalTakesAllThatWasWrittenAndNothingElse() throws IOException {
        ArchiveLocation place = archive.with(FileSet.UPLOADS, A, "hello")
                .with(FileSet.AVATARS, "5/" + HASH + ".original", PicturesTest.wide("png", 40, 30), "")
                .with(FileSet.EMOJI, "5/emoji/images/1.gif", PicturesTest.gif(2), "")
                .write();
        Files.createDirectories(uploads.resolve("files/9"));
        Files.writeString(uploads.resolve("files/9/other"), "another realm's");
        copy(place);
        assertThat(files()).hasSize(7);
        Path thumbnail = uploads.resolve(upload(A).replaceFirst("files/", "files/thumbnail/") + "/840x560.webp");
        Files.createDirectories(thumbnail.getParent());
        Files.writeString(thumbnail, "made when somebody looked");

        remove(place);
        assertThat(files()).containsExactly("files/9/other");
        remove(place);
    }

    @Test
    void missingSizesAreMade() throws IOException {
        copy(archive.with(FileSet.AVATARS, "5/" + HASH + ".original", PicturesTest.wide("jpg", 640, 480), "")
                .with(FileSet.AVATARS, "5/" + HASH + ".png", "small")
                .with(FileSet.EMOJI, "5/emoji/images/1.gif", PicturesTest.gif(2), "")
                .with(FileSet.EMOJI, "5/emoji/images/2.gif", PicturesTest.gif(1), "")
                .write());

        assertThat(findings.sorted()).isEmpty();
        assertThat(ImageIO.read(uploads.resolve(avatar(AvatarPaths.Kind.MEDIUM)).toFile())
                        .getWidth())
                .isEqualTo(500);
        assertThat(uploads.resolve(avatar(AvatarPaths.Kind.SMALL))).hasContent("small");
        assertThat(ImageIO.read(uploads.resolve("avatars/2/emoji/images/still/1.png")
                                .toFile())
                        .getWidth())
                .isEqualTo(64);
        assertThat(uploads.resolve("avatars/2/emoji/images/still/2.png")).doesNotExist();
    }

    @Test
    void aPictureOfAnotherFormatIsShownAsItIs() throws IOException {
        copy(archive.with(FileSet.AVATARS, "5/" + HASH + ".original", "RIFF....WEBP")
                .write());

        assertThat(uploads.resolve(avatar(AvatarPaths.Kind.MEDIUM))).hasContent("RIFF....WEBP");
        assertThat(findings.sorted()).extracting(Finding::kind).containsExactly("picture-not-made", "picture-not-made");
    }

    @Test
    void aPictureThatClaimsTooManyPixelsIsNotDecoded() throws IOException {
        byte[] bomb = PicturesTest.pngThatClaims(60_000, 60_000);
        copy(archive.with(FileSet.AVATARS, "5/" + HASH + ".original", bomb, "").write());

        assertThat(files()).containsExactly(avatar(AvatarPaths.Kind.ORIGINAL));
        assertThat(findings.sorted())
                .extracting(Finding::message)
                .allMatch(message -> message.contains("60000 x 60000 pixels"));
    }

    @Test
    void picturesOfSystemBotsStayTheServers() throws IOException {
        archive.with(FileSet.AVATARS, "5/" + HASH + ".png", "small");
        ArchiveLocation place = archive.write();
        Path records = place.layout().records(FileSet.AVATARS);
        Files.writeString(
                records, Files.readString(records).replace("\"user_profile_id\": 50", "\"user_profile_id\": 100"));

        copy(place);

        assertThat(files()).isEmpty();
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void theRecordTellsThePicturesVersionWhereItDoes() throws IOException {
        copy(archive.with(
                        FileSet.AVATARS,
                        "5/" + HASH + ".png",
                        "x".getBytes(StandardCharsets.UTF_8),
                        ", \"avatar_version\": \"3\"")
                .write());

        assertThat(files())
                .containsExactly("avatars/"
                        + new AvatarPaths(REALM, NAMES).of(1050, "x@example.com", 3, AvatarPaths.Kind.SMALL));
    }

    @Test
    void objectsInS3HaveTheirNewOwnerAndRealm() throws IOException {
        ArchiveLocation place = archive.with(
                        FileSet.UPLOADS,
                        A,
                        "hello".getBytes(StandardCharsets.UTF_8),
                        ", \"last_modified\": 1795377512.2704892, \"content_type\": \"text/x-log\"")
                .with(FileSet.AVATARS, "5/" + HASH + ".original", PicturesTest.wide("png", 40, 30), "")
                .write();
        try (S3Server s3 = S3Server.start();
                S3Target target = S3Target.at(address(s3), 3, Limits.NONE);
                S3Buckets buckets = S3Buckets.at(address(s3), 1, Limits.NONE)) {
            Work copying = (files, workers) -> files.addCopying(workers, "acme", 3);
            assertThat(attempt(place, target, copying)).isPositive();
            assertThat(attempt(place, target, copying)).isZero();

            S3Object upload = object(buckets, "files/" + new UploadPaths(REALM, false, KEY).of(A));
            assertThat(upload.contentType()).isEqualTo("text/x-log");
            assertThat(upload.metadata())
                    .containsOnly(
                            Map.entry("user_profile_id", "1050"),
                            Map.entry("realm_id", "2"),
                            Map.entry("orig_last_modified", "1795377512.2704892"));
            S3Object avatar = object(buckets, avatar(AvatarPaths.Kind.MEDIUM));
            assertThat(avatar.contentType()).isEqualTo("image/png");
            assertThat(avatar.metadata()).containsEntry("avatar_version", "4");

            attempt(place, target, (files, workers) -> files.addRemoval(workers, "acme", 3));
            assertThat(s3.keys(S3Server.UPLOADS)).isEmpty();
            assertThat(s3.keys(S3Server.AVATARS)).isEmpty();
        }
    }

    private static S3Address address(S3Server s3) {
        return new S3Address(
                S3Server.UPLOADS,
                S3Server.AVATARS,
                Optional.of(s3.endpoint()),
                Optional.of("us-east-1"),
                true,
                Optional.of(new S3Address.Keys(S3Server.key(), new Secret(S3Server.secret()))));
    }

    private static S3Object object(S3Buckets buckets, String key) {
        return (S3Object) ((Found) buckets.look(key)).file();
    }

    @Test
    void ofThousandsOfRecordsEachIsCopiedOnce() throws IOException {
        for (int i = 0; i < 20_000; i++) {
            archive.withRecord(FileSet.UPLOADS, "5/" + i + "/a.txt", "");
        }
        for (int i = 0; i < 500; i++) {
            archive.with(FileSet.EMOJI, "5/emoji/images/" + i + ".png", "x")
                    .withRecord(FileSet.EMOJI, "5/emoji/images/" + i + ".png", "");
        }
        ArchiveLocation place = archive.write();

        assertThat(copy(place)).isEqualTo(500);
        assertThat(findings.sorted()).hasSize(20_000);
        assertThat(copy(place)).isZero();
    }
}
