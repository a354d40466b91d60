/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ids in links to conversations, messages and people. */
class LinksTest {
    /** Gives an id with the first letter of its table, so that a test sees which table was asked. */
    private static String map(String link) {
        return Links.map(link, (table, id) -> table.replace("zerver_", "") + id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "narrow/channel/7-rome/topic/9/near/3 narrow/channel/stream7-rome/topic/9/near/message3",
                "narrow/-sender/7-any/is/dm narrow/-sender/userprofile7-any/is/dm",
                "narrow/dm/1,2,3-group narrow/dm/userprofile1,userprofile2,userprofile3-group",
                "narrow/pm-with/1%2C2-group narrow/pm-with/userprofile1%2Cuserprofile2-group",
                "narrow/pm-with/1.2C2-group narrow/pm-with/userprofile1.2Cuserprofile2-group",
                "narrow/near/-7/-with/-8 narrow/near/message-7/-with/message-8",
                "narrow/dm/-1,2,-3-group narrow/dm/userprofile-1,userprofile2,userprofile-3-group",
                "narrow/channel/-7-rome narrow/channel/stream-7-rome",
                "narrow/channel/-rome narrow/channel/-rome",
                "narrow/STREAM/7 narrow/STREAM/stream7",
                "narrow/channel/7rome narrow/channel/7rome",
                "narrow/channel/123456789012345678 narrow/channel/123456789012345678",
                "narrow/topic/7 narrow/topic/7",
                "narrow/channel narrow/channel",
                "channels/7/rome channels/stream7/rome",
                "user/7 user/userprofile7",
                "groups/7/members groups/usergroup7/members",
                "groups/your groups/your",
                "narrow/dm/ narrow/dm/",
                "narrow/dm/1,,2 narrow/dm/1,,2",
                "narrow/group-pm-with/1,2 narrow/group-pm-with/userprofile1,userprofile2",
                "narrow/from/3/with/4/id/5 narrow/from/userprofile3/with/message4/id/message5",
                "narrow/near/3/channel narrow/near/message3/channel",
                "narrow/search/channel/7 narrow/search/channel/7",
                "narrow/channel/7-a%2Fb/topic/near/near/9 narrow/channel/stream7-a%2Fb/topic/near/near/message9",
                "streams/7 streams/stream7",
                "settings/7 settings/7",
                "channels/new channels/new",
            })
    void operandsAreIdsOfTheirTable(String link, String mapped) {
        assertThat(map(link)).isEqualTo(mapped);
    }

    @Test
    void aListOfAnyLengthIsRead() {
        assertThat(map("narrow/dm/1" + ",2".repeat(100_000) + "-group"))
                .isEqualTo("narrow/dm/userprofile1" + ",userprofile2".repeat(100_000) + "-group");
        assertThat(map("narrow/dm/1" + ",2".repeat(100_000) + "x")).endsWith("2,2x");
    }

    @Test
    void aLinkWithoutAnythingBehindItsFirstNameStays() {
        assertThat(map("narrow")).isEqualTo("narrow");
        assertThat(map("user/")).isEqualTo("user/");
    }

    @Test
    void aTextWithoutLinksHasNoneOfItsOwn() {
        assertThat(Links.own("<p>narrow/channel/7</p>")).isEmpty();
        assertThat(Links.own("")).isEmpty();
    }

    @Test
    void linksAreComparedAsTheyAreWritten() {
        assertThat(Links.plain("narrow/topic/a&amp;b&amp;c")).isEqualTo("narrow/topic/a&b&c");
    }

    @Test
    void ownLinksAreThoseThatWereRenderedWithoutAHost() {
        assertThat(Links.own(
                        "<a href=\"/#narrow/channel/7-a&amp;b\"><a href=\"#user/1\"><a href=\"https://h/#user/2\">"))
                .containsExactlyInAnyOrder("narrow/channel/7-a&b", "user/1");
    }
}
