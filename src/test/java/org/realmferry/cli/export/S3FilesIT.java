/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.S3Source;
import org.realmferry.cli.SameFiles;
import org.realmferry.sample.Folders;
import org.realmferry.sample.HttpProxy;
import org.realmferry.sample.HttpProxy.Fate;
import org.realmferry.sample.HttpProxy.Live;
import org.realmferry.sample.HttpProxy.Request;
import org.realmferry.sample.HttpProxy.Spoilt;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;
import org.realmferry.sample.S3Server;

/** What is fetched from S3, how fast, and whether it is what the store says it is: of a server that Zulip transferred. */
@TestInstance(Lifecycle.PER_CLASS)
class S3FilesIT {
    private static final String TEXT = "sched.txt";

    @AutoClose
    private S3Source source;

    private S3Server s3;
    private Path folder;
    private Path undisturbed = Path.of("");

    @BeforeAll
    void exportUndisturbed(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        source = S3Source.startTransferred(folder);
        s3 = source.s3();
        Path run = folder.resolve("undisturbed");
        Ran ran = source.export(run, "--realm", "lear");
        assertThat(ran.status()).as(ran.text()).isOne();
        undisturbed = run.resolve("lear");
    }

    /** Zulip's own exporter gives up over the first key of such a server. */
    @Test
    void aTransferredServerGivesTheFilesThatItHadBefore() throws IOException {
        Path uploads = RealServer.ofZulip11().unpackUploads(folder.resolve("local"));
        List<Path> attachments = files(undisturbed.resolve("uploads"));

        assertThat(Json.readLines(undisturbed.resolveSibling("findings.jsonl")))
                .extracting(finding -> finding.get("kind"))
                .containsOnly("unusual-key");
        assertThat(attachments).isNotEmpty().allSatisfy(file -> {
            Path before = uploads.resolve("files")
                    .resolve(undisturbed.resolve("uploads").relativize(file));
            assertThat(file).hasSameBinaryContentAs(before);
        });
        assertThat(Json.objects(Json.object(Json.read(undisturbed.resolve("attachment.json")))
                        .get("zerver_attachment")))
                .hasSameSizeAs(attachments);
        assertThat(Ran.command(List.of("verify", undisturbed.toString())).status())
                .isZero();
    }

    @Test
    void bytesThatAreWrongOnceAreFetchedAgain() throws IOException {
        AtomicInteger times = new AtomicInteger();
        try (HttpProxy proxy =
                proxy(request -> isText(request) && times.getAndIncrement() == 0 ? new Spoilt(1) : new Live())) {
            export(proxy, "once", 1);

            assertThat(times.get()).isEqualTo(2);
            SameFiles.assertSame(undisturbed, folder.resolve("once/lear"));
        }
    }

    /** Another program may have written it without its ETag being an MD5, though it looks like one. */
    @Test
    void bytesThatAreNotThoseOfTheEtagButTheSameTwiceAreKeptAndTold() throws IOException {
        try (HttpProxy proxy = proxy(request -> isText(request) ? new Spoilt(1) : new Live())) {
            export(proxy, "always", 1);

            assertThat(about("always"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding).containsEntry("kind", "wrong-checksum"));
            assertThat(files(folder.resolve("always/lear/uploads")))
                    .hasSameSizeAs(files(undisturbed.resolve("uploads")));
        }
    }

    @Test
    void bytesThatAreOthersEachTimeAreNoFile() throws IOException {
        AtomicInteger times = new AtomicInteger();
        try (HttpProxy proxy = proxy(request -> isText(request) ? new Spoilt(times.incrementAndGet()) : new Live())) {
            export(proxy, "others", 1);

            assertThat(about("others"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding)
                            .containsEntry("kind", "unreadable-file")
                            .extractingByKey("message")
                            .asString()
                            .contains(S3Server.UPLOADS, "checksum mismatch: its bytes differ from its ETag"));
            assertThat(files(folder.resolve("others/lear/uploads")))
                    .hasSize(files(undisturbed.resolve("uploads")).size() - 1)
                    .noneMatch(file -> file.endsWith(TEXT));
        }
    }

