/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.realmferry.archive.disk.Written;
import org.realmferry.extract.SampleCopies;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;
import org.realmferry.extract.messages.ChangedIds;
import org.realmferry.extract.messages.MessageFile;
import org.realmferry.extract.messages.MessageSet;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.plan.ExportPlan;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotHorizon;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;

/** What is told from the number of all usermessages is what counting each file tells. */
@TestInstance(Lifecycle.PER_CLASS)
class UserMessageTotalsIT {
    private SampleCopies server;

    /** Counts of a realm's files. */
    private record Counted(Map<Long, Long> files, int unitsAtFirst, int furtherUnits) {}

    @BeforeAll
    void start() throws IOException, SQLException {
        server = SampleCopies.start(5000, 5);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        server.begin();
    }

    @AfterEach
    void drop() throws SQLException {
        server.drop();
    }

    @Test
    void whereNoneIsGoneTheNumberOfAllTells() throws SQLException {
        NavigableMap<Long, MessagesDone> files = files("acme");
        server.execute("DELETE FROM zulip.zerver_usermessage WHERE message_id > "
                + files.lastEntry().getValue().span().last() + " OR message_id < " + files.firstKey());

        Counted counted = count("acme", files, Set.of(), all());

        assertThat(counted.unitsAtFirst()).isOne();
        assertThat(counted.furtherUnits()).isZero();
        assertThat(counted.files()).isEqualTo(before(files)).isEqualTo(now("acme", files));
    }

    @Test
    void whereOneIsGoneAllAreCounted() throws SQLException {
        NavigableMap<Long, MessagesDone> files = files("acme");
        server.execute("DELETE FROM zulip.zerver_usermessage WHERE id = (SELECT max(id) FROM zulip.zerver_usermessage"
                + " WHERE message_id = " + aMessageOf(files) + ")");

        Counted counted = count("acme", files, Set.of(), all());

        assertThat(counted.furtherUnits()).isOne();
        assertThat(counted.files()).isNotEqualTo(before(files)).isEqualTo(now("acme", files));
    }

    /** As many as before in all, but one more in a file that is known to be touched, and one less in another. */
    @Test
    void oneThatCameDoesNotHideOneThatIsGone() throws SQLException {
        NavigableMap<Long, MessagesDone> files = files("acme");
        server.execute("UPDATE zulip.zerver_usermessage SET message_id = " + files.firstKey() + " WHERE id = (SELECT"
                + " max(id) FROM zulip.zerver_usermessage u WHERE message_id = " + aMessageOf(files) + " AND NOT EXISTS"
                + " (SELECT FROM zulip.zerver_usermessage o WHERE o.message_id = " + files.firstKey()
                + " AND o.user_profile_id = u.user_profile_id))");

        Counted counted = count("acme", files, Set.of(files.firstKey()), all());

        assertThat(counted.furtherUnits()).isOne();
        assertThat(counted.files()).isNotEqualTo(before(files)).isEqualTo(now("acme", files));
    }

    /** The range of such a file has rows of other realms, which were not counted before. */
    @Test
    void aRealmBetweenWhoseMessagesManyOthersAreIsCountedFileByFile() throws SQLException {
        NavigableMap<Long, MessagesDone> files = files("harbor");
        IdRange span = files.firstEntry().getValue().span();
        assertThat(MessageSet.isDense(span, files.firstEntry().getValue().messages()))
                .isFalse();
        String ids = ids("harbor");
        server.execute(
                "DELETE FROM zulip.zerver_usermessage WHERE message_id NOT IN (" + ids + ")",
                "INSERT INTO zulip.zerver_usermessage (flags, message_id, user_profile_id) SELECT 0, min(id), 1 FROM"
                        + " zulip.zerver_message WHERE id > " + span.first() + " AND id NOT IN (" + ids + ")",
                "DELETE FROM zulip.zerver_usermessage WHERE id = (SELECT min(id) FROM zulip.zerver_usermessage)");

        Counted counted = count("harbor", files, Set.of(), all());

        assertThat(counted.files()).isNotEqualTo(before(files)).isEqualTo(now("harbor", files));
    }

