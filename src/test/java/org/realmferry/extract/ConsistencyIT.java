/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.ExportedServer;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;

/** Whatever people do during an export: each archive, and all of a run together, show one instant. */
@TestInstance(Lifecycle.PER_CLASS)
class ConsistencyIT {
    private static final int MESSAGES = 6000;
    private static final long SEED = 11;

    @AutoClose
    private EmbeddedServer server;

    private ExportedServer source;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        source = ExportedServer.ofSample(server, folder, MESSAGES, SEED);
    }

    @Test
    void anExportOfABusyServerShowsOneInstantOfAllRealms() throws IOException, SQLException, InterruptedException {
        long before;
        long after;
        String realms = String.join(
                ", ", source.texts("SELECT id FROM zulip.zerver_realm WHERE string_id IN ('acme', 'orchard')"));
        try (BusyServer busy = new BusyServer(server.connect(source.database()), realms)) {
            busy.awaitTick(3);
            before = busy.ticks();
            export("busy", "--realm", "acme", "--realm", "orchard", "--jobs", "2");
            after = busy.ticks();
        }

        ExportedArchive acme = ExportedArchive.read(folder.resolve("busy").resolve("acme"));
        ExportedArchive orchard = ExportedArchive.read(folder.resolve("busy").resolve("orchard"));
        long tick = tickOf(acme);
        assertThat(tick)
                .as("the archives' tick, of those from %d to %d", before, after)
                .isBetween(before, after - 5);
        assertThat(tickOf(orchard)).isEqualTo(tick);
        assertOneInstant(acme, tick);
        assertOneInstant(orchard, tick);
    }

    @Test
    void everyArchiveOfASampleServerIsWhole() throws IOException {
        export("quiet", "--all-realms", "--jobs", "2");

        for (String realm : List.of("acme", "orchard", "harbor")) {
            assertWhole(ExportedArchive.read(folder.resolve("quiet").resolve(realm)));
        }
    }

    /** Everything that each tick changes shows the same tick. */
    private static void assertOneInstant(ExportedArchive archive, long tick) throws IOException {
        Map<Boolean, List<String>> channelMessages = archive.rows("zerver_message").stream()
                .filter(message -> Objects.equals(message.get("is_channel_message"), true))
                .collect(Collectors.partitioningBy(
                        message -> Objects.equals(message.get("subject"), "ticks"),
                        Collectors.mapping(message -> String.valueOf(message.get("content")), Collectors.toList())));
        assertThat(channelMessages.get(true))
                .isEqualTo(LongStream.rangeClosed(1, tick)
                        .mapToObj(n -> "tick " + n)
                        .toList());
        assertThat(channelMessages.get(false)).contains("edited in tick " + tick);
        assertThat(groups(archive))
                .containsExactlyInAnyOrderEntriesOf(
                        archive.ids("zerver_userprofile", "zerver_userprofile_mirrordummy").stream()
                                .collect(Collectors.toMap(
                                        id -> id, id -> List.of(tick % 2 == 0 ? BusyServer.RED : BusyServer.BLUE))));
        assertWhole(archive);
    }

    private static void assertWhole(ExportedArchive archive) throws IOException {
        ArchiveReferences.Result references = ArchiveReferences.check(archive);
        assertThat(references.problems()).as("references of %s", archive.root()).isEmpty();
        assertThat(references.checked()).isGreaterThan(1000);
        assertThat(ArchiveContents.problems(archive))
                .as("files of %s", archive.root())
                .isEmpty();
    }

    private static long tickOf(ExportedArchive archive) {
        Object description = archive.rows("zerver_realm").get(0).get("description");
        return Long.parseLong(String.valueOf(description).replace("tick ", ""));
    }

    /** Of each user, which of the two groups of the test. */
    private static Map<Long, List<String>> groups(ExportedArchive archive) {
        Map<Long, String> names = archive.rows("zerver_namedusergroup").stream()
                .filter(group -> Set.of(BusyServer.RED, BusyServer.BLUE).contains(group.get("name")))
                .collect(Collectors.toMap(
                        group -> ExportedArchive.number(group.get("id")), group -> String.valueOf(group.get("name"))));
        return archive.rows("zerver_usergroupmembership").stream()
                .filter(membership -> names.containsKey(membership.get("user_group")))
                .collect(Collectors.groupingBy(
                        membership -> ExportedArchive.number(membership.get("user_profile")),
                        Collectors.mapping(
                                membership -> names.get(ExportedArchive.number(membership.get("user_group"))),
                                Collectors.toList())));
    }

    private void export(String output, String... options) {
        ExportOutcome outcome = source.export(folder.resolve(output), options);
        assertThat(outcome.status()).as(outcome.text()).isZero();
    }
}
