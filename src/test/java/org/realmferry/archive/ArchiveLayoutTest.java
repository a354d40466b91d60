/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveLayoutTest {
    private final ArchiveLayout layout = new ArchiveLayout(Path.of("/run/acme"));

    @Test
    void filesHaveZulipsNames() {
        assertThat(layout.name(layout.realm())).isEqualTo("realm.json");
        assertThat(layout.name(layout.messages(1))).isEqualTo("messages-000001.json");
        assertThat(layout.name(layout.messages(1_234_567))).isEqualTo("messages-1234567.json");
        assertThat(layout.name(layout.records(FileSet.REALM_ICONS))).isEqualTo("realm_icons/records.json");
        assertThat(layout.name(layout.file(FileSet.UPLOADS, "2/ab/é.txt"))).isEqualTo("uploads/2/ab/é.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"./run/acme", "runs/../run/acme", "acme", ""})
    void aFolderMayBeNamedInAnyWay(String root) {
        ArchiveLayout relative = new ArchiveLayout(Path.of(root));

        assertThat(relative.name(relative.realm())).isEqualTo("realm.json");
        assertThat(relative.name(relative.file(FileSet.UPLOADS, "2/a.txt"))).isEqualTo("uploads/2/a.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2/ab/c.txt", "plain", "...", ".hidden", "a/records.json", "a/..b", "back\\slash", "a b/ü"})
    void aPlainRelativePathIsFine(String path) {
        assertThat(ArchiveLayout.objection(path)).isEmpty();
        assertThat(layout.file(FileSet.UPLOADS, path)).startsWithRaw(Path.of("/run/acme/uploads"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/passwd", "../other", "a/../b", "a/..", ".", "./a", "a//b", "a/"})
    void aPathThatIsNotPlainIsRefused(String path) {
        assertThat(ArchiveLayout.objection(path)).contains("it is not a plain relative path");
    }

    @Test
    void aNulIsRefused() {
        assertThat(ArchiveLayout.objection("a\0b")).contains("it contains a NUL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"records.json", "records.json/a"})
    void theNameOfTheArchivesOwnListIsRefused(String path) {
        assertThat(ArchiveLayout.objection(path)).contains("the name is the archive's own");
    }

    @Test
    void namesAreMeasuredInBytes() {
        assertThat(ArchiveLayout.objection("é".repeat(127))).isEmpty();
        assertThat(ArchiveLayout.objection("é".repeat(128))).contains("it is too long for a file system");
        assertThat(ArchiveLayout.objection("a/".repeat(1023) + "bc")).isEmpty();
        assertThat(ArchiveLayout.objection("a/".repeat(1024) + "b")).contains("it is too long for a file system");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../realm.json", "..", "", "a/../../b", "/etc/passwd"})
    void noPathLeadsOutOfItsFolder(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> layout.file(FileSet.UPLOADS, path));
    }
}
