/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.realmferry.Checksum;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Secret;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.StoredFile.S3Object;
import org.realmferry.archive.disk.Written;
import org.realmferry.sample.S3Server;
import org.realmferry.store.FileStore.Found;
import org.realmferry.store.FileTarget.Metadata;
import org.realmferry.store.FileTarget.Stored;

@TestInstance(Lifecycle.PER_CLASS)
class S3TargetIT {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final int LARGE = 20 << 20;

    @AutoClose
    private S3Server s3;

    @AutoClose
    private S3Target target;

    @BeforeAll
    void start() {
        s3 = S3Server.start();
        target = S3Target.at(address(S3Server.UPLOADS), 4, Limits.NONE);
    }

    private S3Address address(String uploads) {
        return new S3Address(
                uploads,
                S3Server.AVATARS,
                Optional.of(s3.endpoint()),
                Optional.of("us-east-1"),
                true,
                Optional.of(new S3Address.Keys(S3Server.key(), new Secret(S3Server.secret()))));
    }

    private Written write(FileSet set, String path, Metadata metadata, byte[] content) throws IOException {
        return target.write(set, path, metadata, new ByteArrayInputStream(content), content.length);
    }

    private S3Object object(String key) {
        try (S3Buckets buckets = S3Buckets.at(address(S3Server.UPLOADS), 1, Limits.NONE)) {
            return (S3Object) ((Found) buckets.look(key)).file();
        }
    }

    @Test
    void anObjectHasItsTypeAndMetadata() throws IOException {
        Metadata metadata = new Metadata(
                Optional.of("text/x-special"),
                Map.of("user_profile_id", "7", "realm_id", "2", "orig_last_modified", "1795377512.2704892"));

        assertThat(write(FileSet.UPLOADS, "2/token/é.txt", metadata, HELLO))
                .isEqualTo(new Written(5, Checksum.of(HELLO)));

        assertThat(object("files/2/token/é.txt").contentType()).isEqualTo("text/x-special");
        assertThat(object("files/2/token/é.txt").metadata()).isEqualTo(metadata.values());
        assertThat(s3.get(S3Server.UPLOADS, "2/token/é.txt")).isEqualTo(HELLO);
    }

    @Test
    void theNameTellsTheTypeWhereNothingElseDoes() throws IOException {
        write(FileSet.AVATARS, "2/typed.png", Metadata.NONE, HELLO);
        write(FileSet.AVATARS, "2/typed.original", Metadata.NONE, HELLO);

        assertThat(object("avatars/2/typed.png").contentType()).isEqualTo("image/png");
        assertThat(object("avatars/2/typed.original").contentType()).isEqualTo("application/octet-stream");
    }

    @Test
    void aLargeObjectComesInParts() throws IOException {
        byte[] large = new byte[LARGE];
        new Random(1).nextBytes(large);

        Written written = write(FileSet.UPLOADS, "2/large/a.bin", Metadata.NONE, large);

        assertThat(written).isEqualTo(new Written(LARGE, Checksum.of(large)));
        assertThat(Checksum.of(s3.get(S3Server.UPLOADS, "2/large/a.bin"))).isEqualTo(written.sha256());
        assertThat(object("files/2/large/a.bin").etag()).contains("-3");
    }

    @Test
    void anEmptyObjectIsOneToo() throws IOException {
        assertThat(write(FileSet.UPLOADS, "2/empty/a", Metadata.NONE, new byte[0])
                        .bytes())
                .isZero();
        assertThat(target.stat(FileSet.UPLOADS, "2/empty/a")).contains(new Stored(0));
    }

    @Test
    void contentOfAnotherSizeIsNotWritten() {
        for (long size : new long[] {4, 6, 10L << 20}) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> target.write(
                            FileSet.UPLOADS, "2/cut/a", Metadata.NONE, new ByteArrayInputStream(HELLO), size))
                    .withMessageContaining("in place of");
        }
        assertThat(target.stat(FileSet.UPLOADS, "2/cut/a")).isEmpty();
    }

    @Test
    void whatIsWrittenCanBeReadAndRemoved() throws IOException {
        write(FileSet.EMOJI, "2/emoji/images/1.png", Metadata.NONE, HELLO);

        try (InputStream in = target.read(FileSet.EMOJI, "2/emoji/images/1.png")) {
            assertThat(in).hasContent("hello");
        }
        target.remove(FileSet.EMOJI, "2/emoji/images/1.png");
        target.remove(FileSet.EMOJI, "2/emoji/images/1.png");
        assertThat(target.stat(FileSet.EMOJI, "2/emoji/images/1.png")).isEmpty();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> target.read(FileSet.EMOJI, "2/emoji/images/1.png"));
    }

    @Test
    void aFolderIsRemovedWithAllThatIsInItAndNoMore() throws IOException {
        write(FileSet.UPLOADS, "thumbnail/7/a.png/1.webp", Metadata.NONE, HELLO);
        write(FileSet.UPLOADS, "thumbnail/7/a.png/2.webp", Metadata.NONE, HELLO);
        write(FileSet.UPLOADS, "thumbnail/7/a.png2/1.webp", Metadata.NONE, HELLO);

        target.removeFolder(FileSet.UPLOADS, "thumbnail/7/a.png");
        target.removeFolder(FileSet.UPLOADS, "thumbnail/7/a.png");

        assertThat(s3.keys(S3Server.UPLOADS))
                .filteredOn(key -> key.startsWith("thumbnail/"))
                .containsExactly("thumbnail/7/a.png2/1.webp");
    }

    @Test
    void bucketsThatCanBeWrittenAreNotChanged() {
        assertThatCode(() -> target.require(1)).doesNotThrowAnyException();
        assertThat(s3.keys(S3Server.UPLOADS)).noneMatch(key -> key.contains("probe"));
    }

    @Test
    void aBucketThatIsNotThereIsToldBeforehand() {
        try (S3Target other = S3Target.at(address("no-bucket"), 1, Limits.NONE)) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> other.require(1))
                    .withMessageStartingWith("can't write to the bucket no-bucket at http://")
                    .withMessageContaining("NoSuchBucket")
                    .satisfies(e -> assertThat(e.status()).isEqualTo(ExitStatus.TARGET))
                    .satisfies(e -> assertThat(e.mayPass()).isFalse());
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> other.inspect(1))
                    .satisfies(e -> assertThat(e.status()).isEqualTo(ExitStatus.TARGET));
        }
        assertThatCode(() -> target.inspect(1)).doesNotThrowAnyException();
    }

    @Test
    void aStoreThatIsNotThereMayComeBack() {
        S3Address nowhere = new S3Address(
                S3Server.UPLOADS,
                S3Server.AVATARS,
                Optional.of(URI.create("http://127.0.0.1:1")),
                Optional.empty(),
                true,
                address(S3Server.UPLOADS).keys());
        Limits impatient = new Limits(OptionalLong.empty(), OptionalLong.empty(), Duration.ofSeconds(1));

        try (S3Target other = S3Target.at(nowhere, 1, impatient)) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> other.require(1))
                    .satisfies(e -> assertThat(e.mayPass()).isTrue());
        }
    }

    @Test
    void aKeyThatIsTooLongIsRefused() {
        assertThat(target.objection("2/" + "é".repeat(600))).contains("it is too long for a key of S3");
        assertThat(target.objection("2/token/é.txt")).isEmpty();
    }
}
