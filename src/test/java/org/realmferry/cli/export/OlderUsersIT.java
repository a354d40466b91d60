/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.ComparedServer;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.OlderServers;
import org.realmferry.cli.Ran;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;

/** Single users of servers of older releases, beside Zulip's own exports of them. */
@ExtendWith(OlderServers.Shared.class)
@TestInstance(Lifecycle.PER_CLASS)
class OlderUsersIT {
    private final OlderServers servers;

    @TempDir
    private static Path folder;

    OlderUsersIT(OlderServers servers) {
        this.servers = servers;
    }

    @ParameterizedTest
    @CsvSource({
        "8.1, zulip, hamlet@zulip.com, user-hamlet",
        "8.1, lear, regan@lear.org, user-regan",
        "5.7, zulip, hamlet@zulip.com, user-hamlet",
        "5.7, lear, regan@lear.org, user-regan",
        "1.4.3, northwind.org, Mixed.Case@northwind.org, user-Mixed.Case@northwind.org",
        "1.4.3, acme-robotics.com, keiko.ivanova@acme-robotics.com, user-keiko.ivanova@acme-robotics.com"
    })
    void anArchiveEqualsZulipsOwn(String release, String realm, String email, String theirs) throws IOException {
        RealServer real = RealServer.ofZulip(release);
        Path run = folder.resolve(release + theirs);
        Path archive = run.resolve("users").resolve(realm).resolve(email);

        ExportOutcome outcome = users(release).export(run, "--user", realm + ":" + email);

        assertThat(outcome.status()).as(outcome.text()).isZero();
        ChildProcess comparison =
                real.compareWith(real.folder().resolve("exports").resolve(theirs + ".tar.gz"), archive, List.of());
        assertThat(comparison.text()).contains("reference rows compared, 0 differences");
        Path zulips = real.unpackAny(theirs, folder.resolve("theirs-" + release + theirs));
        assertThat(names(archive)).containsExactlyElementsOf(with(names(zulips), "realmferry.json"));
        assertThat(display(archive)).isEqualTo(display(zulips));
        assertSound(release, archive);
    }

    @Test
    void aDryRunCountsWhatLeavesOfAUser() {
        Ran ran = dryRun("1.4.3", "northwind.org:Mixed.Case@northwind.org");

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ComparedServer.lines(ran, "user-estimate"))
                .singleElement()
                .satisfies(estimate -> assertThat(estimate)
                        .containsEntry("messages", 429L)
                        .containsEntry("other_rows", 1L + 9 + 9 + 6)
                        .containsEntry("files", 0L));
    }

    @Test
    void archivesOfUsersBeforeZulip5AreNotMerged() {
        String user = "acme-robotics.com:keiko.ivanova@acme-robotics.com";
        Path run = folder.resolve("unmerged");
        users("1.4.3").export(run, "--realm", "acme-robotics.com", "--mode", "public", "--force", "--user", user);

        Ran ran = Merges.run(List.of(run), folder.resolve("unmerged-out"));

        assertThat(ran.status()).as(ran.text()).isEqualTo(2);
        assertThat(ran.err()).contains("of a single user of a release before Zulip 5", "--approvals");
    }

    private Ran dryRun(String release, String user) {
        ExportedServer source = servers.of(release);
        return Ran.command(List.of(
                "export",
                "--database",
                source.server().uri(source.database()),
                "--uploads",
                source.uploads().toString(),
                "--user",
                user,
                "--output",
                folder.resolve("dry").toString(),
                "--dry-run",
                "--json"));
    }

    /** By itself, and beside the server. */
    private void assertSound(String release, Path archive) {
        ExportedServer source = servers.of(release);
        Ran ran = Ran.command(new ComparedServer(source).words(archive));
        assertThat(ran.status()).as(ran.text()).isZero();
    }

    private ExportedServer users(String release) {
        ExportedServer source = servers.of(release);
        return new ExportedServer(source.server(), source.database(), source.uploads(), source.salt(), List.of());
    }

    private static List<String> names(Path archive) throws IOException {
        return Folders.files(archive).stream()
                .map(file -> archive.relativize(file).toString())
                .sorted()
                .toList();
    }

    private static List<String> with(List<String> names, String more) {
        List<String> all = new ArrayList<>(names);
        all.add(more);
        return all.stream().sorted().toList();
    }

    /** What is said in each message of where it went, and of its flags. */
    private static Map<Long, List<Object>> display(Path archive) throws IOException {
        Map<Long, List<Object>> display = new TreeMap<>();
        for (Path file : Folders.files(archive)) {
            if (String.valueOf(file.getFileName()).startsWith("messages-") && Files.size(file) > 0) {
                for (Map<String, Object> message :
                        Json.objects(Json.object(Json.read(file)).get("zerver_message"))) {
                    display.put(
                            ExportedArchive.number(message.get("id")),
                            List.of(
                                    String.valueOf(message.get("display_recipient")),
                                    String.valueOf(message.get("recipient_name")),
                                    String.valueOf(message.get("flags"))));
                }
            }
        }
        return display;
    }
}
