/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.Powerless;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;

/** What a command line names and another user owns: the message says whose it is, and not that it isn't there. */
@ExtendWith(SharedSource.class)
class ClosedInputsIT {
    private static final long ACME = 2;
    private static final String DATABASE = "closed_inputs";
    private static final String FILES = "files --realm acme --uploads ";

    private final SourceServer source;

    @TempDir
    private Path folder;

    ClosedInputsIT(SourceServer source) {
        this.source = source;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify HERE --identity FILE",
                "audit HERE --mode public --identity FILE",
                "export --approvals FILE",
                "export --users FILE",
                "export --avatar-salt-file FILE",
                "files --realm acme --avatar-salt-file FILE",
                "backup recipients --to-file FILE --output NEW",
                "backup show FILE",
                "backup verify HERE --identity FILE",
                "approvals check FILE"
            })
    void aFileOfAnotherUser(String words) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("file"), "realm,user,decision\n");

        assertDenied(close(file, "rw-------"), words.replace("FILE", file.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"approvals check FILE", "export --users FILE", "verify HERE --identity FILE"})
    void aFileInAFolderOfAnotherUser(String words) throws IOException, InterruptedException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.writeString(closed.resolve("file"), "realm,user,decision\n");

        assertDenied(close(closed, "rwx------"), words.replace("FILE", closed + "/file"));
        open(closed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "settings.py", "zulip.conf"})
    void aConfigurationOfAnotherUser(String part) throws IOException, InterruptedException {
        Path config = Files.createDirectory(folder.resolve("zulip"));
        Files.writeString(config.resolve("settings.py"), "LOCAL_UPLOADS_DIR = '/home/zulip/uploads'\n");
        Files.writeString(config.resolve("zulip.conf"), "[machine]\n");
        Path closed = close(config.resolve(part), part.isEmpty() ? "rwx------" : "rw-------");

        for (String words : List.of("export", "files --realm acme", "approvals init --realm acme")) {
            Ran ran = assertDenied(closed, words + " --zulip-config " + config);
            assertThat(ran.status()).isEqualTo(4);
        }
        open(config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "files/" + ACME, "avatars", "avatars/" + ACME})
    void uploadsOfAnotherUser(String part) throws Exception {
        Path uploads = folder.resolve("uploads");
        source.copyUploads(uploads);
        prepareDatabase();
        Path closed = close(uploads.resolve(part), "rwx------");

        Ran ran = assertDenied(closed, FILES + uploads);
        open(closed);
        assertThat(ran.text()).doesNotContain("is missing", "does not exist");
    }

    @Test
    void oneUploadOfAnotherUserIsAFinding() throws Exception {
        Path uploads = folder.resolve("uploads");
        source.copyUploads(uploads);
        prepareDatabase();
        Path file = uploads.resolve("files")
                .resolve(source.query(
                                SourceServer.DATABASE,
                                "SELECT path_id FROM zulip.zerver_attachment WHERE realm_id = " + ACME)
                        .get(0));

        Ran ran = assertDenied(close(file, "rw-------"), FILES + uploads);

        assertThat(ran.status()).isOne();
    }

    /** The sample lacks a table that only this command reads. */
    private void prepareDatabase() throws SQLException {
        source.execute("postgres", "DROP DATABASE IF EXISTS " + DATABASE);
        source.copyDatabase(DATABASE);
        source.execute(
                DATABASE, "CREATE TABLE zulip.zerver_archivedattachment (LIKE zulip.zerver_attachment INCLUDING ALL)");
    }

    /** Takes from this user what belongs to another, where these tests can give it away. */
    private static Path close(Path path, String permissions) throws IOException {
        if (isRoot()) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(isRoot() ? permissions : "---------"));
        return path;
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private Ran assertDenied(Path closed, String line) throws IOException, InterruptedException {
        Ran ran = Powerless.command(folder, Map.of(), words(line));

        assertThat(ran.status()).as(ran.text()).isIn(1, 4);
        assertThat(ran.text())
                .contains("permission denied: " + closed + (isRoot() ? " (owner nobody); run as nobody" : ""))
                .doesNotContain("no such file", "is not a", "Exception");
        return ran;
    }

    /** The words of a line, with the options of the server that the command has and the line doesn't. */
    private List<String> words(String line) {
        String full = line.replace("NEW", folder.resolve("new").toString()).replace("HERE", folder.toString());
        List<String> words = new ArrayList<>(Arrays.asList(full.split(" ")));
        boolean ofFiles = words.get(0).equals("export") || words.get(0).equals("files");
        if (ofFiles || words.get(0).equals("approvals") || words.get(1).equals("recipients")) {
            String database = line.startsWith(FILES) ? DATABASE : SourceServer.DATABASE;
            put(words, "--database", source.server().uri(database));
        }
        if (ofFiles) {
            put(words, "--uploads", source.uploads().toString());
            put(words, "--avatar-salt-file", source.salt().toString());
        }
        if (words.get(0).equals("export")) {
            put(words, "--realm", "acme");
            put(words, "--output", folder.resolve("new").toString());
        }
        return words;
    }

    private static void put(List<String> words, String option, String value) {
        if (!words.contains(option)) {
            words.addAll(List.of(option, value));
        }
    }
}
