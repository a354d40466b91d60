/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.Written;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.verify.rows.EntryComparison;

/** What a manifest must say, and what comes of one that doesn't. */
class ManifestVerifierTest {
    private static final String REALM_JSON =
            "{'path':'realm.json','bytes':2,'sha256':'s1','rows':{'zerver_stream':3,'zerver_client':1}}";
    private static final String UPLOAD = "{'path':'uploads/2/a.png','bytes':1,'sha256':'s2'}";

    private SmallArchive archive;

    @BeforeEach
    void make(@TempDir Path folder) throws IOException {
        archive = new SmallArchive(folder).file("realm.json", "{}").file("uploads/2/a.png", "x");
    }

    @Test
    void anArchiveOfZulipsOwnHasNone() {
        assertThat(ManifestVerifier.read(archive.folder(), archive.found().sink()))
                .isEmpty();
        assertThat(archive.found().all()).isEmpty();
    }

    @Test
    void aManifestThatFitsIsNoFinding() throws IOException {
        ManifestVerifier manifest = read("{'format':1,'zulip_version':'11.2','realm':{'id':2,'string_id':'acme'},"
                + "'rows':{'zerver_stream':3,'zerver_client':1},'more':{'a':[1]},'files':[" + REALM_JSON + "," + UPLOAD
                + "]}");

        assertThat(archive.found().all()).isEmpty();
        assertThat(manifest.release()).isEqualTo(new ZulipRelease("11.2"));
        assertThat(manifest.names("uploads/2/a.png")).isTrue();
        assertThat(manifest.names("uploads/2/b.png")).isFalse();
        assertThat(manifest.entry("realm.json").map(Manifest.Entry::written)).hasValue(new Written(2, "s1"));
        assertThat(manifest.entry("uploads/2/a.png"))
                .as("of files that are only bytes no more is kept than that they are named")
                .isEmpty();
    }

    @Test
    void anotherFormatIsTold() throws IOException {
        read("{'format':2,'rows':{},'files':[]}");

        assertThat(archive.found().lines())
                .containsExactly("MANIFEST realmferry.json: unknown format 2; only 1 is known");
    }

    @Test
    void rowsThatAreNotTheSumOfTheFilesAreTold() throws IOException {
        read("{'format':1,'rows':{'zerver_stream':4,'zerver_client':1},'files':[" + REALM_JSON + "]}");

        assertThat(archive.found().messages()).containsExactly("its total of rows is not the sum of its files' rows");
    }

    @Test
    void aFileThatIsNotThereIsTold() throws IOException {
        read("{'format':1,'rows':{},'files':[{'path':'analytics.json','bytes':2,'sha256':'s'}]}");

        assertThat(archive.found().lines())
                .containsExactly("MISSING_FILE analytics.json: the manifest lists this file, but it is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../etc/passwd", "/etc/passwd", "uploads/../realm.json", "", "other.json", "messages-1.json"})
    void aPathThatIsNoArchivesIsTold(String path) throws IOException {
        ManifestVerifier manifest = read("{'format':1,'rows':{},'files':[{'path':'" + path + "'}]}");

        assertThat(archive.found().messages())
                .hasSize(1)
                .allMatch(message -> message.startsWith("it lists " + path + ", but "));
        assertThat(manifest.names(path)).isFalse();
    }

    @Test
    void filesAreInOrderAndEachOnce() throws IOException {
        read("{'format':1,'rows':{},'files':[" + UPLOAD + "," + UPLOAD + ",{'path':'realm.json'}]}");

        assertThat(archive.found().messages())
                .containsExactly(
                        "it lists uploads/2/a.png after uploads/2/a.png: the files are not in order, or one is"
                                + " duplicated",
                        "it lists realm.json after uploads/2/a.png: the files are not in order, or one is"
                                + " duplicated");
    }

    @Test
    void ofADamagedManifestOnlyTheDamageIsTold() throws IOException {
        ManifestVerifier manifest = read("{'format':7,'files':[" + REALM_JSON + "]");

        assertThat(archive.found().lines())
                .hasSize(1)
                .allMatch(line -> line.startsWith("MALFORMED realmferry.json: line 1"));
        assertThat(manifest.names("realm.json")).isTrue();
    }

    @Test
    void itIsOfTheRealmOfTheArchive() throws IOException {
        ManifestVerifier manifest = read("{'format':1,'rows':{},'realm':{'id':2,'string_id':'acme'},'files':[]}");

        manifest.checkRealm(2, "acme");
        assertThat(archive.found().all()).isEmpty();
        manifest.checkRealm(3, "acme");
        manifest.checkRealm(2, "orchard");
        assertThat(archive.found().messages())
                .containsExactly(
                        "it is of the realm acme (id 2), but realm.json is of acme (id 3)",
                        "it is of the realm acme (id 2), but realm.json is of orchard (id 2)");
    }

    @Test
    void aChangedFileIsToldByItsSizeOrItsSum() throws IOException {
        Manifest.Entry entry = read("{'format':1,'rows':{'zerver_stream':3,'zerver_client':1},'files':[" + REALM_JSON
                        + "]}")
                .entry("realm.json")
                .orElseThrow();

        EntryComparison.compare(entry, new Written(2, "s1"), archive.found().sink());
        assertThat(archive.found().all()).isEmpty();
        EntryComparison.compare(entry, new Written(3, "s1"), archive.found().sink());
        EntryComparison.compare(entry, new Written(2, "s9"), archive.found().sink());
        assertThat(archive.found().messages())
                .containsExactly(
                        "it has 3 bytes, but the manifest says 2",
                        "checksum mismatch: its SHA-256 differs from the manifest's");
    }

    private ManifestVerifier read(String text) throws IOException {
        archive.file("realmferry.json", text);
        return ManifestVerifier.read(archive.folder(), archive.found().sink()).orElseThrow();
    }
}
