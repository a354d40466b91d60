/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.realmferry.Checksum;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.Manifest;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.InputManifest;

/** An archive of nothing but files, made for a test. */
final class SmallArchive {
    private final ArchiveLayout layout;
    private final Map<FileSet, List<String>> records = new TreeMap<>();
    private final Map<String, byte[]> files = new TreeMap<>();

    SmallArchive(Path folder) {
        layout = new ArchiveLayout(folder);
    }

    /** Adds a file and its record; {@code more} are further fields. */
    SmallArchive with(FileSet set, String path, byte[] content, String more) throws IOException {
        Path file = layout.file(set, path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, content);
        files.put(set.folder() + "/" + path, content);
        return withRecord(set, path, more);
    }

    SmallArchive with(FileSet set, String path, String content) throws IOException {
        return with(set, path, content.getBytes(StandardCharsets.UTF_8), "");
    }

    /** Adds a record without a file. */
    SmallArchive withRecord(FileSet set, String path, String more) {
        records.computeIfAbsent(set, s -> new ArrayList<>())
                .add("{\"realm_id\": 5, \"user_profile_id\": 50, \"path\": \"" + path + "\"" + more + "}");
        return this;
    }

    /** As Zulip writes it. */
    ArchiveLocation write() throws IOException {
        for (Map.Entry<FileSet, List<String>> set : records.entrySet()) {
            String json = "[" + String.join(",\n", set.getValue()) + "]";
            files.put(set.getKey().records(), json.getBytes(StandardCharsets.UTF_8));
            Files.createDirectories(layout.root().resolve(set.getKey().folder()));
            Files.writeString(layout.records(set.getKey()), json);
        }
        return new ArchiveLocation("small", 0, layout, Optional.empty());
    }

    /** As this program writes it. */
    ArchiveLocation writeWithManifest() throws IOException {
        write();
        String entries = files.entrySet().stream()
                .map(file -> "{\"path\": \"" + file.getKey() + "\", \"bytes\": " + file.getValue().length
                        + ", \"sha256\": \"" + Checksum.of(file.getValue()) + "\"}")
                .collect(Collectors.joining(",\n"));
        Files.writeString(layout.manifest(), "{\"format\": " + Manifest.FORMAT + ", \"files\": [" + entries + "]}");
        return new ArchiveLocation("small", 0, layout, Optional.of(InputManifest.read(layout)));
    }
}
