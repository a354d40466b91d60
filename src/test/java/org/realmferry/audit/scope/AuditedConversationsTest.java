/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.Failure;
import org.realmferry.audit.SmallAudit;
import org.realmferry.selection.Unapproved;

/** Who of those that may be in an archive could read what is in it. */
class AuditedConversationsTest {
    private SmallAudit archive;

    @BeforeEach
    void make(@TempDir Path folder) {
        archive = new SmallAudit(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "30, 8, false",
        "32, 8, true",
        "32, 7, false",
        "33, 8, false",
        "36, 7, false",
        "34, 8, false",
        "39, 7, false",
    })
    void aMessageThatAnApprovedUserCouldReadMayBeThere(long recipient, long sender, boolean seen) throws IOException {
        assertThat(objection(approved(), recipient, sender, seen)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "32 ~ 8 ~ nobody approved received it, and the private channel 22 protects its history",
                "31 ~ 8 ~ nobody approved is subscribed to the private channel 21",
                "31 ~ 7 ~ nobody approved is subscribed to the private channel 21",
                "36 ~ 8 ~ neither its sender nor its receiver (user 8) is approved",
                "35 ~ 7 ~ nobody approved is in the group conversation (recipient 35)",
                "39 ~ 8 ~ it was sent to a system bot, and its sender is not approved",
                "99 ~ 7 ~ its recipient 99 is not in the archive",
            })
    void anyOtherIsTold(long recipient, long sender, String why) throws IOException {
        assertThat(objection(approved(), recipient, sender, false)).hasValue(why);
    }

    @Test
    void anOpenHistoryIsReadByWhoIsSubscribed() throws IOException {
        archive.table("zerver_subscription", "{'id':1,'user_profile':7,'recipient':31}");

        assertThat(objection(approved(), 31, 8, false)).isEmpty();
    }

    @Test
    void whatAMirrorDummyReceivedLeavesNoTrace() throws IOException {
        archive.table("zerver_subscription", "{'id':1,'user_profile':9,'recipient':32}");
        Audience dummy = Audience.listed(List.of(9L), Unapproved.PLACEHOLDER);

        assertThat(objection(dummy, 32, 8, false)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "31 ~ the channel 21 is private",
                "33 ~ it was not sent to a channel (recipient 33)",
                "34 ~ it was not sent to a channel (recipient 34)",
            })
    void aPublicExportHasPublicChannelsOnly(long recipient, String why) throws IOException {
        assertThat(objection(Audience.nobody(), recipient, 7, true)).hasValue(why);
        assertThat(objection(Audience.nobody(), 30, 8, false)).isEmpty();
    }

    @Test
    void whereOthersLeaveNoTraceAGroupHasTwoApprovedMembers() throws IOException {
        AuditedConversations conversations = archive.scope(approved()).conversations();

        assertThat(conversations.objectionToSize(
                        archive.rows("h.json", "h", "{'id':1,'recipient':34}").get(0)))
                .hasValue("fewer than two approved people are in the group conversation (recipient 34)");
        assertThat(conversations.objectionToSize(archive.rows("h.json", "h", "{'id':1,'recipient':34,'group_size':1}")
                        .get(0)))
                .isEmpty();
        archive.table(
                "zerver_subscription",
                "{'id':1,'user_profile':7,'recipient':34}",
                "{'id':2,'user_profile':8,'recipient':34}");
        Audience both = Audience.listed(List.of(7L, 8L), Unapproved.OMIT);
        assertThat(archive.scope(both)
                        .conversations()
                        .objectionToSize(archive.rows("h.json", "h", "{'id':1,'recipient':34}")
                                .get(0)))
                .isEmpty();
    }

    @Test
    void whereOthersLeaveNoTraceAPrivateChannelHasAnApprovedSubscriber() throws IOException {
        AuditedConversations conversations = archive.scope(approved()).conversations();

        assertThat(conversations.objectionToChannel(30)).isEmpty();
        assertThat(conversations.objectionToChannel(32)).isEmpty();
        assertThat(conversations.objectionToChannel(33)).isEmpty();
        assertThat(conversations.objectionToChannel(31))
                .hasValue("nobody approved is subscribed to the private channel 21");
    }

    @Test
    void conversationsAreKnownByTheirKind() throws IOException {
        AuditedConversations conversations = archive.scope(approved()).conversations();

        assertThat(conversations.isGroup(34)).isTrue();
        assertThat(conversations.isGroup(30)).isFalse();
        assertThat(conversations.isChannel(20)).isTrue();
        assertThat(conversations.isChannel(30)).isFalse();
    }

    @Test
    void aRecipientOfAnotherTypeIsADamage() {
        archive.table("zerver_recipient", "{'id':30,'type':4,'type_id':20}");

        assertThatThrownBy(() -> archive.scope(approved()))
                .isInstanceOf(Failure.class)
                .hasMessage("realm.json: zerver_recipient 30: type is not 1, 2 or 3");
    }

    @Test
    void peopleAreThoseOfAllThreeTables() throws IOException {
        People people = archive.people();

        assertThat(people.realm().stringId()).isEqualTo("acme");
        assertThat(people.users()).hasSize(3);
        assertThat(people.isUser(8) && people.isUser(9)).isTrue();
        assertThat(people.isUser(3)).isFalse();
        assertThat(people.isDummy(9)).isTrue();
        assertThat(people.isDummy(8)).isFalse();
        assertThat(people.isSystemBot(3)).isTrue();
        assertThat(people.hasNoPicture(8)).isTrue();
        assertThat(people.hasNoPicture(7)).isFalse();
        assertThat(people.email(3)).hasValue("welcome-bot@zulip.com");
        assertThat(people.email(77)).isEmpty();
    }

    @Test
    void anAccountThatOnlyCallsItselfASystemBotIsNone() throws IOException {
        archive.table("zerver_userprofile_crossrealm", "{'id':3,'email':'welcome-bot@evil.example','recipient_id':39}");

        assertThat(archive.people().isSystemBot(3)).isFalse();
    }

    @Test
    void thereIsJustOneRealm() {
        archive.table("zerver_realm");
        assertThatThrownBy(archive::people)
                .isInstanceOf(Failure.class)
                .hasMessage("realm.json: zerver_realm has no row");

        String realm = "{'id':2,'string_id':'acme','deactivated':false}";
        archive.table("zerver_realm", realm, realm);
        assertThatThrownBy(archive::people)
                .isInstanceOf(Failure.class)
                .hasMessage("realm.json: zerver_realm has two rows");
    }

    @Test
    void theVisibilityOfAnAddressIsTheUsersOwnOrTheRealms() throws IOException {
        archive.table(
                "zerver_realm", "{'id':2,'domain':'acme.example','deactivated':false,'email_address_visibility':4}");
        People people = archive.people();

        assertThat(people.realm().stringId()).isEqualTo("acme.example");
        assertThat(people.visibility(archive.rows("u.json", "u", "{'id':7}").get(0)))
                .isEqualTo(4);
        assertThat(people.visibility(archive.rows("u.json", "u", "{'id':7,'email_address_visibility':1}")
                        .get(0)))
                .isEqualTo(1);
    }

    private static Audience approved() {
        return Audience.listed(List.of(7L), Unapproved.PLACEHOLDER);
    }

    private Optional<String> objection(Audience audience, long recipient, long sender, boolean seen)
            throws IOException {
        return archive.scope(audience)
                .conversations()
                .objection(
                        archive.rows("m.json", "m", "{'id':1,'recipient':" + recipient + ",'sender':" + sender + "}")
                                .get(0),
                        seen);
    }
}
