/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.realmferry.Secret;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.RealmRow;
import org.realmferry.load.ImportChoice.Activity;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresTarget;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ImportFixture;
import org.realmferry.source.Target;
import org.realmferry.store.FileTarget;
import org.realmferry.store.Limits;
import org.realmferry.store.LocalTarget;

/**
 * A server that a test imports archives into.
 *
 * @param folder of its uploads and of the import's run
 */
record ImportedServer(EmbeddedServer server, String database, Path folder) {
    /** One archive with the subdomain that it is to have. */
    static Map<String, Path> realm(String subdomain, Path archive) {
        return Map.of(subdomain, archive);
    }

    /** Imports archives, by their subdomains, in one run. */
    List<ImportSummary> importAll(boolean likeZulip, Map<String, Path> archives) throws IOException {
        return importAll(likeZulip, archives, target -> target);
    }

    /**
     * The same with something between the import and the server.
     *
     * @param between gives the target that the import sees
     */
    List<ImportSummary> importAll(boolean likeZulip, Map<String, Path> archives, UnaryOperator<Target> between)
            throws IOException {
        Path uploads = folder.resolve("uploads");
        Files.createDirectories(uploads.resolve("files"));
        Files.createDirectories(uploads.resolve("avatars"));
        DatabaseAddress address = DatabaseAddress.parse(server.uri(database), Map.of());
        Connections connections = new Connections(address, Optional.empty(), Map.of());
        try (FileTarget files = LocalTarget.at(uploads, Limits.NONE);
                Target target = PostgresTarget.open(connections, address);
                RunDirectory run = RunDirectory.open(
                        folder.resolve("run"),
                        new RunDirectory.Request(Map.of(), List.of("import")),
                        RunDirectory.Opening.RESUME)) {
            return new Import(
                            wanted(likeZulip, archives),
                            between.apply(target),
                            new Import.Store(files, Optional.of(new Secret("salt"))),
                            run,
                            new Import.Work(2, 4, new Findings()))
                    .run();
        }
    }

    private static List<Import.Wanted> wanted(boolean likeZulip, Map<String, Path> archives) {
        List<Import.Wanted> wanted = new ArrayList<>();
        archives.forEach((subdomain, archive) -> {
            ArchiveLocation found =
                    Import.find(List.of(archive.toString()), path -> path).get(0);
            wanted.add(new Import.Wanted(
                    found,
                    RealmRow.read(found),
                    new ImportChoice(
                            subdomain,
                            Optional.of(subdomain + ".example.com"),
                            likeZulip,
                            false,
                            Activity.AS_ARCHIVED)));
        });
        return wanted;
    }

    /** Compares a realm with that of another database, but for what {@code docs} call different. */
    ChildProcess compareWith(String reference, String realm, List<String> options) throws IOException, SQLException {
        render(reference);
        List<String> words = new ArrayList<>(List.of("--realm", realm));
        // Zulip's importer writes creators of groups by the archive's ids.
        words.addAll(List.of("--ignore", "zerver_namedusergroup.creator_id"));
        // Thumbnails are made when they are asked for.
        words.addAll(List.of("--ignore", "zerver_imageattachment.thumbnail_metadata"));
        words.addAll(options);
        return ImportFixture.compare(server, reference, database, words.toArray(String[]::new));
    }

    /** Zulip's importer renders messages that nobody has read yet; ours leaves that to their first reader. */
    private void render(String reference) throws SQLException {
        Map<String, String> rendered = new LinkedHashMap<>();
        for (List<String> row :
                rows("SELECT DISTINCT content FROM zulip.zerver_message WHERE rendered_content IS NULL")) {
            rendered.put(row.get(0), "");
        }
        try (Connection from = server.connect(reference);
                Connection to = server.connect(database);
                Statement role = to.createStatement();
                PreparedStatement find = from.prepareStatement("SELECT rendered_content, rendered_content_version"
                        + " FROM zulip.zerver_message WHERE content = ? AND rendered_content IS NOT NULL");
                PreparedStatement write = to.prepareStatement("UPDATE zulip.zerver_message SET rendered_content = ?,"
                        + " rendered_content_version = ? WHERE content = ? AND rendered_content IS NULL")) {
            role.execute("SET session_replication_role = replica");
            for (String content : rendered.keySet()) {
                find.setString(1, content);
                try (ResultSet found = find.executeQuery()) {
                    if (found.next()) {
                        write.setString(1, found.getString(1));
                        write.setInt(2, found.getInt(2));
                        write.setString(3, content);
                        write.executeUpdate();
                    }
                }
            }
        }
    }

    /** The words of the command that imports an archive. */
    List<String> words(String subdomain, Path archive) throws IOException {
        Path uploads = folder.resolve("uploads");
        Files.createDirectories(uploads.resolve("files"));
        Files.createDirectories(uploads.resolve("avatars"));
        Path salt = Files.writeString(folder.resolve("salt"), "salt\n");
        List<String> words = new ArrayList<>(List.of("import", archive.toString(), "--as", subdomain));
        words.addAll(List.of("--database", server.uri(database), "--uploads", uploads.toString()));
        words.addAll(List.of("--avatar-salt-file", salt.toString()));
        words.addAll(List.of("--output", folder.resolve("run").toString()));
        return words;
    }

    /** How many rows were written to the tables of Zulip since the database was made. */
    long written() throws SQLException {
        return Long.parseLong(value("SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_user_tables"));
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The rows of a query as texts. */
    List<List<String>> rows(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            int width = found.getMetaData().getColumnCount();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(String.valueOf(found.getString(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** The only value of a query. */
    String value(String sql) throws SQLException {
        return rows(sql).get(0).get(0);
    }
}
