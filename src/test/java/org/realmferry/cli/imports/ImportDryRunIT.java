/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.RealServer;

/** What {@code import --dry-run} says, and that it leaves the server as it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportDryRunIT {
    private EmbeddedServer server;
    private ImportTarget target;
    private Path archive;

    @BeforeAll
    void restore(@TempDir Path temporary) throws Exception {
        server = EmbeddedServer.start();
        target = ImportTarget.restore(server, "imports-11-dev/zephyr-full-as-mitb", "dry", temporary);
        archive = RealServer.ofZulip11().unpackExport("lear", temporary.resolve("archive"));
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @Test
    void tellsRowsFilesDiskAndTime() {
        Ran ran = target.importing(archive, "--dry-run");

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out())
                .containsPattern("lear +\\d+ +[\\d,]+ +[\\d,]+ +\\d+ ")
                .containsPattern("zerver_message +\\d+")
                .containsPattern("zerver_usermessage +\\d+")
                .contains("Nothing was written. The database would grow by about ")
                .containsPattern("Files need [^;]+; [^ ]+ [A-Za-z]+ are free where uploads are")
                .containsPattern("The rows may take 0:0\\d with \\d+ connections?: an estimate");
    }

    @Test
    void tellsItToPrograms() {
        Ran ran = target.importing(archive, "--dry-run", "--json");

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("\"realm\":\"lear\"", "\"zerver_usermessage\":", "\"estimated_seconds\":");
    }

    @Test
    void writesNothing() throws Exception {
        Map<String, String> before = target.content();

        Ran ran = target.importing(archive, "--dry-run");

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(target.content()).isEqualTo(before);
        assertThat(target.folder().resolve("realmferry")).doesNotExist();
    }

    @Test
    void tellsAllProblemsAtOnce() {
        Ran ran = target.importing(archive, "--dry-run", "--as", "mitb");
        Ran several = Ran.command(
                Map.of("HOME", target.folder().toString()),
                List.of(
                        "import",
                        archive.toString(),
                        "--dry-run",
                        "--as",
                        "mitb",
                        "--database",
                        server.uri("dry"),
                        "--uploads",
                        target.folder().toString()));

        assertThat(ran.status()).as(ran.text()).isEqualTo(3);
        assertThat(several.status()).as(several.text()).isEqualTo(2);
        assertThat(several.err())
                .contains("the server has a realm mitb", "is not an uploads folder of Zulip", "has users' pictures");
    }
}