    /** A bucket belongs to all realms: nothing but the icons is listed, nothing of users who aren't approved is asked for. */
    @Test
    void onlyWhatTheRowsOfApprovedUsersNameIsAskedFor() throws IOException {
        Path list = folder.resolve("approved.csv");
        Files.writeString(list, "realm,user,decision\nlear,cordelia@zulip.com,approved\nlear,king@lear.org,approved\n");
        try (HttpProxy proxy = proxy(request -> new Live())) {
            Path run = folder.resolve("approved");
            Ran ran = source.export(
                    proxy.endpoint(), run, "--realm", "lear", "--approvals", list.toString(), "--unapproved", "omit");
            assertThat(ran.status()).as(ran.text()).isBetween(0, 1);

            Path archive = run.resolve("lear");
            // One object is looked at to see whether the store gives ETags; none is fetched for that.
            List<String> fetched = lines(proxy, line -> !line.contains("list-type") && line.startsWith("GET"));
            assertThat(fetched.stream().filter(line -> line.contains(S3Server.UPLOADS)))
                    .hasSize(files(archive.resolve("uploads")).size())
                    .allMatch(line -> files(archive.resolve("uploads")).stream()
                            .anyMatch(file -> line.endsWith("/" + file.getFileName())));
            Object users = Json.object(Json.read(archive.resolve("realm.json"))).get("zerver_userprofile");
            // A picture may be under either of two names.
            assertThat(fetched.stream().filter(line -> line.matches(".*/5/[0-9a-f]{40}(\\.original)?")))
                    .hasSizeLessThanOrEqualTo(2 * Json.objects(users).size());
            assertThat(lines(proxy, line -> line.contains("list-type") && !line.contains("max-keys=")))
                    .allMatch(line -> line.contains("max-keys=1&")
                            || line.endsWith("max-keys=1")
                            || line.contains("prefix=5/realm/"));
        }
    }

    @Test
    void noMoreBytesAndRequestsAreTakenThanAllowed() throws IOException {
        long bytes = 0;
        for (Path file : files(undisturbed)) {
            bytes += Files.size(file);
        }
        long allowed = bytes / 2;
        Instant start = Instant.now();
        assertThat(source.export(folder.resolve("slow"), "--realm", "lear", "--max-bandwidth", String.valueOf(allowed))
                        .status())
                .isOne();
        // The last block of each file may still be on its way.
        assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofSeconds(1));

        start = Instant.now();
        int requests = files(undisturbed).size();
        assertThat(source.export(
                                folder.resolve("rare"),
                                "--realm",
                                "lear",
                                "--max-requests",
                                String.valueOf(requests / 2))
                        .status())
                .isOne();
        assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(1500));
        SameFiles.assertSame(undisturbed, folder.resolve("slow/lear"));
        SameFiles.assertSame(undisturbed, folder.resolve("rare/lear"));
    }

    private static boolean isText(Request request) {
        return request.line().startsWith("GET") && request.line().endsWith(TEXT);
    }

    private void export(HttpProxy proxy, String output, int status) throws IOException {
        Ran ran = source.export(proxy.endpoint(), folder.resolve(output), "--realm", "lear");
        assertThat(ran.status()).as(ran.text()).isEqualTo(status);
    }

    /** The findings of a run that name the text and say more than that its key is unusual. */
    private List<Map<String, Object>> about(String run) throws IOException {
        return Json.readLines(folder.resolve(run).resolve("findings.jsonl")).stream()
                .filter(finding -> !"unusual-key".equals(finding.get("kind")))
                .filter(finding -> String.valueOf(finding.get("message")).contains(TEXT))
                .toList();
    }

    private static List<String> lines(HttpProxy proxy, Predicate<String> which) {
        return proxy.requests().stream()
                .map(request -> URLDecoder.decode(request.line(), StandardCharsets.UTF_8))
                .filter(which)
                .toList();
    }

    /** The files of users in an archive, or in one of its sets. */
    private static List<Path> files(Path archive) {
        try {
            return Folders.files(archive).stream()
                    .filter(file -> !String.valueOf(file.getFileName()).endsWith(".json"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpProxy proxy(Function<Request, Fate> fates) throws IOException {
        return new HttpProxy(s3.endpoint().getPort(), fates);
    }
}
