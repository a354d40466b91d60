/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.Checksum;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.age.Identities;
import org.realmferry.archive.disk.Written;
import org.realmferry.backup.BackupManifest.FileEntry;
import org.realmferry.backup.BackupManifest.TableEntry;
import org.realmferry.pack.Compression;
import org.realmferry.run.Finding;

/** A backup whose parts don't fit together, as one who has the public key could make it. */
class BackupReaderIT {
    private static final String CLIENTS = "recipients-backup/zerver_client/000001.jsonl";
    private static final String STREAMS = "recipients-backup/zerver_stream/000001.jsonl";
    private static final String MANIFEST = "recipients-backup/manifest.json";

    @TempDir
    private Path folder;

    private Map<String, String> members;

    @BeforeEach
    void makeMembers() throws IOException {
        members = new LinkedHashMap<>();
        members.put(CLIENTS, "{\"id\":1,\"name\":\"website\"}\n{\"id\":2,\"name\":\"API\"}\n");
        members.put(STREAMS, "{\"id\":7,\"name\":\"general\",\"recipient_id\":9}\n");
        members.put("recipients-backup/zerver_recipient/000001.jsonl", "{\"id\":9,\"type\":2,\"type_id\":7}\n");
        writeManifest();
    }

    @Test
    void whatFitsTogetherIsRead() throws IOException {
        assertThat(verify()).isEmpty();
        BackupManifest manifest = BackupReader.read(write(), Identities.none());
        assertThat(manifest.rows()).isEqualTo(4);
        assertThat(manifest.tables()).extracting(TableEntry::name).first().isEqualTo("zerver_client");
    }

    @Test
    void anotherValueIsRefused() throws IOException {
        members.computeIfPresent(CLIENTS, (path, rows) -> rows.replace("API", "APJ"));
        assertRefused("the rows of zerver_client differ from its manifest");
    }

    @Test
    void aMissingRowIsRefused() throws IOException {
        members.computeIfPresent(CLIENTS, (path, rows) -> rows.substring(rows.indexOf('\n') + 1));
        assertRefused("the rows of zerver_client differ from its manifest");
    }

    @Test
    void aMissingTableIsRefused() throws IOException {
        members.remove(CLIENTS);
        assertRefused("all rows of zerver_client are missing");
    }

    @Test
    void aMemberThatIsAddedIsRefused() throws IOException {
        String manifest = members.remove(MANIFEST);
        members.put("recipients-backup/zerver_client/000002.jsonl", "{\"id\":3,\"name\":\"x\"}\n");
        members.put(MANIFEST, manifest);
        assertRefused("the rows of zerver_client differ from its manifest");

        members.remove("recipients-backup/zerver_client/000002.jsonl");
        members.put("recipients-backup/letter.txt", "Dear Sir");
        assertRefused("it has a member that no backup has: recipients-backup/letter.txt");
    }

    @Test
    void aManifestThatIsMissingOrOfAnotherFormatIsRefused() throws IOException {
        String manifest = members.getOrDefault(MANIFEST, "");
        members.put(MANIFEST, manifest.replace("\"format\" : 1", "\"format\" : 2"));
        assertRefused("its manifest has the unknown format 2");

        members.put(MANIFEST, manifest.replace("\"rows\" : 2,\n    \"columns\"", "\"rows\" : 3,\n    \"columns\""));
        assertRefused("its manifest is not that of a backup");

        members.remove(MANIFEST);
        assertRefused("it has no manifest");
    }

    @Test
    void rowsOfOtherColumnsAreRefused() throws IOException {
        members.computeIfPresent(CLIENTS, (path, rows) -> rows.replace("\"name\":\"API\"", "\"title\":\"API\""));
        writeManifest();
        assertRefused("the rows of zerver_client don't all have the same columns");
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() throws IOException {
        members.computeIfPresent(CLIENTS, (path, rows) -> rows.replace("\"name\":\"API\"", "\"id\":3"));
        writeManifest();
        assertRefused("is damaged, or not a backup");
    }

    @Test
    void aSecretColumnIsFound() throws IOException {
        members.computeIfPresent(STREAMS, (path, rows) -> rows.replace("\"name\"", "\"email_token\":\"x\",\"name\""));
        writeManifest();
        assertThat(verify())
                .containsExactly(new Finding(
                        "secret", "", "zerver_stream", "it has the column email_token, which no backup has"));
    }

    @Test
    void rowsThatAreOutOfOrderOrNamedTwiceAreFound() throws IOException {
        members.computeIfPresent(CLIENTS, (path, rows) -> rows.replace("\"id\":2", "\"id\":1"));
        members.computeIfPresent(
                "recipients-backup/zerver_recipient/000001.jsonl",
                (path, rows) -> rows + rows.replace("\"id\":9", "\"id\":10"));
        writeManifest();
        assertThat(verify()).extracting(Finding::kind).containsExactlyInAnyOrder("wrong-order", "duplicate");
    }

    private List<Finding> verify() throws IOException {
        List<Finding> findings = new ArrayList<>();
        BackupCheck.run(write(), Identities.none(), findings::add);
        return findings;
    }

    private void assertRefused(String problem) throws IOException {
        Path file = write();
        assertThatThrownBy(() -> BackupReader.read(file, Identities.none()))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.DAMAGED_ARCHIVE))
                .hasMessageContaining(problem);
    }

    /** A manifest that is right about the members. */
    private void writeManifest() throws IOException {
        members.remove(MANIFEST);
        List<TableEntry> tables = new ArrayList<>();
        members.forEach((path, rows) -> {
            byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
            FileEntry file = new FileEntry(path, rows.lines().count(), new Written(bytes.length, Checksum.of(bytes)));
            tables.add(new TableEntry(path.split("/", -1)[1], columns(rows), List.of(), List.of(file)));
        });
        Map<String, String> about = new LinkedHashMap<>();
        BackupManifest.ABOUT.forEach(key -> about.put(key, "any"));
        members.put(MANIFEST, new String(new BackupManifest(about, tables).bytes(), StandardCharsets.UTF_8));
        assertThat(BackupManifest.read(
                                new ByteArrayInputStream(members.get(MANIFEST).getBytes(StandardCharsets.UTF_8)))
                        .tables())
                .isEqualTo(tables);
    }

    private static List<String> columns(String rows) {
        List<String> columns = new ArrayList<>();
        for (String field :
                rows.lines().findFirst().orElseThrow().replaceAll("[{}]", "").split(",", -1)) {
            columns.add(field.split(":", -1)[0].replace("\"", ""));
        }
        return columns;
    }

    private Path write() throws IOException {
        Path file = folder.resolve("backup");
        try (OutputStream out = Compression.zstd(Files.newOutputStream(file));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, String> member : members.entrySet()) {
                byte[] bytes = member.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
                entry.setSize(bytes.length);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        }
        return file;
    }
}
