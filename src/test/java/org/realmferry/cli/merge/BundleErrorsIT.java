/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.ArchiveCopies;
import org.realmferry.cli.ArchiveEdits;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SameFiles;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Json;

/** What a bundle refuses and leaves out, and what it leaves alone: realms of one server. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class BundleErrorsIT {
    private static final List<String> REALMS = List.of("acme", "orchard", "harbor");
    private static final String BUNDLE = "--bundle";

    private final SourceServer sample;
    private Path run;
    private Path acme;
    private Path orchard;
    private ArchiveCopies copies;

    BundleErrorsIT(SourceServer sample) {
        this.sample = sample;
    }

    @BeforeAll
    void export(@TempDir Path temporary) {
        copies = new ArchiveCopies(temporary);
        run = temporary.resolve("run");
        ExportOutcome outcome =
                ExportedServer.ofSample(sample, REALMS.toArray(String[]::new)).export(run, "--archive", "tar.gz");
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
        acme = run.resolve("acme");
        orchard = run.resolve("orchard");
    }

    private List<Path> all(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.sorted().toList();
        }
    }

    @Test
    void realmsOfOneServerStayAsTheyAre() throws IOException {
        Path bundle = copies.next("bundle");
        Ran ran = Merges.run(all(run), bundle, BUNDLE, "--jobs", "1");

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("3 realms of 1 server");
        Set<String> all = Set.of("realmferry.json");
        for (String realm : REALMS) {
            Set<String> differences = SameFiles.differences(run.resolve(realm), bundle.resolve(realm));
            // Both harbor and orchard have the row "realm exported" that the export adds, with the id 0.
            assertThat(differences)
                    .as(realm)
                    .isEqualTo(realm.equals("orchard") ? Set.of("realm.json", "realmferry.json") : all);
        }
        assertThat(Json.objects(Json.object(Json.read(bundle.resolve("orchard/realm.json")))
                        .get("zerver_realmauditlog")))
                .last()
                .satisfies(
                        row -> assertThat(row).containsEntry("event_type", 206L).doesNotContainEntry("id", 0L));
        assertThat(Ran.command(List.of("verify", bundle.toString())).status()).isZero();
    }

    @Test
    void twoArchivesOfOneRealmAreMergedFirst() throws IOException {
        Path other = copies.copy(acme);

        assertRefused(
                List.of(acme, other, orchard),
                acme + " and " + other + " are of the same realm, acme: a bundle takes one archive per realm",
                "realmferry merge --output DIR " + acme + " " + other);
    }

    @Test
    void aRealmThatMovedToAnotherServerIsStillTheSame() throws IOException {
        Path moved = copies.edited(
                acme,
                "realm.json",
                file -> ArchiveEdits.rows(file, "zerver_realm").get(0).put("id", 77));
        Files.delete(moved.resolve("realmferry.json"));

        assertRefused(List.of(acme, moved), "are of the same realm, acme", "no server accepts the same realm twice");
    }

    @Test
    void archivesOfDifferentReleases() throws IOException {
        Path other = copies.copy(orchard);
        Files.delete(other.resolve("realmferry.json"));
        Path status = other.resolve("migration_status.json");
        Files.writeString(status, Files.readString(status).replaceFirst("\\[X\\] 0001_", "[X] 9999_"));

        assertRefused(
                List.of(acme, other),
                acme + " and " + other + " are of different releases: only one of them has the migration",
                "Upgrade the older server");
    }

    @Test
    void optionsThatDecideBetweenArchivesOfOneRealm() {
        Ran ran = Merges.run(
                List.of(acme, orchard),
                copies.next("out"),
                BUNDLE,
                "--prefer",
                "last",
                "--deletions",
                "drop",
                "--fail-on-conflict");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains("--prefer decides between archives of one realm, but a bundle takes one archive per realm")
                .contains("--deletions decides")
                .contains("--fail-on-conflict decides")
                .contains("Give it to the merge of each realm, without --bundle.");
    }

    @Test
    void anOutputInsideOfAnInputAndNoInput() {
        Ran inside = Merges.run(List.of(acme, orchard), acme.resolve("bundle"), BUNDLE);
        assertThat(inside.status()).isEqualTo(2);
        assertThat(inside.err()).contains("is inside the input " + acme);
        Ran none = Merges.run(List.of(run.resolve("run.json")), copies.next("out"), BUNDLE);
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("no archive of a realm is among the inputs");
    }

    @Test
    void aChangedByteIsFoundBeforeAnythingIsWritten() throws IOException {
        Path damaged = copies.copy(acme);
        Path file = damaged.resolve("messages-000001.json");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        Path output = copies.next("out");

        Ran ran = Merges.run(List.of(orchard, damaged), output, BUNDLE);

        assertThat(ran.status()).as(ran.text()).isEqualTo(6);
        assertThat(ran.err()).contains(file.toString());
        assertThat(output.resolve("orchard")).doesNotExist();
    }

    @Test
    void realmsOfOneNameGetFoldersOfTheirOwn() throws IOException {
        Path other = copies.edited(orchard, "realm.json", file -> {
            ArchiveEdits.rows(file, "zerver_realm").get(0).put("string_id", "acme");
        });
        Files.delete(other.resolve("realmferry.json"));
        Path bundle = copies.next("bundle");

        Ran ran = Merges.run(List.of(acme, other), bundle, BUNDLE, "--json");

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(bundle.resolve("acme/realm.json")).exists();
        assertThat(bundle.resolve("acme-2/realm.json")).exists();
        assertThat(ran.out().lines().map(line -> Json.object(Json.parse(line))))
                .anySatisfy(line -> assertThat(line)
                        .containsEntry("type", "realm")
                        .containsEntry("archive", "acme-2")
                        .containsEntry("realm", "acme"));
        assertThat(Ran.command(List.of("verify", bundle.toString())).status()).isZero();
    }

    @Test
    void singleUsersAreLeftOutAndPlansWriteNothing() throws IOException {
        Path users = copies.next("users");
        ExportOutcome outcome = ExportedServer.ofSample(sample, "acme").export(users, "--user", "acme:" + anyone());
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
        List<Path> inputs = new ArrayList<>(all(users));
        inputs.add(orchard);
        Path output = copies.next("out");

        Ran ran = Merges.run(inputs, output, BUNDLE, "--plan");

        assertThat(ran.status()).as(ran.text()).isEqualTo(1);
        assertThat(ran.out())
                .contains("a bundle leaves out archives of single users")
                .contains("2 realms of 1 server")
                .contains("would be side by side; nothing was written");
        assertThat(output).doesNotExist();
    }

    private String anyone() throws IOException {
        Map<String, Object> tables = Json.object(Json.read(acme.resolve("realm.json")));
        return String.valueOf(
                Json.objects(tables.get("zerver_userprofile")).get(0).get("delivery_email"));
    }

    private void assertRefused(List<Path> inputs, String problem, String remedy) {
        Path output = copies.next("out");
        Ran ran = Merges.run(inputs, output, BUNDLE);

        assertThat(ran.status()).as(ran.text()).isEqualTo(2);
        assertThat(ran.err()).contains(problem).contains(remedy);
        assertThat(output).doesNotExist();
    }
}
