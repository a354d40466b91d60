/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.sample.SmallInput;

/** Which archives paths name, and all that is wrong with paths at once. */
class ArchivePathsTest {
    private Path folder;
    private final List<Failure> failures = new ArrayList<>();

    @BeforeEach
    void make(@TempDir Path temporary) throws IOException {
        folder = temporary.toRealPath();
    }

    @Test
    void archivesStandInTheOrderOfTheirPaths() throws IOException {
        archive("b");
        archive("a");

        List<ArchiveLocation> places = find("b", "a");

        assertThat(places)
                .extracting(place -> place.layout().root())
                .containsExactly(folder.resolve("b"), folder.resolve("a"));
        assertThat(places).extracting(ArchiveLocation::position).containsExactly(0, 1);
        assertThat(failures).isEmpty();
    }

    @Test
    void aRunStandsForAllItsArchives() throws IOException {
        archive("run/acme");
        Files.createDirectories(folder.resolve("run/users/acme/ann"));
        file("run/users/acme/ann/user.json", "{}");
        file(
                "run/run.json",
                "{'realms':[{'archive':'acme','a':[1]},{'archive':'../b'},{'archive':'gone'}],"
                        + "'users':[{'archive':'users/acme/ann'}],'other':[{'archive':'x'}]}");
        archive("b");

        List<ArchiveLocation> places = find("run", "b");

        assertThat(places)
                .extracting(place -> folder.relativize(place.layout().root()).toString())
                .containsExactly("run/acme", "run/users/acme/ann", "b");
        assertThat(places).extracting(ArchiveLocation::isOfUser).containsExactly(false, true, false);
        assertThat(places).extracting(ArchiveLocation::position).containsExactly(0, 1, 2);
    }

    @Test
    void allThatIsWrongIsTold() throws IOException {
        archive("a");
        Files.createDirectories(folder.resolve("empty"));

        assertThat(find("missing", "a", "empty", "a")).hasSize(2);

        assertThat(failures).extracting(Failure::status).containsOnly(ExitStatus.COMMAND_LINE);
        assertThat(failures)
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        missing -> assertThat(missing).contains("missing can't be read"),
                        none -> assertThat(none)
                                .endsWith("empty is not an archive: it has no realm.json and no user.json"),
                        twice -> assertThat(twice).contains(" is the same archive as "));
    }

    @Test
    void anArchiveOfARunThatWasNotFinishedIsADamage() throws IOException {
        archive("run/acme");
        file("run/journal.jsonl", "");

        assertThat(find("run/acme")).isEmpty();
        assertThat(failures).extracting(Failure::status).containsExactly(ExitStatus.DAMAGED_ARCHIVE);
    }

    @Test
    void filesOfMessagesHaveNoGap() throws IOException {
        archive("a");
        file("a/messages-000001.json", "{}");
        file("a/messages-000002.json", "{}");
        ArchiveLocation place = find("a").get(0);

        assertThat(place.messageFiles()).hasSize(2);
        file("a/messages-000004.json", "{}");
        assertThatThrownBy(place::messageFiles)
                .isInstanceOf(Failure.class)
                .hasMessageContaining("messages-000003.json");
    }

    @Test
    void aManifestNamesEveryFileThatIsThere() throws IOException {
        archive("a");
        file("a/realmferry.json", "{'format':1,'files':[{'path':'analytics.json','bytes':2,'sha256':'s'}]}");
        ArchiveLocation place = find("a").get(0);

        assertThatThrownBy(() -> place.expected("realm.json"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("it doesn't list realm.json");
        assertThatThrownBy(() -> place.has("analytics.json"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("the manifest lists this file, but it is missing");
        assertThat(place.has("attachment.json")).isFalse();
    }

    @Test
    void severalFailuresAreOneWithAllProblemsAndEachRemedyOnce() {
        ArchivePaths.throwAll(List.of());
        Failure one = new Failure(ExitStatus.SOURCE, "one", "Do this.");
        Failure other = new Failure(ExitStatus.COMMAND_LINE, List.of("two", "three"), "Do that.", null);
        Failure third = new Failure(ExitStatus.COMMAND_LINE, "four", "Do this.");

        assertThatThrownBy(() -> ArchivePaths.throwAll(List.of(one))).isSameAs(one);
        assertThatThrownBy(() -> ArchivePaths.throwAll(List.of(one, other, third)))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.status()).isEqualTo(ExitStatus.SOURCE);
                    assertThat(failure.problems()).containsExactly("one", "two", "three", "four");
                    assertThat(failure.remedy()).isEqualTo("Do this.\nDo that.");
                });
    }

    @Test
    void theOutputIsApartFromAllInputs() throws IOException {
        archive("in/a");
        List<ArchiveLocation> places = find("in/a");

        assertThatCode(() -> ArchivePaths.requireApart(places, folder.resolve("in/b")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ArchivePaths.requireApart(places, folder.resolve("in/a/out")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(" is inside the input ");
        assertThatThrownBy(() -> ArchivePaths.requireApart(places, folder.resolve("in")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(" is inside --output ");
    }

    private void archive(String name) throws IOException {
        Files.createDirectories(folder.resolve(name));
        file(name + "/realm.json", "{}");
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), SmallInput.json(text));
    }

    private List<ArchiveLocation> find(String... names) {
        return ArchivePaths.find(
                List.of(names).stream()
                        .map(name -> folder.resolve(name).toString())
                        .toList(),
                UnaryOperator.identity(),
                failures);
    }
}
