/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.realmferry.cli.Ran;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ImportFixture;

/** A server that archives are imported into: a database of its own, with the realm mitb, and an uploads folder. */
record ImportTarget(EmbeddedServer server, String database, Path folder) {
    static ImportTarget restore(EmbeddedServer server, String dump, String database, Path folder)
            throws IOException, SQLException {
        ImportFixture.of(dump).restore(server, database);
        Files.createDirectories(folder.resolve("uploads/files"));
        Files.createDirectories(folder.resolve("uploads/avatars"));
        Files.writeString(folder.resolve("salt"), "avatar_salt = 0123456789abcdef\n");
        return new ImportTarget(server, database, folder);
    }

    Path uploads() {
        return folder.resolve("uploads");
    }

    /** Runs the command with all options that say where the server is. */
    Ran importing(Path archive, String... options) {
        return importing(server.uri(database), uploads(), archive, options);
    }

    /** Runs it with another address of the database, or another folder. */
    Ran importing(String uri, Path uploads, Path archive, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "import",
                archive.toString(),
                "--database",
                uri,
                "--uploads",
                uploads.toString(),
                "--avatar-salt-file",
                folder.resolve("salt").toString()));
        command.addAll(List.of(options));
        return Ran.command(Map.of("HOME", folder.toString()), command);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How many rows there are of what comes behind FROM. */
    String count(String from) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            return texts(statement, "SELECT count(*) FROM zulip." + from).get(0);
        }
    }

    /** How many rows each table has, where each sequence is, and which files there are. */
    Map<String, String> content() throws SQLException, IOException {
        Map<String, String> content = new TreeMap<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String table : texts(statement, "SELECT tablename FROM pg_tables WHERE schemaname = 'zulip'")) {
                content.put(
                        table,
                        texts(statement, "SELECT count(*) FROM zulip.\"" + table + "\"")
                                .get(0));
            }
            content.put(
                    "sequences",
                    texts(statement, "SELECT sequencename || coalesce(last_value, 0) FROM pg_sequences ORDER BY 1")
                            .toString());
        }
        try (Stream<Path> files = Files.walk(uploads())) {
            content.put("files", files.sorted().toList().toString());
        }
        return content;
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
