/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.IdBitmap;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.rows.ReferenceChecks;

/** Files of messages: each by itself, and all together. */
class MessageFilesVerifierTest {
    private SmallArchive archive;

    @BeforeEach
    void make(@TempDir Path folder) {
        archive = new SmallArchive(folder);
        archive.ids().of(ZulipTables.USERS).addLong(7);
    }

    @Test
    void filesThatFollowEachOtherAreNoFinding() throws IOException {
        messages(1, "1,2", "{'id':1,'message':1,'user_profile':7},{'id':2,'message':2,'user_profile':7}");
        messages(2, "3", "{'id':5,'message':3,'user_profile':7}");

        assertThat(verified(true)).isEmpty();
        assertThat(archive.ids().of("zerver_message")).isEqualTo(IdBitmap.bitmapOf(1, 2, 3));
        assertThat(archive.ids().of("zerver_usermessage")).isEqualTo(IdBitmap.bitmapOf(1, 2, 5));
    }

    @Test
    void aNumberThatIsMissingStopsAnImport() throws IOException {
        messages(1, "1", "");
        messages(3, "3", "");
        messages(6, "6", "");

        assertThat(verified(true))
                .containsExactly(
                        "MISSING_FILE messages-000002.json: later message files exist, but not this one: an"
                                + " import would silently stop before it",
                        "MISSING_FILE messages-000004.json: later message files exist, but not this one, and"
                                + " all to messages-000005.json: an import would silently stop before it");
    }

    @Test
    void anIdOfTwoFilesIsTold() throws IOException {
        messages(1, "1,2", "{'id':5,'message':1,'user_profile':7}");
        messages(2, "2,3", "{'id':5,'message':3,'user_profile':7}");

        assertThat(verified(false))
                .containsExactly(
                        "DUPLICATE messages-000002.json zerver_message 2: another file also has a row with this id",
                        "DUPLICATE messages-000002.json zerver_usermessage 5: another file also has a row with this id");
    }

    @Test
    void rangesFollowEachOtherWhereTheReleaseHasThemSo() throws IOException {
        messages(1, "4,5", "");
        messages(2, "1,2", "");

        assertThat(verified(false)).isEmpty();
    }

    @Test
    void aRangeBeforeThatOfTheFileBeforeIsOutOfOrder() throws IOException {
        messages(1, "4,5", "");
        messages(2, "1,9", "");

        assertThat(verified(true))
                .containsExactly("WRONG_ORDER messages-000002.json: its first message, 1, is not after the last of"
                        + " messages-000001.json, 5");
    }

    @Test
    void aUsermessageIsOfAMessageOfItsFile() throws IOException {
        messages(1, "1", "{'id':1,'message':2,'user_profile':7},{'id':2,'message':1,'user_profile':8}");
        messages(2, "2", "");

        assertThat(verified(true))
                .containsExactly(
                        "DANGLING messages-000001.json zerver_usermessage 1: message refers to 2, but the file has no such"
                                + " message",
                        "DANGLING messages-000001.json zerver_usermessage 2: user_profile refers to 8, but the archive has"
                                + " no such row of zerver_userprofile");
    }

    @Test
    void usermessagesMayStandBeforeTheMessages() throws IOException {
        archive.file(
                "messages-000001.json",
                "{'zerver_usermessage':[{'id':1,'message':1},{'id':2,'message':9}],'zerver_message':[{'id':1}]}");

        assertThat(verified(true))
                .containsExactly(
                        "DANGLING messages-000001.json zerver_usermessage 2: message refers to 9, but the file has no"
                                + " such message");
    }

    @Test
    void anotherTableAndATableTwiceAreTold() throws IOException {
        archive.file(
                "messages-000001.json",
                "{'zerver_message':[{'id':1}],'zerver_usermessage':[],'zerver_userprofile':[{'id':7}],"
                        + "'zerver_usermessage':[]}");

        assertThat(verified(true))
                .contains("SECRET messages-000001.json zerver_userprofile: no message file has such a table")
                .contains("MALFORMED messages-000001.json zerver_usermessage: duplicate table");
    }

    @Test
    void aFileHoldsAThousandMessagesAtMost() throws IOException {
        messages(1, LongStream.rangeClosed(1, 1001).mapToObj(String::valueOf).collect(Collectors.joining(",")), "");

        assertThat(verified(true))
                .containsExactly(
                        "WRONG_COUNT messages-000001.json zerver_message: a file holds at most 1000 messages, but this one has 1001");
    }

    @Test
    void aFileThatIsCutOffIsTold() throws IOException {
        archive.file("messages-000001.json", "{'zerver_message':[{'id':1},");

        assertThat(verified(true))
                .hasSize(1)
                .allMatch(line -> line.startsWith("MALFORMED messages-000001.json: line 1"));
    }

    @Test
    void otherNamesAreNoFilesOfMessages() throws IOException {
        archive.file("messages-1.json", "{}").file("messages-000000.json", "{}").file("messages-0000001.json", "{}");

        assertThat(new MessageFilesVerifier(archive.open()).names()).isEmpty();
    }

    @Test
    void theManifestNamesTheFirstAndTheLastMessage() throws IOException {
        messages(1, "3,4", "");
        archive.file(
                "realmferry.json",
                "{'format':1,'zulip_version':'11.0','rows':{'zerver_message':2},'files':[{'path':'messages-000001.json',"
                        + "'bytes':1,'sha256':'s','rows':{'zerver_message':2},'first_message':3,'last_message':9}]}");
        Optional<ManifestVerifier> manifest =
                ManifestVerifier.read(archive.folder(), archive.found().sink());
        VerifiedArchive verified = archive.open(manifest);

        MessageFileVerifier.read(verified, "messages-000001.json", references(), true);

        assertThat(archive.found().messages())
                .hasSize(2)
                .anyMatch(message -> message.contains("bytes, but the manifest says 1"))
                .contains("its messages are 3 to 4, but the manifest has other values");
        assertThat(verified.isCurrent()).isTrue();
    }

    private List<String> verified(boolean ordered) {
        VerifiedArchive open = archive.open();
        MessageFilesVerifier files = new MessageFilesVerifier(open);
        files.names()
                .forEach((number, name) ->
                        files.add(number, MessageFileVerifier.read(open, name, references(), ordered)));
        files.check(ordered);
        return archive.found().lines();
    }

    private ReferenceChecks references() {
        return new ReferenceChecks(archive.ids(), new IdBitmap(), true, false, true);
    }

    private void messages(int number, String ids, String userMessages) throws IOException {
        String rows =
                List.of(ids.split(",")).stream().map(id -> "{'id':" + id + "}").collect(Collectors.joining(","));
        archive.file(
                "messages-00000" + number + ".json",
                "{'zerver_message':[" + rows + "],'zerver_usermessage':[" + userMessages + "]}");
    }
}
