/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.renumber.SmallArchive;

/** The new paths of an import's uploads, in links. */
class FilePathsTest {
    private static final Map<String, String> NEW = Map.of(
            "2/ab/token/a.png", "5/cd/secret/a.png",
            "2/ab/other/é.txt", "5/ef/secret/é.txt");

    private final FilePaths paths = FilePaths.replacing(path -> Optional.ofNullable(NEW.get(path)));

    @ParameterizedTest
    @CsvSource({
        "2/ab/token/a.png, 5/cd/secret/a.png",
        "2/ab/token/a.png/840x560.webp, 5/cd/secret/a.png/840x560.webp",
        "2/ab/token/a.png., 5/cd/secret/a.png.",
        "2/ab/token/a.png?x=2/ab, 5/cd/secret/a.png?x=2/ab",
        "2%2Fab%2Ftoken%2Fa.png&size=full, 5%2Fcd%2Fsecret%2Fa.png&size=full",
        "2/ab/other/é.txt, 5/ef/secret/é.txt",
        "2/ab/other/%C3%A9.txt, 5/ef/secret/%C3%A9.txt",
        "2/ab/token/a.png%, 5/cd/secret/a.png%",
    })
    void aKnownPathIsReplacedAndTheRestStays(String path, String mapped) {
        assertThat(paths.inLink(path, false)).contains(mapped);
        assertThat(paths.inLink(path, true)).contains(mapped);
    }

    @ParameterizedTest
    @CsvSource({"2/ab/token/b.png", "2/ab/token", "2/", "2%2F", "2/%zz", "2/ab/token/A.PNG"})
    void anUnknownPathStays(String path) {
        assertThat(paths.inLink(path, false)).isEmpty();
    }

    @Test
    void aLongPathIsLookedUpByItsBeginning() {
        assertThat(paths.inLink("2" + "/a".repeat(500_000), false)).isEmpty();
        assertThat(paths.inLink("2/ab/token/a.png" + "/a".repeat(100), false)).isPresent();
    }

    @Test
    void textsTakeThePathsThatAnImportGives() {
        Texts texts = new Texts(SmallArchive.ids(), paths);
        assertThat(texts.files("[a](/user_uploads/2/ab/token/a.png), /user_uploads/download/2/ab/token/a.png"
                        + " https://own.example/user_uploads/2/ab/token/a.png"
                        + " /user_uploads%2Fthumbnail%2F2%2Fab%2Ftoken%2Fa.png /user_uploads/2/x/y/z.png"))
                .isEqualTo("[a](/user_uploads/5/cd/secret/a.png), /user_uploads/download/5/cd/secret/a.png"
                        + " https://own.example/user_uploads/5/cd/secret/a.png"
                        + " /user_uploads%2Fthumbnail%2F5%2Fcd%2Fsecret%2Fa.png /user_uploads/2/x/y/z.png");
    }
}
