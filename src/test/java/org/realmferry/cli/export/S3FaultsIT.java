/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.S3Source;
import org.realmferry.cli.SameFiles;
import org.realmferry.sample.Folders;
import org.realmferry.sample.HttpProxy;
import org.realmferry.sample.HttpProxy.Answer;
import org.realmferry.sample.HttpProxy.Cut;
import org.realmferry.sample.HttpProxy.Fate;
import org.realmferry.sample.HttpProxy.Late;
import org.realmferry.sample.HttpProxy.Live;
import org.realmferry.sample.HttpProxy.Request;
import org.realmferry.sample.HttpProxy.Silence;
import org.realmferry.sample.Json;
import org.realmferry.sample.S3Server;

/** What stands between an export and S3 cuts, delays and says 500: files arrive whole, or it is told which did not. */
@TestInstance(Lifecycle.PER_CLASS)
class S3FaultsIT {
    private static final String LARGE = "5/-Z-DIpjLpG53sql_ZvhC4Ppx/img.png";
    private static final int LARGE_BYTES = 3_000_000;

    @AutoClose
    private S3Source source;

    private S3Server s3;
    private Path folder;
    private Path undisturbed = Path.of("");

    @BeforeAll
    void exportUndisturbed(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        source = S3Source.start(folder);
        s3 = source.s3();
        byte[] large = new byte[LARGE_BYTES];
        new Random(5).nextBytes(large);
        s3.put(S3Server.UPLOADS, LARGE, large, "image/png", Map.of("user_profile_id", "67", "realm_id", "5"));
        source.database()
                .execute("UPDATE zulip.zerver_attachment SET size = " + LARGE_BYTES + " WHERE path_id = '" + LARGE
                        + "'");
        undisturbed = folder.resolve("undisturbed");
        assertThat(source.export(undisturbed, "--realm", "lear").status()).isZero();
    }

    /** Each object fails twice in another way before it comes. */
    @Test
    void whateverHappensOnceAllFilesArriveWhole() throws IOException {
        Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();
        try (HttpProxy proxy = proxy(request -> {
            int number = tries.computeIfAbsent(request.line(), r -> new AtomicInteger())
                    .getAndIncrement();
            if (number >= 2 || request.line().contains("list-type")) {
                return new Live();
            }
            List<Fate> fates =
                    List.of(new Answer(500), new Answer(503), new Cut(0), new Cut(300), new Cut(2_000), new Late(300));
            return fates.get(Math.floorMod(request.line().hashCode() + number, fates.size()));
        })) {
            Ran ran = source.export(proxy.endpoint(), folder.resolve("shaken"), "--realm", "lear");

            assertThat(ran.text()).contains("No findings.");
            assertThat(ran.status()).isZero();
            SameFiles.assertSame(
                    undisturbed.resolve("lear"), folder.resolve("shaken").resolve("lear"));
        }
    }

    @Test
    void aLargeFileGoesOnWhereItWasCut() throws IOException {
        AtomicInteger cuts = new AtomicInteger();
        try (HttpProxy proxy = proxy(request ->
                request.line().endsWith("img.png") && cuts.getAndIncrement() < 3 ? new Cut(800_000) : new Live())) {
            Ran ran = source.export(proxy.endpoint(), folder.resolve("cut"), "--realm", "lear");

            assertThat(ran.status()).as(ran.text()).isZero();
            // A run through 3 MB in pieces of 0.8 MB; from the beginning each time it would need one more whole one.
            assertThat(cuts.get()).isEqualTo(4);
            SameFiles.assertSame(
                    undisturbed.resolve("lear"), folder.resolve("cut").resolve("lear"));
        }
    }

    @Test
    void anObjectThatNeverComesIsToldAndTheOthersAreThere() throws IOException {
        try (HttpProxy proxy = proxy(request -> request.line().contains("sched.txt")
                ? new Answer(500)
                : request.line().contains("dm.pdf") ? new Cut(100) : new Live())) {
            Path run = folder.resolve("never");
            Ran ran = source.export(proxy.endpoint(), run, "--realm", "lear");

            assertThat(ran.status()).as(ran.text()).isOne();
            assertThat(Json.readLines(run.resolve("findings.jsonl")))
                    .hasSize(2)
                    .allSatisfy(finding -> {
                        assertThat(finding).containsEntry("kind", "refused-file");
                        assertThat(String.valueOf(finding.get("place"))).startsWith("zerver_attachment ");
                    })
                    .extracting(finding -> String.valueOf(finding.get("message")))
                    .anySatisfy(message -> assertThat(message).contains("sched.txt", "zulip-uploads", "answers 500"))
                    .anySatisfy(message -> assertThat(message).contains("dm.pdf", "zulip-uploads"));
            Set<Path> missing = new HashSet<>(Folders.files(undisturbed.resolve("lear")));
            missing.removeIf(
                    file -> run.resolve(undisturbed.relativize(file)).toFile().exists());
            assertThat(missing)
                    .extracting(file -> String.valueOf(file.getFileName()))
                    .containsExactlyInAnyOrder("sched.txt", "dm.pdf");
        }
    }

