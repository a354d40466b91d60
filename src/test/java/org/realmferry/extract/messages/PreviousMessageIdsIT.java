/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.archive.disk.Written;
import org.realmferry.extract.SampleCopies;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.Parameters;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Scope;
import org.realmferry.source.SnapshotHorizon;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;

/** Going on from the ids of a former part, beside reading all of them again. */
@TestInstance(Lifecycle.PER_CLASS)
class PreviousMessageIdsIT {
    private static final String A_MESSAGE =
            "(SELECT id FROM zulip.zerver_message WHERE realm_id = 2 ORDER BY id OFFSET %d LIMIT 1)";

    private SampleCopies server;
    private String database = "";

    @TempDir
    private Path folder;

    private SnapshotHorizon earlier = new SnapshotHorizon("", 0);
    private PreviousMessageIds former;

    @BeforeAll
    void start() throws IOException, SQLException {
        server = SampleCopies.start(3000, 5);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void readFormer() throws SQLException {
        database = server.begin();
        try (Source source = server.source();
                SnapshotReader reader = source.reader()) {
            MessagesOfRealm read = all(source, reader, SampleCopies.acme(reader));
            earlier = source.standpoint();
            former = stored(read.forLaterParts().orElseThrow());
        }
    }

    @AfterEach
    void drop() throws SQLException {
        server.drop();
    }

    @Test
    void nothingChanged() {
        assertGoesOn();
    }

    @Test
    void messagesThatCameWithAClientOfTheirOwn() throws SQLException {
        server.execute(
                "INSERT INTO zulip.zerver_client (name) VALUES ('another')",
                copyOf(7, "(SELECT id FROM zulip.zerver_client WHERE name = 'another')"),
                copyOf(8, "sending_client_id"));
        assertGoesOn();
    }

    @Test
    void messagesThatAreGone() throws SQLException {
        delete("id IN (" + A_MESSAGE.formatted(100) + ", " + A_MESSAGE.formatted(101) + ", " + A_MESSAGE.formatted(900)
                + ")");
        assertGoesOn();
    }

    @Test
    void oneThatIsGoneAndOneThatCame() throws SQLException {
        delete("id = " + A_MESSAGE.formatted(100));
        server.execute(copyOf(7, "sending_client_id"));
        assertGoesOn();
    }

    @Test
    void messagesThatStayedAndLeaveNowAndTheOtherWayRound() throws SQLException {
        assertThat(former.leftOut().getLongCardinality()).isPositive();
        server.execute(
                "CREATE TEMP TABLE swapped AS SELECT min(id) AS one, max(id) AS other FROM zulip.zerver_message WHERE id IN ("
                        + former.messages().last() + ", " + former.leftOut().first() + ")",
                "CREATE TEMP TABLE was AS SELECT id, sender_id, recipient_id FROM zulip.zerver_message"
                        + " WHERE id IN (SELECT one FROM swapped UNION SELECT other FROM swapped)",
                "UPDATE zulip.zerver_message m SET sender_id = w.sender_id, recipient_id = w.recipient_id FROM was w"
                        + " WHERE m.id IN (SELECT id FROM was) AND w.id <> m.id");
        assertGoesOn();
    }

    @Test
    void oneThatIsAnotherRealmsNow() throws SQLException {
        server.execute("UPDATE zulip.zerver_message SET realm_id = 3 WHERE id = " + A_MESSAGE.formatted(50));
        assertGoesOn();
    }

    @Test
    void theOnlyMessageOfAClientIsGone() throws SQLException {
        server.execute(
                "INSERT INTO zulip.zerver_client (name) VALUES ('rare')",
                "UPDATE zulip.zerver_message SET sending_client_id = (SELECT max(id) FROM zulip.zerver_client) WHERE id = "
                        + A_MESSAGE.formatted(60));
        readAgain();
        delete("sending_client_id = (SELECT max(id) FROM zulip.zerver_client)");
        assertReadsAll();
    }

    @Test
    void theMessageOfAClientIsEdited() throws SQLException {
        server.execute("UPDATE zulip.zerver_message SET content = '' WHERE id = "
                + former.clients().values().iterator().next());
        assertGoesOn();
    }

    @Test
    void theMessageOfAClientHasAnotherNow() throws SQLException {
        server.execute("UPDATE zulip.zerver_message SET sending_client_id = sending_client_id % 2 + 1 WHERE id = "
                + former.clients().values().iterator().next());
        assertReadsAll();
    }

    @Test
    void tooManyChanged() throws SQLException {
        server.execute("UPDATE zulip.zerver_message SET content = '' WHERE id % 3 = 0");
        assertReadsAll();
    }

    @Test
    void otherConversationsDecide() throws SQLException {
        server.execute("DELETE FROM zulip.zerver_subscription WHERE recipient_id IN (SELECT r.id FROM"
                + " zulip.zerver_recipient r WHERE r.type = 3)");
        assertReadsAll();
    }

    @Test
    void whereUsermessagesDecideNothingIsStored() {
        try (Source source = server.source();
                SnapshotReader reader = source.reader()) {
            Scope consent = new Scope(
                    SampleCopies.acme(reader).realm(), Mode.CONSENT, Optional.empty(), false, ConsentRules.strict());
            assertThat(all(source, reader, consent).forLaterParts()).isEmpty();
        }
    }

    @Test
    void aFileThatIsGoneOrAnotherTellsNothing() throws IOException {
        Path file = folder.resolve("ids");
        String checksum = former.write(file);

        assertThat(PreviousMessageIds.read(file, checksum)).contains(former);
        assertThat(PreviousMessageIds.read(file, "another")).isEmpty();
        Files.write(file, new byte[] {0});
        assertThat(PreviousMessageIds.read(file, checksum)).isEmpty();
        Files.delete(file);
        assertThat(PreviousMessageIds.read(file, checksum)).isEmpty();
    }

    private void assertGoesOn() {
        assertThat(goesOn()).isTrue();
    }

    private void assertReadsAll() {
        assertThat(goesOn()).isFalse();
    }

    /** Whether what changed is enough; in the end all is as if read from the start. */
    private boolean goesOn() {
        try (Source source = server.source();
                SnapshotReader reader = source.reader()) {
            Scope scope = SampleCopies.acme(reader);
            ExportPlan plan = ExportPlan.of(source.schema(), false);
            ChangedIds changes = ChangedIds.between(reader, earlier, source.standpoint());
            MessagesOfRealm some = MessagesOfRealm.of(reader, scope, plan);
            boolean goesOn = some.readChanged(reader, former, changes.messages());
            if (!goesOn) {
                IdBlocks.parts(reader).forEach(part -> some.read(reader, part));
            }
            RealmIds expected = RealmIds.read(reader, scope, plan);
            RealmIds ids = some.end();
            assertThat(ids.messages()).isEqualTo(expected.messages());
            assertThat(ids.leftOut()).isEqualTo(expected.leftOut());
            assertThat(ids.parameters().ids("clients"))
                    .isEqualTo(expected.parameters().ids("clients"));
            filesOfFormer().forEach(file -> assertThat(ids.areAsIn(file)).isEqualTo(expected.areAsIn(file)));
            // Whatever was read, the next part can go on from it.
            PreviousMessageIds next = some.forLaterParts().orElseThrow();
            next.clients()
                    .forEach((client, message) ->
                            assertThat(ids.messages().contains(message)).isTrue());
            assertThat(MessagesOfRealm.read(
                                    reader,
                                    scope,
                                    plan,
                                    Optional.of(next),
                                    ChangedIds.between(reader, source.standpoint(), source.standpoint()))
                            .messages())
                    .isEqualTo(expected.messages());
            return goesOn;
        }
    }

    private List<MessagesDone> filesOfFormer() {
        RealmIds ids = new RealmIds(new Parameters(2), former.messages(), former.leftOut(), Optional.empty());
        return ids.spans(List.of()).stream()
                .map(span -> new MessagesDone(span, ids.checksum(span), new Written(0, ""), Map.of(), 0))
                .toList();
    }

    private void readAgain() throws SQLException {
        try (Source source = server.source();
                SnapshotReader reader = source.reader()) {
            earlier = source.standpoint();
            former = all(source, reader, SampleCopies.acme(reader))
                    .forLaterParts()
                    .orElseThrow();
        }
    }

    private PreviousMessageIds stored(PreviousMessageIds messages) {
        Path file = folder.resolve(database);
        return PreviousMessageIds.read(file, messages.write(file)).orElseThrow();
    }

    private static MessagesOfRealm all(Source source, SnapshotReader reader, Scope scope) {
        MessagesOfRealm read = MessagesOfRealm.of(reader, scope, ExportPlan.of(source.schema(), false));
        IdBlocks.parts(reader).forEach(part -> read.read(reader, part));
        read.end();
        return read;
    }

    private void delete(String where) throws SQLException {
        server.execute(
                "CREATE TEMP TABLE gone AS SELECT id FROM zulip.zerver_message WHERE " + where,
                "SET session_replication_role = replica",
                "DELETE FROM zulip.zerver_usermessage WHERE message_id IN (SELECT id FROM gone)",
                "DELETE FROM zulip.zerver_message WHERE id IN (SELECT id FROM gone)");
    }

    /** Inserts what one of the realm's messages has, but for the client. */
    private static String copyOf(int offset, String client) {
        return "DO $$ DECLARE r zulip.zerver_message; BEGIN SELECT * INTO r FROM zulip.zerver_message WHERE id = "
                + A_MESSAGE.formatted(offset) + "; r.sending_client_id := (SELECT "
                + client.replace("sending_client_id", "r.sending_client_id")
                + "); r.id := (SELECT max(id) + 5 FROM zulip.zerver_message);"
                + " INSERT INTO zulip.zerver_message SELECT r.*; END $$";
    }
}
