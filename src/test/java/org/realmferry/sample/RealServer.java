/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A server that Zulip itself filled, and its own exports of it.
 *
 * @param folder the one of the fixture
 */
public record RealServer(Path folder) {
    /** The secrets of the throw-away servers that the fixtures were made on. */
    private static final Map<String, String> AVATAR_SALTS = Map.of(
            "zulip-11-dev", "c0a9c3c75a0738b7ee53c59139f92434ae8dc43a62713ad25e11f826babf77e5",
            "zulip-11-dev-to-12-dev", "c0a9c3c75a0738b7ee53c59139f92434ae8dc43a62713ad25e11f826babf77e5",
            "zulip-12-dev", "c0a9c3c75a0738b7ee53c59139f92434ae8dc43a62713ad25e11f826babf77e5",
            "zulip-11.0", "c0a9c3c75a0738b7ee53c59139f92434ae8dc43a62713ad25e11f826babf77e5",
            "zulip-8.1", "324814ddf4ce11b502efcc5cc936f08881547fc79ca88dd993194296c3042dfa",
            "zulip-5.7", "12be9c9b949cc90205da53723ebab2238ba36eaabb9aa33de0a23e7f874ca5bc",
            "zulip-1.4.3", "8d2f0f2c4b7a49b2a1c6d0e3");

    /** Zulip 11-dev; where the fixtures are missing, the calling test is skipped or fails. */
    public static RealServer ofZulip11() {
        return ofZulip("11-dev");
    }

    /** Zulip of a release of which there is a fixture. */
    public static RealServer ofZulip(String release) {
        return in("zulip-" + release);
    }

    /** The server of a folder below that of the fixtures. */
    public static RealServer in(String path) {
        return new RealServer(Shared.fixtures().resolve(path));
    }

    /** The same server with its files in S3. */
    public static RealServer ofZulip11WithS3() {
        return new RealServer(Shared.fixtures().resolve("zulip-11-dev-s3"));
    }

    /** Fills a new database. */
    public void restore(EmbeddedServer server, String database) throws IOException, SQLException {
        server.createDatabase(database);
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(dump());
        }
    }

    /** The whole database as SQL. */
    public String dump() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve("server.sql.gz")))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Unpacks the local uploads folder. */
    public Path unpackUploads(Path target) throws IOException {
        Path own = folder.resolve("uploads.tar.gz");
        // The server of 11.0 is that of 11-dev with another schema.
        return unpack(
                Files.exists(own) ? own : folder.resolveSibling("zulip-11-dev").resolve("uploads.tar.gz"), target);
    }

    /** Unpacks the contents of one of the sets of objects, below {@code BUCKET/KEY}. */
    public Path unpackObjects(String objects, Path target) throws IOException {
        return unpack(folder.resolve(objects + ".tar.gz"), target);
    }

    public Path writeSalt(Path file) throws IOException {
        return Files.writeString(
                file,
                Objects.requireNonNull(AVATAR_SALTS.get(
                                String.valueOf(folder.getFileName()).replaceFirst("-s3$", ""))) + "\n");
    }

    /** Zulip's own full export of a realm. */
    public Path export(String realm) {
        return export(realm, "full");
    }

    /** Zulip's own export of a realm in a mode: {@code full}, {@code consent} or {@code public}. */
    public Path export(String realm, String mode) {
        return folder.resolve("exports").resolve(realm + "-" + mode + ".tar.gz");
    }

    /** Unpacks such an export; gives the folder of its files. */
    public Path unpackExport(String realm, Path target) throws IOException {
        return unpackExport(realm, "full", target);
    }

    /** Unpacks an export of a mode; gives the folder of its files. */
    public Path unpackExport(String realm, String mode, Path target) throws IOException {
        return unpack(export(realm, mode), target).resolve("export-" + realm + "-" + mode);
    }

    /** Zulip's own export of a single user. */
    public Path userExport(String realm, String name) {
        return folder.resolve("exports").resolve(realm + "-user-" + name + ".tar.gz");
    }

    /** Unpacks such an export; gives the folder of its files. */
    public Path unpackUserExport(String realm, String name, Path target) throws IOException {
        return unpack(userExport(realm, name), target).resolve("export-user");
    }

    /**
     * Compares one of these exports with our archive.
     *
     * @param ignored fields that may differ
     */
    public ChildProcess compare(Path export, Path archive, String... ignored) throws IOException {
        List<String> options = new ArrayList<>();
        Stream.of(ignored).forEach(field -> options.addAll(List.of("--ignore-field", field)));
        return compareWith(export, archive, options);
    }

    /** The same with options of the tool. */
    public ChildProcess compareWith(Path export, Path archive, List<String> options) throws IOException {
        Path tool = folder.resolve(Path.of("..", "..", "tools", "compare-exports"));
        List<String> command =
                new ArrayList<>(List.of("python3", tool.toString(), export.toString(), archive.toString()));
        command.addAll(options);
        return ChildProcess.run(command.toArray(String[]::new));
    }

    /** Unpacks any export; gives the folder of its files. */
    public Path unpackAny(String name, Path target) throws IOException {
        unpack(folder.resolve("exports").resolve(name + ".tar.gz"), target);
        try (Stream<Path> content = Files.list(target)) {
            return content.findFirst().orElseThrow();
        }
    }

    private static Path unpack(Path archive, Path target) throws IOException {
        Files.createDirectories(target);
        ChildProcess tar = ChildProcess.run("tar", "-xzf", archive.toString(), "-C", target.toString());
        if (tar.status() != 0) {
            throw new IOException(tar.text());
        }
        return target;
    }
}
