/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresSource;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.Folders;
import org.realmferry.sample.SampleServer;
import org.realmferry.sample.SampleSize;
import org.realmferry.selection.Scope;
import org.realmferry.source.ReleaseSource;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;

/** A small sample server, of whose database each test gets a copy to change. */
public final class SampleCopies implements AutoCloseable {
    private static final String TEMPLATE = "zulip";

    private final EmbeddedServer server;
    private int copies;

    private SampleCopies(EmbeddedServer server) {
        this.server = server;
    }

    public static SampleCopies start(int messages, long seed) throws IOException, SQLException {
        EmbeddedServer server = EmbeddedServer.start();
        server.createDatabase(TEMPLATE);
        Path uploads = Files.createTempDirectory("realmferry-uploads");
        try (Connection connection = server.connect(TEMPLATE)) {
            SampleServer.create(connection, uploads, SampleSize.tiny().withMessages(messages), seed);
        } finally {
            Folders.delete(uploads);
        }
        return new SampleCopies(server);
    }

    /** Makes the next copy; gives its name. */
    public String begin() throws SQLException {
        copies++;
        executeIn("postgres", "CREATE DATABASE " + name() + " TEMPLATE " + TEMPLATE);
        return name();
    }

    public void drop() throws SQLException {
        executeIn("postgres", "DROP DATABASE " + name() + " WITH (FORCE)");
    }

    private String name() {
        return "copy" + copies;
    }

    public Connection connect() throws SQLException {
        return server.connect(name());
    }

    public Source source() {
        DatabaseAddress address = DatabaseAddress.parse(server.uri(name()), Map.of());
        return new ReleaseSource(PostgresSource.open(
                new Connections(address, Optional.empty(), Map.of()), address, List.of("zerver_message")));
    }

    /** All of the realm acme. */
    public static Scope acme(SnapshotReader reader) {
        return full(reader, "acme");
    }

    public static Scope full(SnapshotReader reader, String name) {
        return Scope.full(ServerRealms.read(reader).stream()
                .filter(realm -> realm.stringId().equals(name))
                .findFirst()
                .orElseThrow());
    }

    public void execute(String... statements) throws SQLException {
        executeIn(name(), statements);
    }

    private void executeIn(String database, String... statements) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
