/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.realmferry.Access;
import org.realmferry.Checksum;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.age.Identities;
import org.realmferry.archive.disk.Written;
import org.realmferry.backup.BackupManifest.FileEntry;
import org.realmferry.backup.BackupManifest.TableEntry;
import org.realmferry.pack.PackProblems;
import org.realmferry.pack.UnpackedStream;

/**
 * Reads a backup once, from its first to its last byte, in constant memory. What a backup's maker didn't write, or what
 * isn't whole, fails with {@code DAMAGED_ARCHIVE}.
 */
public final class BackupReader {
    private static final Pattern MEMBER =
            Pattern.compile(Pattern.quote(RecipientsBackup.FOLDER) + "(zerver_[a-z]+)/([0-9]{6,9})\\.jsonl");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build();

    /** Takes the rows. */
    interface Rows {
        /** A row; the parser stands at its beginning, and goes to its end. Gives the names of its columns. */
        List<String> row(String table, JsonParser row) throws IOException;
    }

    private final Path file;
    private final Rows rows;
    private final Map<String, List<FileEntry>> found = new LinkedHashMap<>();
    private final Map<String, List<String>> columns = new LinkedHashMap<>();
    private Optional<BackupManifest> manifest = Optional.empty();

    private BackupReader(Path file, Rows rows) {
        this.file = file;
        this.rows = rows;
    }

    /** What a backup says that it holds; that it holds that was checked. Fails with {@code CONFIGURATION} for the key. */
    public static BackupManifest read(Path file, Identities identities) {
        return read(file, identities, (table, row) -> {
            List<String> names = new ArrayList<>();
            while (row.nextToken() == JsonToken.FIELD_NAME) {
                names.add(row.currentName());
                row.nextToken();
                row.skipChildren();
            }
            return names;
        });
    }

    static BackupManifest read(Path file, Identities identities, Rows rows) {
        Access.require(file);
        BackupReader reader = new BackupReader(file, rows);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return reader.read(identities, in);
        } catch (NoSuchFileException e) {
            throw new Failure(ExitStatus.COMMAND_LINE, file + " does not exist", "Give the file of a backup.", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(
                    ExitStatus.DAMAGED_ARCHIVE,
                    file + " is damaged, or not a backup: " + PackProblems.reason(e),
                    "Copy it again from its origin, or make a new backup.",
                    e);
        }
    }

    private BackupManifest read(Identities identities, InputStream in) throws IOException {
        in.mark(Identities.headerLength());
        byte[] begin = in.readNBytes(Identities.headerLength());
        in.reset();
        InputStream plain = Identities.isEncrypted(begin) ? identities.decrypt(file.toString(), in) : in;
        try (UnpackedStream unpacked = UnpackedStream.ofAnySize(plain);
                TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                member(entry, tar);
            }
            unpacked.requireEnd();
        }
        BackupManifest said = manifest.orElseThrow(() -> new IOException("it has no manifest"));
        compare(said);
        return said;
    }

    private void member(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        String path = entry.getName();
        if (manifest.isPresent() || !entry.isFile()) {
            throw new IOException("it has a member that no backup has: " + path);
        }
        if (path.equals(RecipientsBackup.MANIFEST)) {
            manifest = Optional.of(BackupManifest.read(new Unclosed(tar)));
            return;
        }
        Matcher name = MEMBER.matcher(path);
        if (!name.matches()) {
            throw new IOException("it has a member that no backup has: " + path);
        }
        String table = name.group(1);
        DigestInputStream content = new DigestInputStream(new Unclosed(tar), Checksum.begin());
        long count = rows(table, content);
        found.computeIfAbsent(table, key -> new ArrayList<>())
                .add(new FileEntry(
                        path, count, new Written(entry.getSize(), Checksum.end(content.getMessageDigest()))));
    }

    private long rows(String table, InputStream content) throws IOException {
        long count = 0;
        try (JsonParser json = JSON.createParser(content)) {
            while (json.nextToken() != null) {
                if (!json.hasToken(JsonToken.START_OBJECT)) {
                    throw new IOException("a line of " + table + " is not a row");
                }
                List<String> names = rows.row(table, json);
                if (!columns.computeIfAbsent(table, key -> names).equals(names)) {
                    throw new IOException("the rows of " + table + " don't all have the same columns");
                }
                count++;
            }
        }
        content.transferTo(OutputStream.nullOutputStream());
        return count;
    }

    /** Whether everything is what the manifest says, and nothing else is there. */
    private void compare(BackupManifest said) throws IOException {
        Map<String, List<FileEntry>> expected = new LinkedHashMap<>();
        for (TableEntry table : said.tables()) {
            if (!table.files().isEmpty()) {
                expected.put(table.name(), table.files());
            }
            if (columns.containsKey(table.name()) && !table.columns().equals(columns.get(table.name()))) {
                throw new IOException("the columns of " + table.name() + " differ from its manifest");
            }
        }
        for (Map.Entry<String, List<FileEntry>> table : found.entrySet()) {
            if (!table.getValue().equals(expected.get(table.getKey()))) {
                throw new IOException("the rows of " + table.getKey() + " differ from its manifest");
            }
        }
        for (String table : expected.keySet()) {
            if (!found.containsKey(table)) {
                throw new IOException("all rows of " + table + " are missing");
            }
        }
    }

    /** A member of the tar: whoever reads it leaves the tar open. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The tar goes on.
        }
    }
}
