/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ComparedServer;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.OlderServers;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SameFiles;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;

/** Runs on servers of other releases: killed, only estimated, compared with the server. */
@ExtendWith(OlderServers.Shared.class)
@TestInstance(Lifecycle.PER_CLASS)
class OlderRunsIT {
    private final OlderServers servers;
    private final Path folder;
    private final Map<String, Path> undisturbed = new HashMap<>();

    OlderRunsIT(OlderServers servers, @TempDir Path folder) {
        this.servers = servers;
        this.folder = folder;
        for (String release : List.of("8.1", "5.7", "1.4.3", "11.0", "12.0")) {
            Path run = folder.resolve("undisturbed-" + release);
            ExportOutcome outcome = source(release).export(run);
            assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
            undisturbed.put(release, run);
        }
    }

    @ParameterizedTest
    @CsvSource({"8.1, 1", "8.1, 2", "5.7, 3", "5.7, 4", "1.4.3, 5", "1.4.3, 6", "11.0, 7", "12.0, 8"})
    void killedItGoesOnToTheSameArchives(String release, long seed) throws IOException, InterruptedException {
        RunFolder run = new RunFolder(folder.resolve("killed-" + release + seed));
        int lines = 1
                + new Random(seed)
                        .nextInt(new RunFolder(undisturbed(release)).journal().size());
        List<String> words = source(release).words(run.root());
        RunningCommand command = RunningCommand.start(folder, Map.of(), RunningCommand.java(words));
        while (command.process().isAlive() && run.journal().size() < lines) {
            Thread.sleep(1);
        }
        command.process().destroyForcibly().waitFor();

        Ran ran = Ran.command(words);

        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        for (String realm : source(release).realms()) {
            SameFiles.assertSame(undisturbed(release).resolve(realm), run.root().resolve(realm));
        }
        assertThat(run.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.1", "5.7", "1.4.3", "11.0", "12.0"})
    void comparedWithTheServerNothingDiffersButWhatWasChanged(String release) throws IOException, SQLException {
        ExportedServer source = source(release).copy("against-" + release);
        String realm = source.realms().get(0);
        Path archive = undisturbed(release).resolve(realm);
        List<String> words = List.of(
                "verify", archive.toString(), "--against", source.server().uri(source.database()), "--json");
        List<Map<String, Object>> before = findings(Ran.command(words));
        long message = source.number("SELECT max(u.message_id) FROM zulip.zerver_usermessage u"
                + " JOIN zulip.zerver_message m ON m.id = u.message_id WHERE u.user_profile_id IN ("
                + String.join(
                        ",", source.users(realm).stream().map(String::valueOf).toList())
                + ") AND m.sender_id = u.user_profile_id");
        source.execute("UPDATE zulip.zerver_message SET content = 'otherwise' WHERE id = " + message);

        List<Map<String, Object>> after = findings(Ran.command(words));

        after.removeAll(before);
        assertThat(after)
                .singleElement()
                .satisfies(finding -> assertThat(String.valueOf(finding)).contains("zerver_message", "" + message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.1", "5.7", "1.4.3", "11.0", "12.0"})
    void aDryRunCountsWhatTheExportHas(String release) throws IOException {
        ExportedServer source = source(release);
        Ran dry = Ran.command(source.words(folder.resolve("dry-" + release), "--dry-run", "--json"));
        Map<String, Object> rows = new HashMap<>();
        for (Map<String, Object> realm : Json.objects(
                Json.object(Json.read(undisturbed(release).resolve("run.json"))).get("realms"))) {
            rows.put(
                    String.valueOf(realm.get("realm")),
                    List.of(
                            Objects.requireNonNull(realm.get("messages")),
                            Objects.requireNonNull(realm.get("usermessages"))));
        }

        assertThat(dry.status()).as(dry.text()).isLessThan(2);
        assertThat(ComparedServer.lines(dry, "estimate"))
                .hasSameSizeAs(source.realms())
                .allSatisfy(realm -> assertThat(List.of(
                                Objects.requireNonNull(
                                        Json.object(realm.get("rows")).get("zerver_message")),
                                Objects.requireNonNull(
                                        Json.object(realm.get("rows")).get("zerver_usermessage"))))
                        .isEqualTo(rows.get(String.valueOf(realm.get("realm")))));
        assertThat(folder.resolve("dry-" + release)).doesNotExist();
    }

    private static List<Map<String, Object>> findings(Ran ran) {
        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        return new ArrayList<>(ComparedServer.lines(ran, "finding"));
    }

    private ExportedServer source(String release) {
        return servers.of(release);
    }

    private Path undisturbed(String release) {
        return Objects.requireNonNull(undisturbed.get(release));
    }
}
