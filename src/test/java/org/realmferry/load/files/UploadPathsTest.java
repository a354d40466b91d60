/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadPathsTest {
    private static final byte[] KEY = "key of a run".getBytes(StandardCharsets.UTF_8);
    private static final String OLD = "5/c8/H8XjzrWBquJ46VM7Nf5-LUe0/anim.gif";

    @Test
    void aPathOnDisksHasZulipsForm() {
        assertThat(new UploadPaths(7, true, KEY).of(OLD))
                .matches("7/(0|[1-9a-f][0-9a-f]?)/[A-Za-z0-9_-]{24}/anim\\.gif");
    }

    @Test
    void aKeyInS3HasNoFolderOfDigits() {
        assertThat(new UploadPaths(7, false, KEY).of(OLD)).matches("7/[A-Za-z0-9_-]{24}/anim\\.gif");
    }

    @Test
    void eachAttemptGivesTheSamePath() {
        assertThat(new UploadPaths(7, true, KEY).of(OLD)).isEqualTo(new UploadPaths(7, true, KEY).of(OLD));
    }

    @Test
    void anotherKeyOrAnotherFileGivesAnotherPath() {
        String path = new UploadPaths(7, true, KEY).of(OLD);

        assertThat(new UploadPaths(7, true, new byte[] {1}).of(OLD)).isNotEqualTo(path);
        assertThat(new UploadPaths(7, true, KEY).of("5/c8/other/anim.gif")).isNotEqualTo(path);
    }

    @Test
    void foldersAreSpreadAndHaveNoLeadingZero() {
        UploadPaths paths = new UploadPaths(7, true, KEY);
        Set<String> folders = new HashSet<>();
        for (int i = 0; i < 5000; i++) {
            folders.add(paths.of("5/" + i + "/a").split("/", -1)[1]);
        }

        assertThat(folders).hasSize(256).contains("0", "f", "10", "ff").doesNotContain("00", "0f");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "text-é-日本.txt,text-é-日本.txt",
                "a  b -- c.txt,a-b-c.txt",
                "\" a\u00a0b \",a-b",
                "a(1)&?.png,a1.png",
                "ﬁne①.pdf,fine1.pdf",
                "snake_case.tar.gz,snake_case.tar.gz",
                "*,uploaded-file",
                "..,uploaded-file",
                "\" . \",uploaded-file",
                "हिन्दी,हनद",
                "½Ⅻ,12XII",
            })
    void namesAreThoseThatZulipGives(String name, String expected) {
        assertThat(UploadName.sanitize(name)).isEqualTo(expected);
    }
}
