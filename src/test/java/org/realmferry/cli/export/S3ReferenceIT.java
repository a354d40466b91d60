/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.Ran;
import org.realmferry.cli.S3Source;
import org.realmferry.cli.SameFiles;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.Folders;
import org.realmferry.sample.S3Server;

/** Our exports of a real server with its files in S3, beside those that Zulip itself made of it. */
@TestInstance(Lifecycle.PER_CLASS)
class S3ReferenceIT {
    /** The moment in which an object was put again, and what Zulip draws at random for an export of some modes. */
    private static final String[] OTHERWISE = {
        "uploads.last_modified",
        "avatars.last_modified",
        "emoji.last_modified",
        "realm_icons.last_modified",
        "zerver_subscription.color",
        "zerver_userprofile.delivery_email",
        "zerver_userprofile_mirrordummy.delivery_email"
    };

    private static final String[] PUT_AGAIN = {
        "uploads.last_modified", "avatars.last_modified", "emoji.last_modified", "realm_icons.last_modified"
    };

    @AutoClose
    private S3Source source;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        source = S3Source.start(folder);
    }

    @ParameterizedTest
    @CsvSource({"lear,full", "zulip,full", "zephyr,full", "zulip,consent", "lear,public"})
    void anArchiveEqualsZulipsOwnExport(String realm, String mode) throws IOException {
        Path run = export(realm + "-" + mode, "--realm", realm, "--mode", mode);

        String[] ignored = mode.equals("full") ? PUT_AGAIN : OTHERWISE;
        assertEqual(source.real().compare(source.real().export(realm, mode), run.resolve(realm), ignored));
        assertThat(Folders.files(run.resolve(realm).resolve("uploads"))).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"lear,cordelia", "zulip,aaron"})
    void anArchiveOfASingleUserEqualsZulipsOwnExport(String realm, String name) throws IOException {
        Path run = export("user-" + name, "--user", realm + ":" + name + "@zulip.com");

        Path archive = run.resolve("users").resolve(realm).resolve(name + "@zulip.com");
        assertEqual(source.real().compare(source.real().userExport(realm, name), archive, PUT_AGAIN));
    }

    @Test
    void theNumberOfWorkersChangesNoByte() throws IOException {
        Path one = export("one", "--all-realms", "--jobs", "1", "--file-jobs", "1");
        Path many = export("many", "--all-realms", "--jobs", "4", "--file-jobs", "64");

        for (String realm : new String[] {"zulip", "lear", "zephyr", "analytics"}) {
            SameFiles.assertSame(one.resolve(realm), many.resolve(realm));
        }
    }

    @Test
    void aVerificationAndAnAuditFindNothing() throws IOException {
        Path run = export("verified", "--realm", "zulip");

        for (String command : new String[] {"verify", "audit"}) {
            Ran ran = Ran.command(List.of(command, run.resolve("zulip").toString()));
            assertThat(ran.text()).as(command).doesNotContain("records.json");
        }
    }

    private Path export(String output, String... options) throws IOException {
        Path run = folder.resolve(output);
        Ran ran = source.export(run, options);
        assertThat(ran.text()).contains("No findings.").doesNotContain(S3Server.secret());
        assertThat(ran.status()).isZero();
        assertThat(Files.readString(run.resolve("journal.jsonl"))).doesNotContain(S3Server.secret());
        return run;
    }

    private static void assertEqual(ChildProcess comparison) {
        assertThat(comparison.text()).contains("reference rows compared, 0 differences");
        assertThat(comparison.status()).isZero();
    }
}
