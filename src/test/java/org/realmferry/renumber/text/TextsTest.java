/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.IdBitmap;
import org.realmferry.input.Input;
import org.realmferry.renumber.ArchiveIds;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.ShiftedIds;
import org.realmferry.renumber.SmallArchive;
import org.realmferry.schema.ZulipTables;

/** The ids in texts: which are found, which stay, and that long texts take no longer a letter than short ones. */
class TextsTest {
    private static final int LETTERS = 1_000_000;
    private static final int MOST_STEPS = 40;

    private Texts texts;

    /** Users move by 100, channels by 200, messages by 300, groups by 400, realms by 500. */
    @BeforeEach
    void make(@TempDir Path folder) throws IOException {
        Path rows = Files.writeString(
                folder.resolve("attachment.json"), "{\"id\":1,\"path_id\":\"2/ab/folder/a.png\"}\n]\n");
        ArchiveIds survey = SmallArchive.of(folder, Map.of("zerver_attachment", new Input.Section(rows, 0, 1)));
        survey.readTables();
        NewIds ids = new NewIds(survey);
        Map.of(
                        ZulipTables.USERS,
                        100,
                        "zerver_stream",
                        200,
                        "zerver_message",
                        300,
                        "zerver_usergroup",
                        400,
                        ZulipTables.REALMS,
                        500)
                .forEach((table, add) -> ids.put(
                        table, new ShiftedIds(IdBitmap.bitmapOf(-7, 1, 2, 7, 9), add, 0, Map.of(), new IdBitmap())));
        texts = new Texts(ids);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "@**Bob|7** @_**Bob|9**, @**Bob**, 7|7 ~ @**Bob|107** @_**Bob|109**, @**Bob**, 7|7",
                "#**rome>a topic @ noon@7** #**rome>7** ~ #**rome>a topic @ noon@307** #**rome>7**",
                "#narrow/channel/7-rome/near/9 ~ #narrow/channel/207-rome/near/309",
                "see /#narrow/dm/7,9-group (or #user/9) ~ see /#narrow/dm/107,109-group (or #user/109)",
                "[x](#groups/7/members)|#channels/9/rome ~ [x](#groups/407/members)|#channels/209/rome",
                "/user_uploads/2/no/where/b.png ~ /user_uploads/502/no/where/b.png",
                "/user_uploads/thumbnail/2/a/b.png ~ /user_uploads/thumbnail/502/a/b.png",
                "user_avatars/2/emoji/images/1.png ~ user_avatars/502/emoji/images/1.png",
                "/avatar/7?s=50 /avatar/7x /avatar/7@x ~ /avatar/107?s=50 /avatar/7x /avatar/7@x",
                "@**Bob|-7** #**rome>a@-7** @**Bob|-** ~ @**Bob|93** #**rome>a@293** @**Bob|-**",
                "#narrow/channel/-7-rome/near/-7 #narrow/dm/-7,9-x ~ #narrow/channel/193-rome/near/293 #narrow/dm/93,109-x",
                "/user_uploads/-7/a/b.png /avatar/-7 ~ /user_uploads/493/a/b.png /avatar/93",
                "https://own.example/#narrow/channel/1-a ~ https://own.example/#narrow/channel/201-a",
            })
    void idsFollowTheirRows(String text, String mapped) {
        assertThat(texts.map(text, false, Set.of("narrow/channel/1-a"))).isEqualTo(mapped);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://other.example/#narrow/channel/7-rome",
                "https://other.example#narrow/channel/7-rome",
                "http://h?x=/#narrow/channel/7-rome and 1http://h|/#narrow/channel/7-rome",
                "zulip+x-1.0://h=/avatar/7 a/#narrow/channel/7",
                "https://other.example/user_uploads/2/no/where/b.png",
                "https://other.example/avatar/7 other.example/avatar/7",
                "@**Bob|123456789012345678**",
            })
    void whatIsOfOtherHostsStays(String text) {
        assertThat(texts.map(text, false, Set.of())).isEqualTo(text);
    }

    @Test
    void aFileOfAnotherHostIsOursWhereItsFolderIsThatOfAnUpload() {
        assertThat(texts.map("https://own.example/user_uploads/2/ab/folder/a.png", false, Set.of()))
                .isEqualTo("https://own.example/user_uploads/502/ab/folder/a.png");
    }

    @Test
    void whatZulipRenderedHasItsIdsInAttributes() {
        assertThat(texts.map(
                        "<span data-user-id=\"7\"></span><a data-stream-id=\"9\" href=\"/#narrow/channel/9-x\"></a>"
                                + "<i data-user-group-id=\"2\">@**Bob|7**</i><b data-user-id=\"*\"></b>",
                        true,
                        Set.of()))
                .isEqualTo("<span data-user-id=\"107\"></span><a data-stream-id=\"209\""
                        + " href=\"/#narrow/channel/209-x\"></a><i data-user-group-id=\"402\">@**Bob|7**</i><b"
                        + " data-user-id=\"*\"></b>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@**Bob|7**",
                "#**rome>a@7**",
                "#narrow/channel/7",
                "#channels/7",
                "#streams/7",
                "#user/7",
                "#groups/7",
                "<b data-user-id=\\\"7\\\">",
                "/user_uploads/2/a",
                "user_avatars/2/a",
                "/avatar/7",
            })
    void aTextThatWouldChangeMayHoldIds(String text) {
        assertThat(mayHoldIds(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a plain text", "# a title", "a | b", "#other/7", "7", "/avatars", "|", "#", "super_user"})
    void mostTextsHoldNone(String text) {
        assertThat(mayHoldIds(text)).isFalse();
        assertThat(texts.map(text, false, Set.of())).isEqualTo(text);
    }

    private static boolean mayHoldIds(String text) {
        byte[] json = ('"' + text + '"').getBytes(StandardCharsets.UTF_8);
        return Texts.mayHoldIds(json, 0, json.length);
    }

    @ParameterizedTest
    @CsvSource({
        "2/ab/c.png, 502/ab/c.png",
        "2/, 502/",
        "3/a, 3/a",
        "2, 2",
        "/2, /2",
        "2a/b, 2a/b",
        "123456789012345678/a, 123456789012345678/a"
    })
    void aPathBeginsWithTheIdOfItsRealm(String path, String mapped) {
        assertThat(texts.path(path)).isEqualTo(mapped);
    }

    @Test
    void anIdThatIsTooLongForOneStays() {
        assertThat(texts.reference(ZulipTables.USERS, "7")).isEqualTo("107");
        assertThat(texts.reference(ZulipTables.USERS, "000000000000000007")).isEqualTo("000000000000000007");
    }

    /** What a text begins with, and what comes again and again then. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@** |1",
                "#**a> @1",
                "#** >",
                "x:// #",
                "x://h #narrow",
                "x:// =",
                "href=\"# a",
                "#narrow/ ,",
                "/user_uploads/1/ /",
                "a",
                "0",
                "f0",
                "a:",
                "://",
                "a://",
                "a.b-",
                "#",
                "/",
                "@**",
                "@**|",
                "|",
                "#**",
                "#**a>",
                "@",
                "(",
                "[a](",
                "https://a/",
                "http://aaaa",
                "#narrow/",
                "/#narrow/a",
                "user_uploads/",
                "user_uploads/1/",
                "/avatar/1",
                "1+",
                "data-user-id=\"",
                "=/",
                "href=\"#a/",
                "href=\"/#a",
            })
    void eachLetterOfALongTextIsLookedAtAFewTimes(String part) {
        String again = part.substring(part.indexOf(' ') + 1);
        countSteps(part.substring(0, part.length() - again.length()).strip()
                + again.repeat(LETTERS / 10 / again.length()) + " @**Bob|7**");
    }

    @Test
    void aMillionLettersAreLookedAtAFewTimesEach() {
        countSteps("f0".repeat(LETTERS / 2) + " @**Bob|7**");
    }

    private static void countSteps(String text) {
        for (Pattern pattern : Texts.patterns()) {
            Counted counted = new Counted(text, new AtomicLong());
            Matcher matcher = pattern.matcher(counted);
            while (matcher.find()) {
                // Only the steps count.
            }
            assertThat(counted.steps().get()).as(pattern.pattern()).isPositive();
        }
    }

    @Test
    void aLongPathIsLookedUpByItsFirstNamesOnly() {
        String path = "https://other.example/user_uploads/2" + "/a".repeat(LETTERS / 2);
        assertThat(texts.map(path + " @**Bob|7**", false, Set.of())).isEqualTo(path + " @**Bob|107**");
    }

    /** A text that counts how often a letter is asked for. */
    private record Counted(String text, AtomicLong steps) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (steps.incrementAndGet() > (long) MOST_STEPS * text.length()) {
                throw new AssertionError("over " + MOST_STEPS + " steps a letter");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }
    }
}
