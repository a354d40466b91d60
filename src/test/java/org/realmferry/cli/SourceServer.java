/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.Folders;
import org.realmferry.sample.SampleServer;
import org.realmferry.sample.SampleSize;

/**
 * The tiny sample server, as the tests of commands share it: nobody changes its database {@link #DATABASE} or its
 * uploads; who wants to spoil something takes a copy.
 */
public final class SourceServer implements AutoCloseable {
    public static final String DATABASE = "zulip";

    private static final long SEED = 20250331;

    private final EmbeddedServer server;
    private final Path folder;

    private SourceServer(EmbeddedServer server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    static SourceServer start() throws IOException, SQLException {
        SourceServer source = new SourceServer(EmbeddedServer.start(), Files.createTempDirectory("realmferry-source"));
        source.server.createDatabase(DATABASE);
        try (Connection connection = source.server.connect(DATABASE)) {
            SampleServer.create(connection, Files.createDirectory(source.uploads()), SampleSize.tiny(), SEED);
        }
        Files.writeString(source.salt(), SampleServer.AVATAR_SALT + "\n");
        return source;
    }

    public EmbeddedServer server() {
        return server;
    }

    public Path uploads() {
        return folder.resolve("uploads");
    }

    /** The file for {@code --avatar-salt-file}. */
    public Path salt() {
        return folder.resolve("avatar-salt");
    }

    /** A good command line for the realm acme, with further words. */
    public List<String> export(Path output, String... more) {
        return export(DATABASE, uploads(), output, more);
    }

    public List<String> export(String database, Path uploads, Path output, String... more) {
        List<String> words = new ArrayList<>(List.of("export", "--database", server.uri(database)));
        words.addAll(List.of("--uploads", uploads.toString(), "--avatar-salt-file", salt().toString()));
        words.addAll(List.of("--realm", "acme", "--output", output.toString()));
        words.addAll(List.of(more));
        return words;
    }

    /** The same command line with another value of an option. */
    public static List<String> with(List<String> words, String option, String value) {
        List<String> changed = new ArrayList<>(words);
        changed.set(changed.indexOf(option) + 1, value);
        return changed;
    }

    public String uri(String role, String database) {
        return server.uri(database).replace(EmbeddedServer.USER + "@", role + "@");
    }

    /** Makes a role without rights, which the server asks for its password. */
    public void createRole(String name, String password) throws IOException, SQLException {
        execute("postgres", "CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'");
        server.putHostRules(List.of("host all " + name + " 127.0.0.1/32 scram-sha-256"));
    }

    /** Makes a role that may write anything, and does so where a connection doesn't say otherwise. */
    public void createSuperuser(String name) throws SQLException {
        execute(
                "postgres",
                "CREATE ROLE " + name + " LOGIN SUPERUSER",
                "ALTER ROLE " + name + " SET default_transaction_read_only = off");
    }

    /** Makes a database that its test may spoil. */
    public void copyDatabase(String name) throws SQLException {
        execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + DATABASE);
    }

    /** Makes an uploads folder that its test may spoil; the files keep their times. */
    public Path copyUploads(Path target) throws IOException {
        Files.walkFileTree(uploads(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target.resolve(uploads().relativize(dir)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = target.resolve(uploads().relativize(file));
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
        return target;
    }

    public void execute(String database, String... statements) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of all rows, as text. */
    public List<String> query(String database, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Folders.delete(folder);
    }
}
