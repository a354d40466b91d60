/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.S3Source;
import org.realmferry.sample.S3Server;

/** How S3 is named and reached; what is wrong with it is told before anything is written, and no key with it. */
@TestInstance(Lifecycle.PER_CLASS)
class S3OptionsIT {
    private static final String WRONG = "not-the-secret-of-s3";

    @AutoClose
    private S3Source source;

    private S3Server s3;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        source = S3Source.start(folder);
        s3 = source.s3();
    }

    @Test
    void everythingCanBeGivenByHandAndTheKeysByTheEnvironment() throws Exception {
        Path run = folder.resolve("by-hand");
        RunningCommand command = RunningCommand.start(
                folder,
                Map.of("AWS_ACCESS_KEY_ID", S3Server.key(), "AWS_SECRET_ACCESS_KEY", S3Server.secret()),
                RunningCommand.java(byHand(run, "--s3-path-style")));
        Ran ran = command.await();

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(run.resolve("lear/uploads/5/FowKHxpFHpIWDYSTck3khBfg/sched.txt"))
                .exists();
        for (String file : List.of("journal.jsonl", "run.json", "report.txt", "lear/realmferry.json")) {
            assertThat(Files.readString(run.resolve(file))).doesNotContain(S3Server.secret(), S3Server.key());
        }
    }

    @Test
    void withoutKeysNothingIsTried() throws Exception {
        RunningCommand command = RunningCommand.start(
                folder,
                Map.of("AWS_EC2_METADATA_DISABLED", "true", "HOME", folder.toString()),
                RunningCommand.java(byHand(folder.resolve("keyless"))));
        Ran ran = command.await();

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err()).contains("there are no keys for S3", "AWS_ACCESS_KEY_ID");
        assertThat(folder.resolve("keyless")).doesNotExist();
    }

    @Test
    void aWrongSecretIsToldAndNotShown() throws IOException {
        Path config = configuration("s3_secret_key = .*", "s3_secret_key = " + WRONG);

        Ran ran = Ran.command(List.of(
                "export",
                "--database",
                source.database().server().uri(source.database().database()),
                "--zulip-config",
                config.toString(),
                "--realm",
                "lear",
                "--output",
                folder.resolve("wrong").toString()));

        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.err())
                .contains("the bucket zulip-uploads", "SignatureDoesNotMatch", "s3_secret_key in Zulip's")
                .doesNotContain(WRONG);
        assertThat(folder.resolve("wrong")).doesNotExist();
    }

    private Path configuration(String pattern, String instead) throws IOException {
        Path secrets = source.configuration(s3.endpoint().toString()).resolve("zulip-secrets.conf");
        Path config = Files.createDirectories(folder.resolve("etc-wrong"));
        Files.copy(secrets.resolveSibling("settings.py"), config.resolve("settings.py"));
        Files.writeString(
                config.resolve("zulip-secrets.conf"), Files.readString(secrets).replaceAll(pattern, instead));
        return config;
    }

    @Test
    void aBucketThatIsNotThereIsTold() throws IOException {
        Ran ran = source.export(folder.resolve("none"), "--realm", "lear", "--s3-uploads-bucket", "no-such-bucket");

        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.err()).contains("the bucket no-such-bucket", "NoSuchBucket", "--s3-uploads-bucket");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() throws IOException {
        Ran ran = source.export(
                folder.resolve("both"),
                "--realm",
                "lear",
                "--uploads",
                folder.toString(),
                "--s3-region",
                "eu-central-1",
                "--file-jobs",
                "0",
                "--max-bandwidth",
                "fast",
                "--max-requests",
                "-1",
                "--work-mem",
                "1K");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains(
                        "--uploads and --s3 options are both given",
                        "--file-jobs 0 is not a number from 1 to 256",
                        "--max-bandwidth fast is not a number of bytes",
                        "--max-requests -1 is not a number",
                        "--work-mem 1K is not a size of at least 64K");
    }

    @Test
    void anAddressWithAPasswordIsRefusedAndNotShown() throws IOException {
        Ran ran = source.export(
                folder.resolve("url"), "--realm", "lear", "--s3-endpoint", "https://name:hidden@s3.example.com");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("--s3-endpoint is not an S3 URL").doesNotContain("hidden");
    }

    @Test
    void aNameThatIsNoBucketIsRefused() throws IOException {
        Ran ran = source.export(folder.resolve("name"), "--realm", "lear", "--s3-avatars-bucket", "s3://avatars");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("--s3-avatars-bucket s3://avatars is not the name of a bucket");
    }

    private List<String> byHand(Path run, String... others) {
        List<String> words = new ArrayList<>(List.of(
                "export",
                "--database",
                source.database().server().uri(source.database().database()),
                "--s3-uploads-bucket",
                S3Server.UPLOADS,
                "--s3-avatars-bucket",
                S3Server.AVATARS,
                "--s3-endpoint",
                s3.endpoint().toString(),
                "--avatar-salt-file",
                source.database().salt().toString(),
                "--realm",
                "lear",
                "--output",
                run.toString()));
        words.addAll(List.of(others));
        return words;
    }
}
