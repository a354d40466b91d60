/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * A throw-away PostgreSQL on the loopback interface and a Unix socket; it trusts everybody who reaches it.
 *
 * <p>Nothing of it is safe against a crash, so that it is fast. Works as root too, where {@code unshare} is at hand.
 */
public final class EmbeddedServer implements AutoCloseable {
    /** The one user that a new server has. */
    public static final String USER = "postgres";

    private final EmbeddedPostgres postgres;
    private final Path folder;

    private EmbeddedServer(EmbeddedPostgres postgres, Path folder) {
        this.postgres = postgres;
        this.folder = folder;
    }

    /** Starts a new, empty server; takes a second or two. */
    public static EmbeddedServer start() throws IOException {
        Path folder = Files.createTempDirectory("rf");
        Files.createDirectory(socketDirectory(folder));
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setServerConfig(
                        "unix_socket_directories", socketDirectory(folder).toString())
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("max_connections", "100")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        return new EmbeddedServer(postgres, folder);
    }

    public int port() {
        return postgres.getPort();
    }

    /** Where the server's Unix socket is, a path short enough to be connected to. */
    public Path socketDirectory() {
        return socketDirectory(folder);
    }

    /** A libpq URI over TCP. */
    public String uri(String database) {
        return uri(port(), database);
    }

    /** The same through a proxy that listens at a port. */
    public static String uri(int port, String database) {
        String name = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
        return "postgresql://" + USER + "@127.0.0.1:" + port + "/" + name;
    }

    public DataSource dataSource(String database) {
        return postgres.getDatabase(USER, database);
    }

    /** A new connection; the caller closes it. */
    public Connection connect(String database) throws SQLException {
        return dataSource(database).getConnection();
    }

    /** Makes an empty UTF-8 database whose sorting and letter cases don't depend on the machine. */
    public void createDatabase(String name) throws SQLException {
        execute("CREATE DATABASE \"" + name + "\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
    }

    /** Puts lines in front of {@code pg_hba.conf}, so that they win, for connections made from now on. */
    public void putHostRules(List<String> lines) throws IOException, SQLException {
        Path rules = folder.resolve("data").resolve("pg_hba.conf");
        Files.writeString(rules, String.join("\n", lines) + "\n" + Files.readString(rules));
        String before = configurationTime();
        execute("SELECT pg_reload_conf()");
        while (configurationTime().equals(before)) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        Folders.delete(folder);
    }

    /** When the server last read its configuration; a connection inherits it, so each question needs a new one. */
    private String configurationTime() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_conf_load_time()::text")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Path socketDirectory(Path folder) {
        return folder.resolve("s");
    }
}
