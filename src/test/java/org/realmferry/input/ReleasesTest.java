/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.archive.ArchiveLayout;

/** Which archives are of one release: what counts are the apps that both servers have. */
class ReleasesTest {
    private static final String ZERVER = "\"zerver\": [\"[X] 0001_initial\"]";

    @TempDir
    private Path folder;

    private final List<ArchiveLocation> places = new ArrayList<>();

    private void archive(String name, String apps) throws IOException {
        Path archive = Files.createDirectory(folder.resolve(name));
        Files.writeString(
                archive.resolve("migration_status.json"),
                "{\"migrations_by_app\": {" + apps + "}, \"zulip_version\": \"11.0\"}");
        places.add(new ArchiveLocation(name, places.size(), new ArchiveLayout(archive), Optional.empty()));
    }

    private List<String> differences() {
        return Releases.read(places).differences().stream()
                .map(found -> found.one().name() + " " + found.other().name() + ": " + found.what())
                .toList();
    }

    @Test
    void anAppOfOneServerIsToldAndNoDifference() throws IOException {
        archive("a", ZERVER);
        archive("b", ZERVER + ", \"pgroonga\": [\"[X] 0001_enable\"], \"zilencer\": [\"[X] 0001_initial\"]");
        archive("c", ZERVER + ", \"fork\": [\"[X] 0001_initial\"]");

        assertThat(differences()).isEmpty();
        assertThat(Releases.read(places).appsOfSome())
                .containsExactly(
                        "the app fork has migrations in c, and none in a, b; Zulip's importer warns if a server differs"
                                + " in it",
                        "the app pgroonga has migrations in b, and none in a, c; Zulip's importer warns if a server"
                                + " differs in it");
    }

    @Test
    void anAppThatBothHaveMustHaveTheSameMigrations() throws IOException {
        archive("a", ZERVER);
        archive("b", ZERVER + ", \"fork\": [\"[X] 0001_initial\"]");
        archive("c", ZERVER + ", \"fork\": [\"[X] 0001_initial\", \"[X] 0002_more\"]");
        archive("d", "\"zerver\": [\"[-] 0001_initial\"]");

        assertThat(differences())
                .containsExactly(
                        "b c: only one of them has the migration fork [X] 0002_more",
                        "a d: only one of them has the migration zerver [-] 0001_initial");
    }

    @Test
    void withoutAnyDifferenceNothingIsTold() throws IOException {
        archive("a", ZERVER + ", \"corporate\": [\"[X] 0001_initial\"], \"two_factor\": [\"(no migrations)\"]");
        archive("b", ZERVER);

        assertThat(differences()).isEmpty();
        assertThat(Releases.read(places).appsOfSome()).isEmpty();
    }
}
