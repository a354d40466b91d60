/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Merges;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.AgeKey;
import org.realmferry.sample.ExportOutcome;

/** Archives in one file, compressed or encrypted, are merged and bundled as their folders are. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class MergePackedIT {
    private Path folder;
    private Path identity;
    private List<Path> plain;
    private List<Path> packed;

    @BeforeAll
    void export(@TempDir Path temporary, SourceServer source) throws IOException {
        folder = temporary;
        ExportedServer sample = ExportedServer.ofSample(source, "acme", "orchard");
        AgeKey key = AgeKey.generate(folder.resolve("key.txt"));
        identity = folder.resolve("key.txt");
        export(sample, "folders");
        export(sample, "open", "--mode", "public");
        export(sample, "encrypted", "--archive", "tar.zst", "--encrypt-to", key.recipient());
        export(sample, "packs", "--mode", "public", "--archive", "tar.gz");
        plain = List.of(folder.resolve("folders/acme"), folder.resolve("open/acme"));
        packed = List.of(folder.resolve("encrypted/acme.tar.zst.age"), folder.resolve("packs/acme.tar.gz"));
    }

    private void export(ExportedServer sample, String run, String... options) {
        ExportOutcome outcome = sample.export(folder.resolve(run), options);
        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
    }

    @Test
    void theMergeIsThatOfTheFolders() throws IOException {
        Ran expected = Merges.run(plain, folder.resolve("merged"));
        assertThat(expected.status()).as(expected.text()).isZero();

        Ran ran = Merges.run(packed, folder.resolve("merged-packs"), "--identity", identity.toString());

        assertThat(ran.status()).as(ran.text()).isZero();
        Merges.assertSameBytes(folder.resolve("merged/acme"), folder.resolve("merged-packs/acme"), "packs");
    }

    @Test
    void aBundleTakesThemToo() throws IOException {
        Path bundle = folder.resolve("bundle");
        List<Path> inputs =
                List.of(packed.get(0), folder.resolve("packs/orchard"), folder.resolve("packs/orchard.tar.gz"));

        Ran ran = Merges.run(inputs, bundle, "--bundle", "--identity", identity.toString());

        assertThat(ran.status()).as(ran.text()).isZero();
        Merges.assertSameBytes(folder.resolve("folders/acme"), bundle.resolve("acme"), "acme");
        Merges.assertSameBytes(folder.resolve("open/orchard"), bundle.resolve("orchard"), "orchard");
    }

    @Test
    void withoutTheKeyNothingIsMerged() {
        Ran ran = Merges.run(packed, folder.resolve("closed"));

        assertThat(ran.status()).as(ran.text()).isEqualTo(3);
        assertThat(ran.err()).contains("acme.tar.zst.age");
        assertThat(folder.resolve("closed")).doesNotExist();
    }
}
