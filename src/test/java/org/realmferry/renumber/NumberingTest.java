/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.schema.ZulipTables.AUDIT_LOG;
import static org.realmferry.schema.ZulipTables.CLIENTS;
import static org.realmferry.schema.ZulipTables.RECIPIENTS;
import static org.realmferry.schema.ZulipTables.SYSTEM_BOTS;
import static org.realmferry.schema.ZulipTables.USERS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.IdBitmap;
import org.realmferry.input.SyntheticIds;
import org.realmferry.sample.SmallInput;

/** Which ids the rows of several archives get: none twice, and other ones only where they must. */
class NumberingTest {
    private static final String CHANNELS = "zerver_stream";

    @TempDir
    private Path folder;

    @Test
    void archivesOfOneServerKeepTheirIds() throws IOException {
        Numbering numbering =
                Numbering.of(List.of(archive("a", CHANNELS, ids(1, 2)), archive("b", CHANNELS, ids(3, 9))));

        assertThat(numbering.servers()).isEqualTo(1);
        assertThat(numbering.all()).allSatisfy(ids -> {
            assertThat(ids.changed()).isZero();
            assertThat(ids.of(CHANNELS).isIdentity()).isTrue();
        });
    }

    @Test
    void theLaterServerMovesBehindAllIdsThatAreThere() throws IOException {
        Numbering numbering =
                Numbering.of(List.of(archive("a", CHANNELS, ids(1, 2, 5)), archive("b", CHANNELS, ids(2, 3))));

        assertThat(numbering.servers()).isEqualTo(2);
        assertThat(rows(numbering, 0, CHANNELS, 1, 2, 5)).containsExactly(1L, 2L, 5L);
        assertThat(rows(numbering, 1, CHANNELS, 2, 3)).containsExactly(6L, 7L);
        assertThat(numbering.all().get(1).changed()).isEqualTo(2);
    }

    @Test
    void idsOfALaterServerThatOnlyAnotherTableHasStay() throws IOException {
        ArchiveIds one = read(SmallInput.in(folder, "a").table(CHANNELS, row(1)).table(USERS, row(7)));
        ArchiveIds other =
                read(SmallInput.in(folder, "b").table(CHANNELS, row(1)).table(USERS, row(8)));

        NewIds moved = Numbering.of(List.of(one, other)).all().get(1);

        assertThat(moved.of(CHANNELS).row(1)).isEqualTo(2);
        assertThat(moved.of(USERS).row(8)).isEqualTo(8);
    }

    @Test
    void threeServersHaveNoIdInCommon() throws IOException {
        Numbering numbering = Numbering.of(List.of(
                archive("a", CHANNELS, ids(1, 2, 3)),
                archive("b", CHANNELS, ids(1, 2, 40)),
                archive("c", CHANNELS, ids(2, 3, 41))));

        Set<Long> all = new HashSet<>(rows(numbering, 0, CHANNELS, 1, 2, 3));
        all.addAll(rows(numbering, 1, CHANNELS, 1, 2, 40));
        all.addAll(rows(numbering, 2, CHANNELS, 2, 3, 41));
        assertThat(numbering.servers()).isEqualTo(3);
        assertThat(all).hasSize(9);
    }

    @Test
    void newIdsStandInTheOrderOfTheArchives() throws IOException {
        ArchiveIds first = archive("a", CHANNELS, ids(1));
        ArchiveIds ofAnother = archive("b", CHANNELS, ids(1, 2));
        ArchiveIds ofTheFirstServer = archive("c", CHANNELS, ids(3));

        Numbering numbering = Numbering.of(List.of(first, ofAnother, ofTheFirstServer));

        assertThat(numbering.all()).extracting(NewIds::survey).containsExactly(first, ofAnother, ofTheFirstServer);
    }

    @Test
    void programsOfTheSameNameAreOne() throws IOException {
        ArchiveIds one = clients("a", "{'id':1,'name':'website'}", "{'id':2,'name':'ZulipMobile'}");
        ArchiveIds other =
                clients("b", "{'id':1,'name':'ZulipMobile'}", "{'id':2,'name':'bot'}", "{'id':3,'name':'website'}");

        Numbering numbering = Numbering.of(List.of(one, other));

        assertThat(rows(numbering, 1, CLIENTS, 1, 2, 3)).containsExactly(2L, 4L, 1L);
        assertThat(numbering.clients()).isEqualTo(Map.of("website", 1L, "ZulipMobile", 2L, "bot", 4L));
    }

    @Test
    void aProgramThatOnlyALaterServerHasKeepsAFreeId() throws IOException {
        ArchiveIds one = clients("a", "{'id':1,'name':'website'}");
        ArchiveIds other = clients("b", "{'id':1,'name':'bot'}", "{'id':9,'name':'desktop'}");

        Numbering numbering = Numbering.of(List.of(one, other));

        assertThat(rows(numbering, 1, CLIENTS, 1, 9)).containsExactly(10L, 9L);
    }