    /** From the beginning, or when the buckets were looked at and the run has begun. */
    @ParameterizedTest
    @CsvSource({"0, bucket", "12, zulip-"})
    void anEndpointThatNeverAnswersEndsARunWithItsPatience(int answers, String what) throws IOException {
        Path run = folder.resolve("silent-" + answers);
        try (HttpProxy proxy = proxy(request -> request.number() < answers ? new Live() : new Silence())) {
            Instant begin = Instant.now();
            Ran ran = source.export(proxy.endpoint(), run, "--realm", "lear", "--retry-for", "8s");

            assertThat(Duration.between(begin, Instant.now())).as(ran.text()).isLessThan(Duration.ofSeconds(25));
            assertThat(ran.status()).as(ran.text()).isEqualTo(4);
            assertThat(ran.err()).contains(what, "no answer");
        }
    }

    /** S3 is gone in the middle, for longer than single requests are repeated, and comes back. */
    @Test
    void anOutageIsWaitedOutAndNoFileIsFetchedTwice() throws IOException {
        AtomicInteger objects = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Set<String> fetched = ConcurrentHashMap.newKeySet();
        Set<String> twice = ConcurrentHashMap.newKeySet();
        try (HttpProxy proxy = proxy(request -> {
            boolean object = request.line().startsWith("GET") && !request.line().contains("list-type");
            if (objects.get() >= 8 && refused.getAndIncrement() < 14) {
                return new Answer(503);
            }
            if (object) {
                objects.incrementAndGet();
                if (!fetched.add(request.line())) {
                    twice.add(request.line());
                }
            }
            return new Live();
        })) {
            Path run = folder.resolve("outage");
            Ran ran = source.export(
                    proxy.endpoint(), run, "--realm", "lear", "--jobs", "1", "--file-jobs", "1", "--retries", "5");

            assertThat(ran.status()).as(ran.text()).isZero();
            assertThat(ran.err()).contains("Retrying", "answers 503");
            // A picture that may be there or not is asked for again.
            twice.removeIf(line -> !Files.exists(run.resolve("lear/avatars")
                    .resolve(line.replaceFirst("^GET /zulip-avatars/", "").replaceFirst(" .*", ""))));
            assertThat(twice).isEmpty();
            SameFiles.assertSame(undisturbed.resolve("lear"), run.resolve("lear"));
        }
    }

    @Test
    void aRunThatWasKilledFetchesNoFinishedFileAgain() throws IOException, InterruptedException {
        Path run = folder.resolve("killed");
        AtomicBoolean slow = new AtomicBoolean(true);
        try (HttpProxy proxy = proxy(request -> slow.get() ? new Late(200) : new Live())) {
            List<String> done = killedAfter(8, proxy, run);
            int before = proxy.requests().size();
            slow.set(false);

            Ran ran = source.export(proxy.endpoint(), run, "--realm", "lear");

            assertThat(ran.status()).as(ran.text()).isZero();
            SameFiles.assertSame(undisturbed.resolve("lear"), run.resolve("lear"));
            List<String> fetched = proxy.requests().stream()
                    .skip(before)
                    .map(request -> URLDecoder.decode(request.line(), StandardCharsets.UTF_8))
                    .filter(line -> line.startsWith("GET "))
                    .toList();
            assertThat(fetched).anyMatch(line -> line.contains("/5/"));
            assertThat(done)
                    .hasSizeGreaterThanOrEqualTo(8)
                    .allSatisfy(key -> assertThat(fetched).noneMatch(line -> line.endsWith(key)));
        }
    }

    /** Kills an export when so many files are there; gives their keys. */
    private List<String> killedAfter(int files, HttpProxy proxy, Path run) throws IOException, InterruptedException {
        RunFolder state = new RunFolder(run);
        List<String> words = source.words(
                "export", proxy.endpoint(), List.of("--output", run.toString()), "--realm", "lear", "--file-jobs", "2");
        RunningCommand command = RunningCommand.start(folder, Map.of(), RunningCommand.java(words));
        while (command.process().isAlive() && state.journal("copied").size() < files) {
            Thread.sleep(20);
        }
        command.process().destroyForcibly().waitFor();
        assertThat(state.isFinished()).as(Files.readString(command.err())).isFalse();
        return state.journal("copied").stream()
                .map(line -> String.valueOf(line.get("path")).replaceFirst("^[^/]*/", ""))
                .toList();
    }

    private HttpProxy proxy(Function<Request, Fate> fates) throws IOException {
        return new HttpProxy(s3.endpoint().getPort(), fates);
    }
}
