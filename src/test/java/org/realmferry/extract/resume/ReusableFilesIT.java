/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.IdBitmap;
import org.realmferry.extract.SampleCopies;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.ArchiveJournal.Conditions;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;
import org.realmferry.extract.journal.UnfinishedFile;
import org.realmferry.extract.messages.ChangedIds;
import org.realmferry.extract.messages.MessageFile;
import org.realmferry.extract.messages.MessageFile.WrittenFile;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.plan.ExportPlan;
import org.realmferry.run.Journal;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotHorizon;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;

/** Each reason to make a file of messages again, alone. */
@TestInstance(Lifecycle.PER_CLASS)
class ReusableFilesIT {
    private SampleCopies server;
    private String database = "";

    @TempDir
    private Path folder;

    private List<IdRange> spans = List.of();
    private Path staging = Path.of("");
    private int mends;
    private int refusals;

    /** What a part of a run knows. */
    private record Part(Source source, SnapshotReader reader, RealmIds ids, MessageFile file, Conditions conditions)
            implements AutoCloseable {
        @Override
        public void close() {
            reader.close();
            source.close();
        }
    }

    @BeforeAll
    void start() throws IOException, SQLException {
        server = SampleCopies.start(5000, 3);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void makeFiles() throws SQLException {
        database = server.begin();
        staging = folder.resolve(database);
        mends = 0;
        refusals = 0;
        writeFiles();
        assertThat(spans).hasSize(4);
    }

    @AfterEach
    void drop() throws SQLException {
        server.drop();
    }

    @Test
    void whereNothingChangedAllAreKept() {
        assertMadeAgain(Set.of());
    }

    @Test
    void aFileThatIsGoneOrOfAnotherLength() throws IOException {
        Files.delete(staged(spans.get(1).first()));
        Files.writeString(staged(spans.get(2).first()), "short");
        assertMadeAgain(Set.of(1, 2));
    }

    @Test
    void aMessageThatChanged() throws SQLException {
        String last = "WHERE id = " + spans.get(1).last();
        server.execute("UPDATE zulip.zerver_message SET content = '' " + last);
        assertMadeAgain(Set.of(1));
        assertThat(mends).isOne();
    }

    @Test
    void rowsThatAreLongerShorterAndNewAreMendedInto() throws SQLException {
        String inFile =
                "BETWEEN " + spans.get(2).first() + " AND " + spans.get(2).last();
        server.execute(
                "UPDATE zulip.zerver_message SET content = repeat('long \"id\":1}\n', 20000), last_edit_time = now()"
                        + " WHERE id " + inFile + " AND id % 50 = 0",
                "UPDATE zulip.zerver_message SET content = '' WHERE id " + inFile + " AND id % 50 = 7",
                "UPDATE zulip.zerver_usermessage SET flags = flags # 3 WHERE message_id " + inFile
                        + " AND message_id % 40 = 1",
                "INSERT INTO zulip.zerver_usermessage (flags, message_id, user_profile_id) SELECT 1, m.id, p.id FROM"
                        + " zulip.zerver_message m, zulip.zerver_userprofile p WHERE m.realm_id = 2 AND p.realm_id = 2"
                        + " AND m.id " + inFile + " AND m.id % 100 = 3 AND NOT EXISTS (SELECT FROM"
                        + " zulip.zerver_usermessage u WHERE u.user_profile_id = p.id AND u.message_id = m.id)");
        assertMadeAgain(Set.of(2));
        assertThat(mends).isOne();
    }

    @Test
    void whereMuchChangedOrRowsAreGoneTooTheFileIsWrittenAnew() throws SQLException, IOException {
        server.execute(
                "UPDATE zulip.zerver_message SET content = '' WHERE id BETWEEN "
                        + spans.get(0).first() + " AND " + spans.get(0).last(),
                "UPDATE zulip.zerver_message SET content = '' WHERE id IN ("
                        + spans.get(1).last() + ", " + spans.get(3).last() + ")",
                "DELETE FROM zulip.zerver_usermessage WHERE id = " + copyIn(1));
        Path other = staged(spans.get(3).first());
        Files.writeString(other, "x".repeat((int) Files.size(other)));

        assertMadeAgain(Set.of(0, 1, 3));
        assertThat(mends).isZero();
        assertThat(refusals).isEqualTo(2);
    }

    @Test
    void aUsermessageThatChangedOrIsNew() throws SQLException {
        server.execute("UPDATE zulip.zerver_usermessage SET flags = 0 WHERE id = " + copyIn(0));
        server.execute("INSERT INTO zulip.zerver_usermessage (flags, message_id, user_profile_id) SELECT 1, "
                + spans.get(3).first() + ", min(id) FROM zulip.zerver_userprofile p WHERE realm_id = 2"
                + " AND NOT EXISTS (SELECT FROM zulip.zerver_usermessage u WHERE u.user_profile_id = p.id"
                + " AND u.message_id = " + spans.get(3).first() + ")");

        assertMadeAgain(Set.of(0, 3));
        assertThat(mends).isEqualTo(2);
    }

    /** Its id is an older one than others that the first snapshot showed. */
    @Test
    void aTransactionThatWasUnderWay() throws SQLException {
        try (Connection pending = server.connect();
                Statement statement = pending.createStatement()) {
            pending.setAutoCommit(false);
            statement.execute("UPDATE zulip.zerver_usermessage SET flags = flags # 1 WHERE id = " + copyIn(1));
            statement.execute("SAVEPOINT one");
            statement.execute("UPDATE zulip.zerver_usermessage SET flags = flags # 1 WHERE id = " + copyIn(3));
            server.execute("CREATE TABLE public.later (id int)");
            writeFiles();
            pending.commit();
        }
        assertMadeAgain(Set.of(1, 3));
    }

    @Test
    void aUsermessageThatIsGone() throws SQLException {
        server.execute("DELETE FROM zulip.zerver_usermessage WHERE id = " + copyIn(2));

        assertMadeAgain(Set.of(2));
    }

    @Test
    void aUsermessageThatIsGoneWhereOneOfAnotherRealmsUserCame() throws SQLException {
        server.execute(
                "DELETE FROM zulip.zerver_usermessage WHERE id = " + copyIn(1),
                "INSERT INTO zulip.zerver_usermessage (flags, message_id, user_profile_id) SELECT 1, "
                        + spans.get(1).first() + ", max(id) FROM zulip.zerver_userprofile WHERE realm_id = 3");
        assertMadeAgain(Set.of(1));
    }

    /** Then whole ranges of messages are counted, with those that stay. */
    @Test
    void aUsermessageThatIsGoneWhereNoOtherRealmsMessagesAreInBetween() throws SQLException {
        server.execute(
                "SET session_replication_role = replica",
                "DELETE FROM zulip.zerver_message WHERE realm_id <> 2",
                "DELETE FROM zulip.zerver_usermessage WHERE message_id NOT IN (SELECT id FROM zulip.zerver_message)");
        writeFiles();
        long stays;
        try (Part part = part()) {
            stays = part.ids().leftOut().first();
        }
        assertThat(stays)
                .isBetween(spans.get(0).first(), spans.get(spans.size() - 1).last());
        assertMadeAgain(Set.of());

        server.execute("DELETE FROM zulip.zerver_usermessage WHERE message_id = " + stays);
        assertMadeAgain(Set.of());

        server.execute("DELETE FROM zulip.zerver_usermessage WHERE id = " + copyIn(2));
        assertMadeAgain(Set.of(2));
    }

    /** One that nobody received, so that no usermessage tells of it. */
    @Test
    void aMessageThatIsGone() throws SQLException {
        long id = spans.get(1).first();
        server.execute(
                "DELETE FROM zulip.zerver_reaction WHERE message_id = " + id,
                "DELETE FROM zulip.zerver_attachment_messages WHERE message_id = " + id,
                "DELETE FROM zulip.zerver_onboardingusermessage WHERE message_id = " + id,
                "DELETE FROM zulip.zerver_usermessage WHERE message_id = " + id);
        writeFiles();
        server.execute("DELETE FROM zulip.zerver_message WHERE id = " + id);

        assertMadeAgain(Set.of(1));
    }

    /** As many usermessages as before, none of them changed, but of another user. */
    @Test
    void oneUserWhoReceivesNoMoreAndAnotherWhoDoes() throws SQLException {
        String one = "(SELECT user_profile_id FROM zulip.zerver_usermessage WHERE id = " + copyIn(0) + ")";
        String other = "(SELECT max(id) FROM zulip.zerver_userprofile WHERE realm_id = 2 AND id <> " + one + ")";
        server.execute(
                "CREATE TABLE public.pair AS SELECT " + one + " AS one, " + other + " AS other",
                "DELETE FROM zulip.zerver_usermessage USING public.pair WHERE user_profile_id = other"
                        + " OR user_profile_id = one AND message_id > "
                        + spans.get(0).last(),
                "INSERT INTO zulip.zerver_usermessage (flags, message_id, user_profile_id)"
                        + " SELECT flags, message_id, other FROM zulip.zerver_usermessage, public.pair"
                        + " WHERE user_profile_id = one",
                "UPDATE zulip.zerver_userprofile SET is_mirror_dummy = true FROM public.pair WHERE id = other");
        writeFiles();
        server.execute("UPDATE zulip.zerver_userprofile SET is_mirror_dummy = (id = one) FROM public.pair"
                + " WHERE id IN (one, other)");

        assertMadeAgain(Set.of(0));
    }

    @Test
    void otherRulesAnotherServerOrNoKnowledgeOfTheChangesKeepNothing() {
        try (Part part = part();
                Journal journal = journal()) {
            Conditions now = part.conditions();
            ChangedIds none = ChangedIds.between(part.reader(), now.standpoint(), now.standpoint());
            SnapshotHorizon elsewhere =
                    new SnapshotHorizon("another", now.standpoint().xmin());
            SnapshotHorizon before = new SnapshotHorizon(now.standpoint().server(), 5);

            assertThat(kept(part, journal, now, none)).hasSize(4);
            assertThat(kept(part, journal, new Conditions(now.standpoint(), "other", now.receivers()), none))
                    .isEmpty();
            assertThat(kept(part, journal, new Conditions(elsewhere, now.rules(), now.receivers()), none))
                    .isEmpty();
            assertThat(kept(part, journal, new Conditions(before, now.rules(), now.receivers()), none))
                    .isEmpty();
            assertThat(kept(part, journal, now, ChangedIds.unknown())).isEmpty();
        }
    }

    @Test
    void anEarlierStandpointOfAnotherServerTellsNoChanges() {
        try (Part part = part()) {
            SnapshotHorizon now = part.conditions().standpoint();

            assertThat(now.server()).matches("[0-9]+/[0-9a-f]{8}/[0-9]+");
            assertThat(ChangedIds.between(part.reader(), new SnapshotHorizon("another", 3), now)
                            .isKnown())
                    .isFalse();
            assertThat(ChangedIds.between(part.reader(), new SnapshotHorizon(now.server(), now.xmin()), now)
                            .messages())
                    .isEqualTo(new IdBitmap());
        }
    }

    /** A part of a run that makes all files, and is told of no end. */
    private void writeFiles() {
        try (Part part = part();
                Journal journal = journal()) {
            ArchiveJournal its = ArchiveJournal.of(journal, "acme");
            its.begun(part.conditions(), "");
            spans = part.ids().spans(List.of());
            for (IdRange span : spans) {
                WrittenFile written = part.file()
                        .write(part.reader(), List.of(span), this::staged)
                        .get(0);
                UnfinishedFile file = written.file();
                its.did(new MessagesDone(span, written.ids(), file.commit(), file.rows(), written.found()));
            }
        }
    }

    private void assertMadeAgain(Set<Integer> files) {
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            if (!files.contains(i)) {
                expected.add(spans.get(i).first());
            }
        }
        try (Part part = part();
                Journal journal = journal()) {
            SnapshotHorizon before = ArchiveJournal.of(journal, "acme")
                    .conditions()
                    .orElseThrow()
                    .standpoint();
            ChangedIds changes =
                    ChangedIds.between(part.reader(), before, part.conditions().standpoint());

            assertThat(kept(part, journal, part.conditions(), changes)).containsExactlyElementsOf(expected);
            assertMendedAsWrittenAnew(part, keptFiles(part, journal, part.conditions(), changes), changes);
        }
    }