    @Test
    void systemBotsAreThoseOfTheFirstServer() throws IOException {
        ArchiveIds one = read(SmallInput.in(folder, "a")
                .table(SYSTEM_BOTS, "{'id':3,'email':'notification-bot@zulip.com','recipient_id':7}"));
        ArchiveIds other = read(SmallInput.in(folder, "b")
                .table(SYSTEM_BOTS, "{'id':4,'email':'Notification-Bot@other.example','recipient_id':9}")
                .table(USERS, row(3)));

        Numbering numbering = Numbering.of(List.of(one, other));
        NewIds ids = numbering.all().get(1);

        assertThat(ids.of(USERS).reference(4)).isEqualTo(3);
        assertThat(ids.of(RECIPIENTS).reference(9)).isEqualTo(7);
        assertThat(ids.of(USERS).row(3)).isGreaterThan(4);
        assertThat(numbering.bots()).containsOnlyKeys("notification-bot");
    }

    @Test
    void aSystemBotThatOnlyALaterServerHasMovesWithItsUsers() throws IOException {
        ArchiveIds one = archive("a", USERS, ids(3, 4));
        ArchiveIds other = read(SmallInput.in(folder, "b")
                .table(USERS, row(4))
                .table(SYSTEM_BOTS, "{'id':3,'email':'welcome-bot@zulip.com','recipient_id':null}"));

        Numbering numbering = Numbering.of(List.of(one, other));

        assertThat(numbering.all().get(1).of(USERS).reference(3)).isEqualTo(5);
        assertThat(numbering.bots())
                .hasEntrySatisfying("welcome-bot", bot -> assertThat(bot.id()).isEqualTo(5));
    }

    @Test
    void madeUpIdsOfEachArchiveStayMadeUpAndNeverMeet() throws IOException {
        long first = SyntheticIds.FIRST;
        Numbering numbering = Numbering.of(List.of(
                archive("a", CHANNELS, ids(1, first, first + 1)),
                archive("b", CHANNELS, ids(2, first + 1, first + 5))));

        List<Long> one = rows(numbering, 0, CHANNELS, 1, first, first + 1);
        List<Long> other = rows(numbering, 1, CHANNELS, 2, first + 1, first + 5);
        assertThat(one).containsExactly(1L, first, first + 1);
        assertThat(other).containsExactly(2L, first + 2, first + 6);
        assertThat(numbering.servers()).isEqualTo(1);
        assertThat(numbering.all().get(1).changed()).isEqualTo(2);
    }

    @Test
    void theRowOfTheExportItselfHasZeroInOneArchiveOnly() throws IOException {
        Numbering numbering = Numbering.of(List.of(
                archive("a", AUDIT_LOG, ids(0, 4)),
                archive("b", AUDIT_LOG, ids(0, 5)),
                archive("c", AUDIT_LOG, ids(6))));

        assertThat(numbering.servers()).isEqualTo(1);
        assertThat(rows(numbering, 0, AUDIT_LOG, 0, 4)).containsExactly(0L, 4L);
        assertThat(rows(numbering, 1, AUDIT_LOG, 0, 5)).containsExactly(7L, 5L);
        assertThat(rows(numbering, 2, AUDIT_LOG, 6)).containsExactly(6L);
    }

    @Test
    void messagesAreNumberedAsTheTablesAre() throws IOException {
        ArchiveIds one = read(
                SmallInput.in(folder, "a").messages(Map.of("zerver_message", new String[] {"{'id':10}", "{'id':12}"})));
        ArchiveIds other = read(SmallInput.in(folder, "b")
                .messages(Map.of("zerver_message", new String[] {"{'id':12}"}))
                .messages(Map.of("zerver_message", new String[] {"{'id':14}"})));

        Numbering numbering = Numbering.of(List.of(one, other));

        assertThat(rows(numbering, 1, "zerver_message", 12, 14)).containsExactly(13L + 2, 13L + 4);
    }

    private ArchiveIds archive(String name, String table, long... ids) throws IOException {
        return read(SmallInput.in(folder, name)
                .table(table, LongStream.of(ids).mapToObj(NumberingTest::row).toArray(String[]::new)));
    }

    private ArchiveIds clients(String name, String... rows) throws IOException {
        return read(SmallInput.in(folder, name).table(CLIENTS, rows));
    }

    private static ArchiveIds read(SmallInput input) throws IOException {
        ArchiveIds archive = new ArchiveIds(input.read());
        archive.readTables();
        archive.input().rows().messages().forEach(archive::read);
        return archive;
    }

    private static List<Long> rows(Numbering numbering, int archive, String table, long... ids) {
        IdMap map = numbering.all().get(archive).of(table);
        return LongStream.of(ids).map(map::row).boxed().toList();
    }

    private static String row(long id) {
        return "{'id':" + id + "}";
    }

    private static long[] ids(long... ids) {
        return IdBitmap.bitmapOf(ids).toArray();
    }
}
