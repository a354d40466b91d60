/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.IdBitmap;
import org.realmferry.input.SyntheticIds;
import org.realmferry.sample.SmallInput;
import org.realmferry.schema.ZulipTables;

/** Which archives can be of one server, by their ids, their programs, their bots and their manifests. */
class OriginServerTest {
    private static final String BOTS = ZulipTables.SYSTEM_BOTS;
    private static final String CHANNELS = "zerver_stream";

    @TempDir
    private Path folder;

    @Test
    void archivesWithoutACommonRowCanBeOfOneServer() throws IOException {
        assertThat(servers(channels("a", 1), channels("b", 2))).containsExactly(List.of("a", "b"));
    }

    @Test
    void archivesWithACommonRowAreOfTwo() throws IOException {
        assertThat(servers(channels("a", 1), channels("b", 1))).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void anArchiveIsHeldAgainstAllOfAServer() throws IOException {
        assertThat(servers(channels("a", 1), channels("b", 2), channels("c", 2)))
                .containsExactly(List.of("a", "b"), List.of("c"));
    }

    @Test
    void manifestsOfTwoServersPartArchivesWhoseIdsDoNot() throws IOException {
        assertThat(servers(channels("a", 1).server("one"), channels("b", 2).server("two")))
                .containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void aServerKeepsTheNameThatItsFirstManifestGaveIt() throws IOException {
        assertThat(servers(
                        channels("a", 1).server("one"),
                        channels("b", 2),
                        channels("c", 3).server("two")))
                .containsExactly(List.of("a", "b"), List.of("c"));
    }

    @Test
    void ofTwoPossibleServersTheOneOfTheManifestCounts() throws IOException {
        assertThat(servers(
                        channels("a", 1),
                        channels("b", 1).server("two"),
                        channels("c", 3).server("two")))
                .containsExactly(List.of("a"), List.of("b", "c"));
    }

    @Test
    void theSameManifestDoesNotBringTogetherWhatCollides() throws IOException {
        assertThat(servers(channels("a", 1).server("one"), channels("b", 1).server("one")))
                .containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void oneServerHasAProgramByOneId() throws IOException {
        assertThat(servers(client("a", "{'id':1,'name':'website'}"), client("b", "{'id':1,'name':'website'}")))
                .containsExactly(List.of("a", "b"));
        assertThat(servers(client("c", "{'id':1,'name':'website'}"), client("d", "{'id':1,'name':'bot'}")))
                .containsExactly(List.of("c"), List.of("d"));
        assertThat(servers(client("e", "{'id':1,'name':'website'}"), client("f", "{'id':2,'name':'website'}")))
                .containsExactly(List.of("e"), List.of("f"));
    }

    @Test
    void oneServerHasASystemBotByOneId() throws IOException {
        assertThat(servers(bot("a", 3, "7"), bot("b", 3, "7"))).containsExactly(List.of("a", "b"));
        assertThat(servers(bot("c", 3, "7"), bot("d", 4, "7"))).containsExactly(List.of("c"), List.of("d"));
    }

    @Test
    void aBotsRecipientPartsServersOnlyWhereBothNameOne() throws IOException {
        assertThat(servers(bot("a", 3, "null"), bot("b", 3, "7"))).containsExactly(List.of("a", "b"));
        assertThat(servers(bot("c", 3, "8"), bot("d", 3, "7"))).containsExactly(List.of("c"), List.of("d"));
    }

    @Test
    void theRecipientOfABotIsKnownOnceOneArchiveNamesIt() throws IOException {
        List<OriginServer> servers = OriginServer.of(read(bot("a", 3, "null"), bot("b", 3, "7"), bot("c", 3, "8")));

        assertThat(names(servers)).containsExactly(List.of("a", "b"), List.of("c"));
        assertThat(servers.get(0).bots())
                .hasEntrySatisfying(
                        "welcome-bot", bot -> assertThat(bot.recipient()).hasValue(7L));
    }

    @Test
    void madeUpIdsAreNoServers() throws IOException {
        long invented = SyntheticIds.FIRST + 1;
        List<OriginServer> servers = OriginServer.of(read(channels("a", 1, invented), channels("b", 2, invented)));

        assertThat(servers).hasSize(1);
        assertThat(servers.get(0).of(CHANNELS)).isEqualTo(IdBitmap.bitmapOf(1, 2));
    }

    @Test
    void theRowOfTheExportItselfIsNoServers() throws IOException {
        assertThat(servers(
                        SmallInput.in(folder, "a").table(ZulipTables.AUDIT_LOG, "{'id':0}", "{'id':1}"),
                        SmallInput.in(folder, "b").table(ZulipTables.AUDIT_LOG, "{'id':0}", "{'id':2}")))
                .containsExactly(List.of("a", "b"));
    }

    @Test
    void zeroIsAnIdAsAnyOtherInOtherTables() throws IOException {
        assertThat(servers(channels("a", 0), channels("b", 0))).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void aServerKnowsTheProgramsOfAllItsArchives() throws IOException {
        List<OriginServer> servers =
                OriginServer.of(read(client("a", "{'id':1,'name':'website'}"), client("b", "{'id':5,'name':'bot'}")));

        assertThat(servers.get(0).clients()).isEqualTo(Map.of(1L, "website", 5L, "bot"));
        assertThat(servers.get(0).of(CHANNELS).isEmpty()).isTrue();
        assertThat(servers.get(0).tables()).contains(ZulipTables.USERS, ZulipTables.REALMS);
    }

    private SmallInput channels(String name, long... ids) throws IOException {
        String[] rows = IdBitmap.bitmapOf(ids).stream()
                .mapToObj(id -> "{'id':" + id + "}")
                .toArray(String[]::new);
        return SmallInput.in(folder, name).table(CHANNELS, rows);
    }

    private SmallInput client(String name, String row) throws IOException {
        return SmallInput.in(folder, name).table(ZulipTables.CLIENTS, row);
    }

    private SmallInput bot(String name, long id, String recipient) throws IOException {
        return SmallInput.in(folder, name)
                .table(BOTS, "{'id':" + id + ",'email':'welcome-bot@zulip.com','recipient_id':" + recipient + "}");
    }

    private static List<List<String>> servers(SmallInput... inputs) throws IOException {
        return names(OriginServer.of(read(inputs)));
    }

    private static List<List<String>> names(List<OriginServer> servers) {
        return servers.stream()
                .map(server -> server.archives().stream()
                        .map(archive -> archive.input().name())
                        .toList())
                .toList();
    }

    private static List<ArchiveIds> read(SmallInput... inputs) throws IOException {
        List<ArchiveIds> archives = new ArrayList<>();
        for (SmallInput input : inputs) {
            ArchiveIds archive = new ArchiveIds(input.read());
            archive.readTables();
            archives.add(archive);
        }
        return archives;
    }
}