    /** What mends a file leaves the bytes that writing it does, or leaves it to that. */
    private void assertMendedAsWrittenAnew(Part part, ReusableFiles kept, ChangedIds changes) {
        kept.stale().forEach((first, stale) -> {
            IdRange span = stale.file().span();
            Optional<WrittenFile> mended = part.file()
                    .mend(part.reader(), stale, changes.userMessages().changed(), staged(first));
            if (mended.isPresent()) {
                WrittenFile fromStart = part.file()
                        .write(part.reader(), List.of(span), any -> folder.resolve("from-start"))
                        .get(0);
                assertThat(mended.get().ids()).isEqualTo(fromStart.ids());
                assertThat(mended.get().file().rows())
                        .isEqualTo(fromStart.file().rows());
                assertThat(mended.get().file().commit())
                        .isEqualTo(fromStart.file().commit());
                assertThat(mended.get().found()).isEqualTo(fromStart.found());
                mends++;
            } else {
                refusals++;
            }
        });
    }

    private List<Long> kept(Part part, Journal journal, Conditions now, ChangedIds changes) {
        return List.copyOf(keptFiles(part, journal, now, changes).whole().keySet());
    }

    private ReusableFiles keptFiles(Part part, Journal journal, Conditions now, ChangedIds changes) {
        return ReusableFiles.of(
                part.reader(), part.file(), ArchiveJournal.of(journal, "acme"), now, changes, this::staged);
    }

    private Part part() {
        Source source = server.source();
        SnapshotReader reader = source.reader();
        ExportPlan plan = ExportPlan.of(source.schema(), false);
        RealmIds ids = RealmIds.read(reader, SampleCopies.acme(reader), plan);
        MessageFile file = new MessageFile(plan, ids);
        Conditions conditions = new Conditions(
                source.standpoint(), file.rules(false, "test"), ids.parameters().ids("receivers"));
        return new Part(source, reader, ids, file, conditions);
    }

    private Journal journal() {
        return Journal.open(folder.resolve(database + ".jsonl"));
    }

    private Path staged(long first) {
        return staging.resolve(first + ".json");
    }

    /** The id of a usermessage in a file, of somebody who receives some. */
    private String copyIn(int file) {
        return "(SELECT max(u.id) FROM zulip.zerver_usermessage u JOIN zulip.zerver_userprofile p"
                + " ON p.id = u.user_profile_id AND p.realm_id = 2 AND NOT p.is_mirror_dummy WHERE u.message_id BETWEEN "
                + spans.get(file).first() + " AND " + spans.get(file).last() + ")";
    }
}
