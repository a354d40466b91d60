/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.sample.FoundThings;
import org.realmferry.sample.SmallInput;

/** Texts that PostgreSQL doesn't take: named with table, row and field. Here {@code %} is a backslash. */
class BadTextsTest {
    private static final String NUL = " has the character %u0000, which PostgreSQL rejects in texts".replace('%', '\\');
    private static final String HALF =
            " has half of a surrogate pair, which is not a character and is invalid in UTF-8";

    @TempDir
    private Path folder;

    @Test
    void aFieldIsToldByItsRow() throws IOException {
        assertThat(found("{'zerver_stream':[{'id':1,'name':'fine'},{'name':'a%u0000','id':7}]}"))
                .containsExactly("VALUE file.json zerver_stream 7: name" + NUL);
    }

    @Test
    void aRowWithoutAnIdIsToldByItsPlace() throws IOException {
        assertThat(found("{'zerver_stream':[{'name':'fine'},{'name':'%ud83d'}]}"))
                .containsExactly("VALUE file.json zerver_stream row 2: name" + HALF);
    }

    @Test
    void aFieldIsToldOnceHoweverDeepItsTextsAre() throws IOException {
        assertThat(found("{'t':[{'id':1,'extra':{'a':['%u0000',{'b':'%ude00'}]},'other':'%u0000'}]}"))
                .containsExactly("VALUE file.json t 1: extra" + NUL, "VALUE file.json t 1: other" + NUL);
    }

    @Test
    void namesInsideOfAValueAreTextsToo() throws IOException {
        assertThat(found("{'t':[{'id':1,'extra':{'a%u0000':1}}]}")).containsExactly("VALUE file.json t 1: extra" + NUL);
    }

    @Test
    void recordsAreOneListAndElementsMayBePlain() throws IOException {
        assertThat(found("[{'path':'%u0000'},'%u0000']"))
                .containsExactly(
                        "VALUE file.json records row 1: path" + NUL, "VALUE file.json records row 2: records" + NUL);
    }

    @Test
    void aMemberThatIsNoTableIsLookedAt() throws IOException {
        assertThat(found("{'import_source':'%u0000','n':1}"))
                .containsExactly("VALUE file.json row 1: import_source" + NUL);
    }

    @Test
    void wholePairsAndEscapedBackslashesAreFine() throws IOException {
        assertThat(found("{'t':[{'id':1,'a':'%ud83d%ude00','b':'%%u0000'}]}")).isEmpty();
    }

    @Test
    void whatIsNoJsonWasToldBefore() throws IOException {
        assertThat(found("{'t':[{'id':1,'a':'%u0000'},{]}")).hasSize(1);
        assertThat(found("{'t':")).isEmpty();
    }

    @Test
    void aReadingFindsThemByItself() throws IOException {
        FoundThings found = new FoundThings();
        Path file = Files.writeString(folder.resolve("a.json"), json("\ufeff{'t':[{'id':1,'a':'%u0000'}]}"));

        FileReading.json(file, "a.json", found.sink(), json -> json.parser().skipChildren());

        assertThat(found.lines())
                .containsExactly(
                        "VALUE a.json: it begins with a byte-order mark, which Python's json rejects",
                        "VALUE a.json t 1: a" + NUL);
    }

    private List<String> found(String text) throws IOException {
        FoundThings found = new FoundThings();
        BadTexts.find(Files.writeString(folder.resolve("file"), json(text)), "file.json", found.sink());
        return found.lines();
    }

    private static String json(String text) {
        return SmallInput.json(text).replace('%', '\\');
    }
}