    @Test
    void whereNobodyCanTellHowManyThereAreOrMostAreElsewhereEachFileIsCounted() throws SQLException {
        NavigableMap<Long, MessagesDone> files = files("acme");
        for (long all : List.of(0L, 1_000_000L)) {
            Counted counted = count("acme", files, Set.of(), all);

            assertThat(counted.unitsAtFirst()).isOne();
            assertThat(counted.furtherUnits()).isZero();
            assertThat(counted.files()).isEqualTo(now("acme", files));
        }
    }

    @Test
    void thePassForChangesTellsHowManyThereAre() throws SQLException {
        try (Source source = server.source();
                SnapshotReader reader = source.reader()) {
            SnapshotHorizon now = source.standpoint();
            long all = all();
            assertThat(ChangedIds.between(reader, now, now).userMessages().all())
                    .isEqualTo(all);
            server.execute("DELETE FROM zulip.zerver_usermessage WHERE id % 7 = 0");
            assertThat(ChangedIds.between(reader, now, now).userMessages().all())
                    .as("another pass, of the same snapshot")
                    .isEqualTo(all);
        }
    }

    private long all() {
        try (Source source = server.source();
                SnapshotReader reader = source.reader()) {
            AtomicLong all = new AtomicLong();
            reader.read("zerver_usermessage", "SELECT count(*) FROM zerver_usermessage", row -> all.set(row.number(0)));
            return all.get();
        }
    }

    /** A message in the middle of the files. */
    private static long aMessageOf(NavigableMap<Long, MessagesDone> files) {
        return Objects.requireNonNull(files.higherEntry(files.firstKey()))
                .getValue()
                .span()
                .last();
    }

    private NavigableMap<Long, MessagesDone> files(String realm) {
        try (Source source = server.source();
                SnapshotReader reader = source.reader()) {
            MessageFile messageFile = messageFile(source, reader, realm);
            NavigableMap<Long, MessagesDone> files = new TreeMap<>();
            for (IdRange span : messageFile.ids().spans(List.of())) {
                Map<String, Long> rows =
                        Map.of("zerver_message", (long) messageFile.ids().messages(span).length);
                messageFile.found(
                        reader,
                        List.of(span),
                        (first, found) ->
                                files.put(first, new MessagesDone(span, "", new Written(0, ""), rows, found)));
            }
            return files;
        }
    }

    private String ids(String realm) {
        try (Source source = server.source();
                SnapshotReader reader = source.reader()) {
            return messageFile(source, reader, realm).ids().messages().stream()
                    .mapToObj(Long::toString)
                    .collect(Collectors.joining(","));
        }
    }

    private static MessageFile messageFile(Source source, SnapshotReader reader, String realm) {
        ExportPlan plan = ExportPlan.of(source.schema(), false);
        return new MessageFile(plan, RealmIds.read(reader, SampleCopies.full(reader, realm), plan));
    }

    private Counted count(String realm, NavigableMap<Long, MessagesDone> files, Set<Long> touched, long all) {
        try (Source source = server.source();
                SnapshotReader reader = source.reader()) {
            var found = UserMessageTotals.of(messageFile(source, reader, realm), files, touched, all);
            var units = found.units();
            units.forEach(unit -> unit.run(reader));
            var further = found.furtherUnits();
            further.forEach(unit -> unit.run(reader));
            Map<Long, Long> counts = new TreeMap<>();
            files.keySet().forEach(first -> counts.put(first, found.of(first)));
            return new Counted(counts, units.size(), further.size());
        }
    }

    private static Map<Long, Long> before(NavigableMap<Long, MessagesDone> files) {
        Map<Long, Long> counts = new TreeMap<>();
        files.forEach((first, file) -> counts.put(first, file.found()));
        return counts;
    }

    /** Counted one by one. */
    private Map<Long, Long> now(String realm, NavigableMap<Long, MessagesDone> files) {
        Map<Long, Long> counts = before(files(realm));
        assertThat(counts.keySet()).isEqualTo(files.keySet());
        return counts;
    }
}
